import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  rewardModelReportSchema,
  trainRewardModelConfigSchema,
  type RewardModelReport,
} from "@/lib/contracts/train-reward-model";
import { Rng } from "@/lib/rng";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { RewardScorer } from "@/lm/inference/reward-scorer";
import { trainRewardModel } from "@/trainer/pipeline/train-reward-model";
import { RewardModel } from "@/trainer/reward/reward-model";
import { recomputed } from "@/trainer/tensorflow/recompute";
import { largestDifference } from "@/tests/support/largest-difference";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { recordStage } from "@/tests/support/stage-context";

vi.mock("@/trainer/tensorflow/recompute", { spy: true });

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-reward-"));
const place = (name: string) => path.join(directory, name);
const GOOD = ["the answer is clear and short", "rice is made in simple words", "people were happy"];
const MIDDLING = ["the answer was long and the cat sat", "people sat by the house"];
const BAD = ["mat mat mat door", "zzz the the the", "street end poem dog dog"];

function draw(rng: Rng, texts: readonly string[]): string {
  return `${texts[rng.integer(texts.length)]} ${rng.integer(100)}`;
}

/** Pairs that a glance tells apart. */
function separablePairs(count: number, seed: number): object[] {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: count }, (_, i) => ({
    prompt: `Question ${seed}.${i}: what is ${rng.integer(1000)}?`,
    chosen: draw(rng, GOOD),
    rejected: draw(rng, BAD),
  }));
}

function scoredRecords(count: number, seed: number): object[] {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: count }, (_, i) => ({
    input: `Question ${seed}.${i}`,
    outputs: [
      { response: draw(rng, BAD), score: 1 },
      { response: draw(rng, GOOD), score: 5 },
      { response: draw(rng, MIDDLING), score: 3 },
    ],
  }));
}

