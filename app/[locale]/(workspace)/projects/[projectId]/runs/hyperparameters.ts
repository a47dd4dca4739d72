import { z } from "zod";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

/** One setting of a run as the launch form shows it. Labels and explanations: messages, `runs.parameters.<name>`. */
export interface Hyperparameter {
  name: string;
  schema: z.ZodType;
  control: "number" | "switch" | "choice";
  /** Of a choice; "auto" stands for leaving it out. */
  choices: readonly string[];
  /** As the form shows it; "auto" where the contract has no default. */
  defaultText: string;
  advanced: boolean;
}

const REWARD_BASICS = ["epochs", "learningRate", "batchSize", "maxLength"] as const;
const REWARD_ADVANCED = [
  "scoreLossWeight",
  "rankingLoss",
  "pairLossWeight",
  "centeringWeight",
  "weightDecay",
  "warmupRatio",
  "schedule",
  "maxGradientNorm",
  "template",
  "precision",
  "gradientCheckpointing",
  "checkpointEvery",
  "seed",
] as const;

const POLICY_BASICS = [
  "iterations",
  "batchSize",
  "ppoEpochs",
  "maxNewTokens",
  "learningRate",
  "klCoefficient",
] as const;
const POLICY_ADVANCED = [
  "minibatches",
  "valueLearningRate",
  "temperature",
  "adaptiveKl",
  "klTarget",
  "klHorizon",
  "discount",
  "gaeLambda",
  "clipRange",
  "valueClipRange",
  "valueCoefficient",
  "entropyCoefficient",
  "whitenAdvantages",
  "missingEosPenalty",
  "maxGradientNorm",
  "approxKlStop",
  "maxPromptTokens",
  "loraRank",
  "loraAlpha",
  "precision",
  "gradientCheckpointing",
  "normalizationSamples",
  "watchedPrompts",
  "checkpointEvery",
  "seed",
] as const;

export const REWARD_HYPERPARAMETERS = [
  ...REWARD_BASICS.map((name) =>
    describeHyperparameter(name, trainRewardModelConfigSchema.shape[name], false),
  ),
  ...REWARD_ADVANCED.map((name) =>
    describeHyperparameter(name, trainRewardModelConfigSchema.shape[name], true),
  ),
];
export const POLICY_HYPERPARAMETERS = [
  ...POLICY_BASICS.map((name) => describeHyperparameter(name, trainPolicyConfigSchema.shape[name], false)),
  ...POLICY_ADVANCED.map((name) => describeHyperparameter(name, trainPolicyConfigSchema.shape[name], true)),
];

/** Reads control and default off the contract itself, so that form and run cannot disagree. */
export function describeHyperparameter(name: string, schema: z.ZodType, advanced: boolean): Hyperparameter {
  const initial = schema.parse(undefined);
  const inner = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const defaultText = initial === undefined ? "auto" : toText(initial);
  if (inner instanceof z.ZodBoolean) {
    return { name, schema, control: "switch", choices: [], defaultText, advanced };
  }
  if (inner instanceof z.ZodEnum) {
    const choices = inner.options.map(String);
    const withAuto = initial === undefined ? ["auto", ...choices] : choices;
    return { name, schema, control: "choice", choices: withAuto, defaultText, advanced };
  }
  return { name, schema, control: "number", choices: [], defaultText, advanced };
}

/** 5e-5 is read at a glance, 0.00005 is counted. */
export function toText(value: unknown): string {
  const small = typeof value === "number" && value !== 0 && Math.abs(value) < 1e-3;
  return small ? value.toExponential() : String(value);
}

/** What stands in the form's fields, by name; a field that was never touched is absent. */
export type HyperparameterTexts = Readonly<Record<string, string>>;

/** Why a text is not possible; a key under `runs.invalid` and its limit. */
export interface HyperparameterProblem {
  key: "required" | "number" | "integer" | "atLeast" | "moreThan" | "atMost" | "other";
  limit: number;
}

export type HyperparameterCheck =
  { value: unknown; problem?: undefined } | { value?: undefined; problem: HyperparameterProblem };

export function checkHyperparameter(field: Hyperparameter, text: string): HyperparameterCheck {
  const trimmed = text.trim();
  if (trimmed === "") return { problem: { key: "required", limit: 0 } };
  const parsed = field.schema.safeParse(toValue(field, trimmed));
  if (parsed.success) return { value: parsed.data };
  return { problem: toProblem(parsed.error.issues[0]) };
}

function toValue(field: Hyperparameter, text: string): unknown {
  if (field.control === "number") return Number(text);
  if (field.control === "switch") return text === "true";
  return text === "auto" ? undefined : text;
}

function toProblem(issue: z.core.$ZodIssue | undefined): HyperparameterProblem {
  if (issue?.code === "too_small") {
    return { key: issue.inclusive === false ? "moreThan" : "atLeast", limit: Number(issue.minimum) };
  }
  if (issue?.code === "too_big") return { key: "atMost", limit: Number(issue.maximum) };
  if (issue?.code === "invalid_type") {
    return { key: issue.expected === "int" ? "integer" : "number", limit: 0 };
  }
  return { key: "other", limit: 0 };
}

/** The texts of an earlier run's configuration, where they differ from the defaults. */
export function textsOf(
  fields: readonly Hyperparameter[],
  config: Readonly<Record<string, unknown>> = {},
): HyperparameterTexts {
  return Object.fromEntries(
    fields
      .filter(({ name }) => config[name] !== undefined)
      .map(({ name, defaultText }) => [name, toText(config[name]), defaultText] as const)
      .filter(([, text, defaultText]) => text !== defaultText)
      .map(([name, text]) => [name, text]),
  );
}

export interface CheckedHyperparameters {
  /** What differs from the defaults, ready for the contract. */
  overrides: Record<string, unknown>;
  problems: Record<string, HyperparameterProblem>;
}

export function checkHyperparameters(
  fields: readonly Hyperparameter[],
  texts: HyperparameterTexts,
): CheckedHyperparameters {
  const overrides: Record<string, unknown> = {};
  const problems: Record<string, HyperparameterProblem> = {};
  for (const field of fields) {
    const text = texts[field.name];
    if (text === undefined || text.trim() === field.defaultText) continue;
    const checked = checkHyperparameter(field, text);
    if (checked.problem !== undefined) problems[field.name] = checked.problem;
    else if (checked.value !== undefined) overrides[field.name] = checked.value;
  }
  return { overrides, problems };
}
