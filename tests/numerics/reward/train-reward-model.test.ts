import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StageContext } from "@/lib/contracts/progress";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";
import { Rng } from "@/lib/rng";
import { trainRewardModel } from "@/trainer/pipeline/train-reward-model";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-reward-"));
const place = (name: string) => path.join(directory, name);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const GOOD = ["the answer is clear and short", "rice is made in simple words", "people were happy"];
const BAD = ["mat mat mat door", "zzz the the the", "street end poem dog dog"];

/** Pairs that a glance tells apart. */
function separablePairs(count: number, seed: number): object[] {
  const rng = Rng.fromSeed(seed);
  const pick = (texts: readonly string[]) => texts[rng.integer(texts.length)] ?? "";
  return Array.from({ length: count }, (_, i) => ({
    prompt: `Question ${seed}.${i}: what is ${rng.integer(1000)}?`,
    chosen: `${pick(GOOD)} ${rng.integer(100)}`,
    rejected: `${pick(BAD)} ${rng.integer(100)}`,
  }));
}

function jsonl(name: string, lines: readonly object[]): string {
  writeFileSync(place(name), lines.map((line) => JSON.stringify(line)).join("\n"));
  return place(name);
}

function silentContext(workDirectory: string, overrides: Partial<StageContext> = {}) {
  const logs: string[] = [];
  const metrics: { step: number; values: Readonly<Record<string, number>> }[] = [];
  const context: StageContext = {
    reporter: {
      progress: () => {},
      metrics: (step, values) => metrics.push({ step, values }),
      log: (level, message) => logs.push(`${level}: ${message}`),
    },
    signal: new AbortController().signal,
    workDirectory: place(workDirectory),
    ...overrides,
  };
  return { context, logs, metrics };
}

let config: Record<string, unknown>;

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("llama"), seed: 1 });
  config = {
    base: place("llama"),
    trainData: jsonl("train.jsonl", separablePairs(48, 1)),
    evalData: jsonl("eval.jsonl", separablePairs(24, 2)),
    epochs: 3,
    learningRate: 2e-3,
    batchSize: 8,
    maxLength: 128,
    seed: 3,
  };
});

describe("trainRewardModel", () => {
  it("orders more than 90 % of held-out pairs of separable data, and tells everything that the contract names", async () => {
    const { context, metrics } = silentContext("work");
    const report = await trainRewardModel(
      trainRewardModelConfigSchema.parse({ ...config, out: place("reward") }),
      context,
    );
    expect(report.pairAccuracy).toBeGreaterThan(0.9);
    console.log(report, metrics.slice(-3));
  });
});