function jsonl(name: string, lines: readonly object[]): string {
  writeFileSync(place(name), lines.map((line) => JSON.stringify(line)).join("\n"));
  return place(name);
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

let config: Record<string, unknown>;

function train(
  out: string,
  overrides: Record<string, unknown> = {},
  stage = recordStage(place(`${out}.run`)),
) {
  const parsed = trainRewardModelConfigSchema.parse({ ...config, out: place(out), ...overrides });
  return trainRewardModel(parsed, stage.context);
}

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("llama"), seed: 1 });
  await makeTinyModel({ architecture: "bert", directory: place("bert"), seed: 1 });
  config = {
    base: place("llama"),
    trainData: jsonl("train.jsonl", separablePairs(40, 1)),
    evalData: jsonl("eval.jsonl", separablePairs(24, 2)),
    epochs: 2,
    learningRate: 2e-3,
    batchSize: 8,
    maxLength: 128,
    seed: 3,
  };
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("a reward model on a causal trunk", () => {
  const stage = recordStage(place("reward.run"));
  let report: RewardModelReport;
  beforeAll(async () => {
    report = await train("reward", {}, stage);
  });

  it("orders more than 90 % of held-out pairs of separable data, with the interval around it", () => {
    expect(rewardModelReportSchema.parse(report)).toEqual(report);
    expect(report.pairAccuracy).toBeGreaterThan(0.9);
    expect(report.pairAccuracyLow).toBeLessThanOrEqual(report.pairAccuracy);
    expect(report.pairAccuracyHigh).toBeGreaterThanOrEqual(report.pairAccuracy);
    expect(report).toMatchObject({
      evalPairs: 24,
      trainPairs: 40,
      selectionPrompts: 4,
      mse: null,
      leakedPrompts: 0,
      template: "chat",
    });
    expect(report.examplesPerSecond).toBeGreaterThan(0);
  });

  it("draws its curves under clear names", () => {
    const names = new Set(stage.metrics.flatMap(({ values }) => Object.keys(values)));
    expect([...names]).toEqual(
      expect.arrayContaining([
        "loss/total",
        "loss/pair",
        "lr",
        "grad_norm",
        "examples_per_second",
        "eval/pair_accuracy",
        "selection/pair_accuracy",
      ]),
    );
    // two epochs of the 36 pairs that do not choose between them, four a step
    expect(stage.metrics.at(-1)?.step).toBe(18);
  });

  it("stores a normalisation that gives its training responses mean 0 and deviation 1 (item 15)", async () => {
    const model = RewardModel.open(place("reward"), "float32");
    const texts = separablePairs(40, 1) as { prompt: string; chosen: string; rejected: string }[];
    const sequences = texts.flatMap(({ prompt, chosen, rejected }) =>
      [chosen, rejected].map((text) => model.encode([{ role: "user", content: prompt }], { text })),
    );
    const { mean, std } = model.settings.normalization;
    const scores = (await model.rawScores(sequences)).map((raw) => (raw - mean) / std);
    expect(meanAndDeviation(scores).mean).toBeCloseTo(0, 5);
    expect(meanAndDeviation(scores).deviation).toBeCloseTo(1, 5);
    model.dispose();
  });

  it("is a Hugging Face sequence classification directory whose ONNX graph gives the same scores", async () => {
    const json = JSON.parse(readFileSync(path.join(place("reward"), "config.json"), "utf8")) as object;
    expect(json).toMatchObject({ architectures: ["LlamaForSequenceClassification"], num_labels: 1 });
    expect(json).toHaveProperty("pad_token_id");
    expect(report.parity.maxAbsoluteDifference).toBeLessThan(1e-4);
    const scorer = await RewardScorer.load(place("reward"));
    expect((await scorer.score([[5, 6, 7]]))[0]).toBeTypeOf("number");
    await scorer.release();
  });

  it("leaves no checkpoint behind once it is written, and refuses a place that is taken", async () => {
    expect(readdirSync(place("reward.run"))).toEqual([]);
    await expect(train("reward")).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

it("learns scores: held-out squared error well below that of the mean, pairs from unequal scores", async () => {
  const report = await train("scored", {
    trainData: jsonl("scored-train.jsonl", scoredRecords(30, 5)),
    evalData: jsonl("scored-eval.jsonl", scoredRecords(12, 6)),
    batchSize: 9,
    epochs: 6,
    template: "article",
  });
  expect(report.evalPairs).toBe(36);
  expect(report.mse).toBeLessThan(0.5);
  expect(report.pairAccuracy).toBeGreaterThan(0.9);
  const settings = RewardModel.open(place("scored"), "float32").settings;
  expect(settings).toMatchObject({ template: "article", scoreMean: 3 });
  expect(settings.scoreStd).toBeCloseTo(Math.sqrt(8 / 3), 6);
});

it("trains on an encoder, with a new pooler and classifier where it has none", async () => {
  const report = await train("encoder", { base: place("bert"), template: "article" }).catch(
    (error: unknown) => error,
  );
  // 输入 and 输出 of the article's template are unknown to an English encoder, but not the data
  expect(report).toMatchObject({ evalPairs: 24, template: "article" });
  expect((report as RewardModelReport).pairAccuracy).toBeGreaterThan(0.9);
});

describe("the epoch that is kept", () => {
  it("is not chosen by the held-out data: with every preference turned round the same weights come out", async () => {
    const turned = (separablePairs(24, 2) as { prompt: string; chosen: string; rejected: string }[]).map(
      ({ prompt, chosen, rejected }) => ({ prompt, chosen: rejected, rejected: chosen }),
    );
    const overrides = { trainData: jsonl("enough.jsonl", separablePairs(60, 4)), epochs: 3 };
    const straight = await train("straight", overrides);
    const stage = recordStage(place("turned.run"));
    const report = await train("turned", { ...overrides, evalData: jsonl("turned.jsonl", turned) }, stage);
    expect(report).toMatchObject({ bestEpoch: straight.bestEpoch, selectionPrompts: 6 });
    expect(hashOf(path.join(place("turned"), "model.safetensors"))).toBe(
      hashOf(path.join(place("straight"), "model.safetensors")),
    );
    expect(report.pairAccuracy).toBeCloseTo(1 - straight.pairAccuracy, 10);
    const curve = stage.metrics.flatMap(({ values }) => values["eval/pair_accuracy"] ?? []);
    expect(curve).toHaveLength(3);
    expect(report.pairAccuracy).toBe(curve[report.bestEpoch - 1]);
  });

  it("is the last where training prompts are few, and all of them are trained on", async () => {
    const stage = recordStage(place("few-prompts.run"));
    const overrides = { trainData: jsonl("sixteen.jsonl", separablePairs(16, 1)), epochs: 3 };
    const report = await train("few-prompts", overrides, stage);
    expect(report).toMatchObject({ bestEpoch: 3, selectionPrompts: 0 });
    expect(stage.metrics.at(-1)?.step).toBe(12);
  });
});

it("gives the same numbers with gradient checkpointing", async () => {
  const overrides = { trainData: jsonl("few.jsonl", separablePairs(8, 1)), epochs: 1 };
  const curves = async (gradientCheckpointing: boolean) => {
    const stage = recordStage(place(`recompute-${gradientCheckpointing}.run`));
    await train(`recompute-${gradientCheckpointing}`, { ...overrides, gradientCheckpointing }, stage);
    return stage.metrics.map(({ values }) => ({ ...values, examples_per_second: 0 }));
  };
  vi.mocked(recomputed).mockClear();
  const kept = await curves(false);
  expect(recomputed).not.toHaveBeenCalled();
  const again = await curves(true);
  // two steps through two layers
  expect(recomputed).toHaveBeenCalledTimes(2 * 2);
  expect(again).toHaveLength(kept.length);
  kept.forEach((values, i) => expect(largestDifference(values, again[i] ?? {})).toBeLessThan(1e-5));
});

describe("other people's pairs", () => {
  const rng = Rng.fromSeed(11);
  const turn = (role: string, content: string) => ({ role, content });
  const pairs = (count: number, make: (good: string, bad: string, i: number) => object) =>
    Array.from({ length: count }, (_, i) => make(draw(rng, GOOD), draw(rng, BAD), i));

  it("are all trained on: without a prompt, of several turns; what the length limit costs is told", async () => {
    const stage = recordStage(place("foreign.run"));
    const long = "the cat sat ".repeat(80);
    const report = await train(
      "foreign",
      {
        trainData: jsonl("foreign.jsonl", [
          ...pairs(10, (chosen, rejected) => ({ chosen, rejected })),
          ...pairs(10, (chosen, rejected) => ({ prompt: "", chosen, rejected })),
          ...pairs(10, (good, bad, i) => ({
            prompt: [turn("user", `Question ${i}`)],
            chosen: [turn("assistant", good), turn("user", "Thanks"), turn("assistant", good)],
            rejected: [turn("assistant", bad)],
          })),
          { prompt: "cut", chosen: `${GOOD[0]} ${long}`, rejected: `${BAD[0]} ${long}` },
          { prompt: "lost", chosen: `${long} good`, rejected: `${long} bad` },
        ]),
        epochs: 3,
      },
      stage,
    );
    expect(report).toMatchObject({
      skippedLines: 0,
      trainPairs: 31,
      trainPrompts: 31,
      cutPrompts: 0,
      cutResponses: 4,
      identicalPairs: 1,
      refusedPrompts: 0,
    });
    expect(report.pairAccuracy).toBeGreaterThan(0.8);
    expect(stage.logs.join("\n")).toMatch(/trainData: 4 of 64 texts .*their responses lose their end/);
    expect(stage.logs.join("\n")).toMatch(/trainData: 1 pairs are left out/);
  });

  it("of few prompts with many comparisons are as many steps as their number asks for", async () => {
    const stage = recordStage(place("many-comparisons.run"));
    const trainData = jsonl(
      "many-comparisons.jsonl",
      pairs(60, (good, bad, i) => ({
        prompt: `Question ${i % 3}`,
        chosen: `${good} ${i}`,
        rejected: `${bad} ${i}`,
      })),
    );
    const overrides = { trainData, epochs: 1, rankingLoss: "plackett-luce" };
    expect(await train("many-comparisons", overrides, stage)).toMatchObject({
      trainPrompts: 3,
      trainPairs: 60,
    });
    // 120 responses, 8 a step
    expect(stage.metrics.at(-1)?.step).toBe(15);
  });
});

describe("data that cannot serve", () => {
  it("is refused where an encoder does not know more than 2 % of it, with the rate", async () => {
    const chinese = [
      { prompt: "今天天气怎么样?", chosen: "很好", rejected: "不知道" },
      { prompt: "你好吗?", chosen: "我很好,谢谢你的关心", rejected: "走开" },
      { prompt: "火星与地球相比有何不同?", chosen: "火星的重力比地球低", rejected: "火星没有人" },
    ];
    await expect(
      train("unknown", {
        base: place("bert"),
        trainData: jsonl("zh.jsonl", [...separablePairs(8, 1), ...chinese]),
      }),
    ).rejects.toMatchObject({
      code: "VOCABULARY_MISMATCH",
      message: expect.stringMatching(/\d+\.\d %/) as string,
    });
  });

  it("is refused where it is too little, saying how much is needed", async () => {
    await expect(
      train("little", { trainData: jsonl("one.jsonl", separablePairs(1, 1)) }),
    ).rejects.toMatchObject({
      code: "NOT_ENOUGH_DATA",
      message: expect.stringMatching(/at least 2 prompts.*4 pairs.*has 1 and 1/) as string,
      details: { trainPairs: 1, trainPairsNeeded: 4 },
    });
    const unjudged = [{ input: "a", outputs: [{ response: "b", score: 3 }] }];
    await expect(train("little", { evalData: jsonl("none.jsonl", unjudged) })).rejects.toMatchObject({
      code: "NOT_ENOUGH_DATA",
      details: { evalPairs: 0, evalPairsNeeded: 1 },
    });
    expect(existsSync(place("little"))).toBe(false);
  });

  it("is told where prompts stand in both parts, and where lines are bad", async () => {
    const stage = recordStage(place("leak.run"));
    const leaking = jsonl("leak.jsonl", [...separablePairs(3, 1), ...separablePairs(3, 9), { text: "?" }]);
    const report = await train("leak", { evalData: leaking, epochs: 1 }, stage);
    expect(report).toMatchObject({ leakedPrompts: 3, skippedLines: 1 });
    expect(stage.logs.join("\n")).toMatch(/3 of 6 held-out prompts are also trained on/);
    expect(stage.logs.join("\n")).toMatch(/evalData, line 7: it has neither/);
  });
});

describe("a run that was stopped", () => {
  it("goes on to the same weights, to the bit, as one that was not (item 19)", async () => {
    const overrides = { checkpointEvery: 3, trainData: jsonl("short.jsonl", separablePairs(20, 1)) };
    await train("unbroken", overrides);
    for (const step of [4, 8]) {
      const stage = recordStage(place("broken.run"), (running, at) => {
        if (at === step) running.abort();
      });
      await expect(train("broken", overrides, stage)).rejects.toThrow("stopped by the test");
    }
    const last = recordStage(place("broken.run"));
    await train("broken", overrides, last);
    expect(last.logs.join("\n")).toMatch(/goes on from the checkpoint after step 6/);
    expect(hashOf(path.join(place("broken"), "model.safetensors"))).toBe(
      hashOf(path.join(place("unbroken"), "model.safetensors")),
    );
    expect(readFileSync(path.join(place("broken"), "reward.json"), "utf8")).toBe(
      readFileSync(path.join(place("unbroken"), "reward.json"), "utf8"),
    );
  });

  it.each(["evalData", "base"])(
    "is not gone on from with another %s in the old one's place",
    async (field) => {
      const trainData = jsonl("short.jsonl", separablePairs(20, 1));
      const changing = field === "base" ? place("changing") : jsonl("changing.jsonl", separablePairs(20, 2));
      const overrides = { checkpointEvery: 3, trainData, [field]: changing };
      if (field === "base") cpSync(place("llama"), changing, { recursive: true });
      const first = recordStage(place(`${field}.run`), (running, at) => {
        if (at === 4) running.abort();
      });
      await expect(train(field, overrides, first)).rejects.toThrow("stopped by the test");

      if (field === "evalData") jsonl("changing.jsonl", separablePairs(20, 12));
      else {
        rmSync(changing, { recursive: true });
        await makeTinyModel({ architecture: "llama", directory: changing, seed: 9 });
      }
      const again = recordStage(place(`${field}.run`));
      await train(field, overrides, again);
      expect(again.logs.join("\n")).toMatch(/is of another run/);
      expect(again.logs.join("\n")).not.toMatch(/goes on from/);
    },
  );
});
