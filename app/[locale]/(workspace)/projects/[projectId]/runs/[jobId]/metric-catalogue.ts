import type { MetricFormat } from "@/app/components/charts/format-metric";
import type { MetricPoint } from "@/app/components/charts/metric-series";

export const METRIC_GROUPS = ["outcome", "update", "stability", "other"] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

interface MetricDefinition {
  group: MetricGroup;
  format: MetricFormat;
}

/** The curves that a run is known to draw, in the order of reading; words: `runs.metrics.<key>`. */
const CATALOGUE: Record<string, MetricDefinition> = {
  objectiveScores: { group: "outcome", format: "number" },
  objectiveRlhfReward: { group: "outcome", format: "number" },
  objectiveKl: { group: "outcome", format: "number" },
  responseLength: { group: "outcome", format: "integer" },
  pairAccuracy: { group: "outcome", format: "percent" },
  loss: { group: "outcome", format: "number" },
  pairLoss: { group: "outcome", format: "number" },
  scoreLoss: { group: "outcome", format: "number" },
  mse: { group: "outcome", format: "number" },
  lossPolicy: { group: "update", format: "number" },
  lossValue: { group: "update", format: "number" },
  policyApproxKl: { group: "update", format: "number" },
  policyClipFraction: { group: "update", format: "percent" },
  gradientNorm: { group: "update", format: "number" },
  learningRate: { group: "update", format: "scientific" },
  klCoefficient: { group: "update", format: "number" },
  objectiveEntropy: { group: "stability", format: "number" },
  explainedVariance: { group: "stability", format: "number" },
  valRatio: { group: "stability", format: "number" },
  valEosTokens: { group: "stability", format: "number" },
  logprobDrift: { group: "stability", format: "scientific" },
  objectiveNonScoreReward: { group: "stability", format: "number" },
  valRatioVariance: { group: "stability", format: "scientific" },
  distinctBigrams: { group: "stability", format: "percent" },
  optimiserSteps: { group: "other", format: "integer" },
  episode: { group: "other", format: "integer" },
  seconds: { group: "other", format: "seconds" },
  examplesPerSecond: { group: "other", format: "number" },
  tokensPerSecond: { group: "other", format: "number" },
};

/** Names that TRL made known, as the stages write them, for the keys above. */
const ALIASES: Record<string, string> = {
  policyApproxklAvg: "policyApproxKl",
  policyClipfracAvg: "policyClipFraction",
  lossPolicyAvg: "lossPolicy",
  lossValueAvg: "lossValue",
  valRatioVar: "valRatioVariance",
  valNumEosTokens: "valEosTokens",
  lr: "learningRate",
  gradNorm: "gradientNorm",
  lossTotal: "loss",
  lossPair: "pairLoss",
  lossMse: "mse",
};

export type MetricSplit = "train" | "eval";

export interface MetricCurve {
  /** A key of the catalogue, or camel case without the split: "objectiveKl", "loss". */
  key: string;
  group: MetricGroup;
  format: MetricFormat;
  splits: { split: MetricSplit | null; points: readonly MetricPoint[] }[];
}

/** A curve as a run records it, sorted by step. */
export interface RecordedCurve {
  name: string;
  points: readonly MetricPoint[];
}

/** "train/loss" → loss of the training data; "objective/kl" and "objectiveKl" are the same curve. */
export function parseMetricName(name: string): { key: string; split: MetricSplit | null } {
  const parts = name.split("/");
  const split = parts[0] === "train" || parts[0] === "eval" ? parts[0] : null;
  const words = (split === null ? parts : parts.slice(1)).join("_").split(/[_\-. ]+/);
  const key = words
    .filter((word) => word !== "")
    .map((word, i) => (i === 0 ? word[0]?.toLowerCase() : word[0]?.toUpperCase()) + word.slice(1))
    .join("");
  return { key: ALIASES[key] ?? (key === "" ? name : key), split };
}

/** Curves in the order of the catalogue, unknown ones last and by name. */
export function toMetricCurves(recorded: readonly RecordedCurve[]): MetricCurve[] {
  const curves = new Map<string, MetricCurve>();
  for (const { name, points } of recorded) {
    const { key, split } = parseMetricName(name);
    const known = CATALOGUE[key];
    const curve = curves.get(key) ?? {
      key,
      group: known?.group ?? "other",
      format: known?.format ?? "number",
      splits: [],
    };
    curve.splits.push({ split, points });
    curve.splits.sort((a, b) => Number(a.split === "eval") - Number(b.split === "eval"));
    curves.set(key, curve);
  }
  const order = Object.keys(CATALOGUE);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...curves.values()].sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key));
}
