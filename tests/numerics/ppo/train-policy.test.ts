import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { rolloutSampleSchema, type RolloutSample } from "@/lib/contracts/rollout-sample";
import { policyReportSchema, trainPolicyConfigSchema, type PolicyReport } from "@/lib/contracts/train-policy";
import { listProjections } from "@/lm/architecture/list-parameters";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { Generator } from "@/lm/inference/generator";
import { requireParity } from "@/trainer/pipeline/parity";
import { trainPolicy } from "@/trainer/pipeline/train-policy";
import { recomputed } from "@/trainer/tensorflow/recompute";
import { largestDifference } from "@/tests/support/largest-difference";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { recordStage } from "@/tests/support/stage-context";

vi.mock("@/trainer/tensorflow/recompute", { spy: true });

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-policy-"));
const place = (name: string) => path.join(directory, name);

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("policy"), seed: 1 });
  await makeTinyModel({ architecture: "llama", directory: place("reward"), seed: 2, head: "reward" });
  await makeTinyModel({ architecture: "llama", directory: place("policy-2"), seed: 4 });
  await makeTinyModel({ architecture: "llama", directory: place("reward-2"), seed: 5, head: "reward" });
  await makeTinyModel({ architecture: "bert", directory: place("encoder-reward"), seed: 3, head: "reward" });
  const lines = [
    ...["Hi", "What is the capital of France?", "Cook rice", "A poem", "Rain?"].map((prompt) => ({ prompt })),
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Why?" },
      ],
    },
    { prompt: [{ role: "user", content: "A prompt of messages" }] },
    { prompt: `Far too long: ${"and ".repeat(300)}` },
    { question: "?" },
  ];
  writeFileSync(place("prompts.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function train(
  out: string,
  overrides: Record<string, unknown> = {},
  stage = recordStage(place(`${out}.run`)),
) {
  const config = trainPolicyConfigSchema.parse({
    policy: place("policy"),
    rewardModel: place("reward"),
    prompts: place("prompts.jsonl"),
    out: place(out),
    iterations: 3,
    batchSize: 4,
    ppoEpochs: 2,
    maxNewTokens: 8,
    learningRate: 1e-3,
    normalizationSamples: 8,
    watchedPrompts: 2,
    seed: 7,
    ...overrides,
  });
  return trainPolicy(config, stage.context);
}

function weightsHash(name: string): string {
  return createHash("sha256")
    .update(readFileSync(path.join(place(name), "model.safetensors")))
    .digest("hex");
}

/** What must not depend on the clock. */
function withoutSeconds(report: PolicyReport) {
  return { ...report, iterations: report.iterations.map((iteration) => ({ ...iteration, seconds: 0 })) };
}

describe("a PPO run", () => {
  const stage = recordStage(place("improved.run"));
  let report: PolicyReport;
  beforeAll(async () => {
    report = await train("improved", {}, stage);
  });

  it("reports what the contract names, for every iteration", () => {
    expect(policyReportSchema.parse(report)).toEqual(report);
    expect(report.iterations.map(({ iteration, episode }) => [iteration, episode])).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
    ]);
    expect(report.iterations[0]).toMatchObject({ objectiveKl: 0, klCoefficient: 0.1, learningRate: 1e-3 });
    expect(report.iterations[2]?.objectiveKl).not.toBe(0);
    expect(report.iterations.every(({ logprobDrift }) => logprobDrift < 1e-4)).toBe(true);
    expect(report).toMatchObject({ prompts: 7, skippedPrompts: 2 });
  });

  it("tells how far it is at every step on the way, never backwards, and where the result is", () => {
    const { progress } = stage;
    expect(progress.filter(({ phase }) => phase === "load")).toMatchObject(
      [0, 1, 2, 3].map((done) => ({ done, total: 3 })),
    );
    const phases = progress.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1]);
    expect(phases.slice(0, 8)).toEqual([
      ...["load", "normalise", "score", "rollout", "score", "reference", "optimise", "checkpoint"],
    ]);
    const drawn = progress.filter(({ phase }) => phase === "normalise").map(({ done }) => done);
    expect(drawn).toEqual(drawn.map((_, i) => i));
    const iterations = progress.filter(({ total, phase }) => total === 3 && phase !== "load");
    iterations.forEach(({ done }, i) => expect(done).toBeGreaterThanOrEqual(iterations[i - 1]?.done ?? 0));
    expect(stage.logs.at(-1)).toMatch(
      /^info: written to .*improved: .* within \d\.\de-\d+ \(\d+ compared\)$/,
    );
  });

  it("draws its curves under TRL's names (item 18)", () => {
    const names = Object.keys(stage.metrics[0]?.values ?? {});
    expect(names).toEqual(
      expect.arrayContaining([
        "objective/kl",
        "objective/entropy",
        "objective/scores",
        "objective/rlhf_reward",
        "objective/non_score_reward",
        "policy/approxkl_avg",
        "policy/clipfrac_avg",
        "loss/policy_avg",
        "loss/value_avg",
        "val/ratio",
        "val/ratio_var",
        "val/num_eos_tokens",
        "lr",
        "episode",
        "explained_variance",
        "gradient_norm",
        "response_length",
      ]),
    );
  });

  it("names the best-of-n yardstick, with its score where the reference's answers tell it (item 22)", () => {
    expect(report.bestOfN.map(({ n }) => n)).toEqual([2, 4, 16, 64]);
    expect(report.bestOfN[1]?.kl).toBeCloseTo(0.6363, 4);
    expect(report.bestOfN[1]?.score).toBeGreaterThanOrEqual(report.bestOfN[0]?.score ?? Infinity);
    expect(report.bestOfN[3]?.score).toBeNull();
  });

  it("writes a model directory that answers, and gives the trained policy's log-probabilities", async () => {
    expect(report.parity.maxAbsoluteDifference).toBeLessThan(1e-4);
    expect(report.parity.compared).toBeGreaterThan(0);
    expect(existsSync(path.join(place("improved"), "onnx/model.onnx"))).toBe(true);
    expect(weightsHash("improved")).not.toBe(weightsHash("policy"));
    const generator = await Generator.load(place("improved"));
    const completion = await generator.submit({
      promptTokenIds: [5, 6],
      parameters: { temperature: 0, topK: 0, topP: 1, maxNewTokens: 4, stop: [], seed: 0 },
    });
    expect(completion.tokenIds.length).toBeGreaterThan(0);
    await generator.dispose();
  });

  it("keeps the answers to the watched prompts after every iteration, beside the reference's", () => {
    const samples = readSamples("improved");
    expect(samples.map(({ step }) => step)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    for (const sample of samples.slice(0, 2)) {
      expect(sample.policy).toEqual(sample.reference);
      expect(sample.kl).toBeCloseTo(0, 3);
    }
    expect(report.samples).toEqual(samples.slice(-2));
  });
});

it.each([
  { learns: "all weights", loraRank: 0 },
  { learns: "adapters", loraRank: 2 },
])(
  "goes on after being stopped, in any iteration, to the numbers of an unbroken run, to the bit (item 19): $learns",
  async ({ loraRank }) => {
    for (const earlier of ["unbroken", "broken"]) rmSync(place(earlier), { recursive: true, force: true });
    const overrides = { minibatches: 2, adaptiveKl: true, klHorizon: 20, loraRank };
    const unbroken = await train("unbroken", overrides);
    // stopped after each iteration's update and before its checkpoint: that iteration is done again
    for (const iteration of [1, 2, 3]) {
      const stage = recordStage(place("broken.run"), (running, step) => {
        if (step === iteration) running.abort();
      });
      await expect(train("broken", overrides, stage)).rejects.toThrow("stopped by the test");
    }
    const last = recordStage(place("broken.run"));
    const broken = await train("broken", overrides, last);
    expect(last.logs.join("\n")).toMatch(/goes on from the checkpoint after iteration 2/);
    expect(withoutSeconds(broken)).toEqual(withoutSeconds(unbroken));
    expect(weightsHash("broken")).toBe(weightsHash("unbroken"));
    expect(new Set(unbroken.iterations.map(({ klCoefficient }) => klCoefficient)).size).toBe(3);
  },
);

function readSamples(name: string): RolloutSample[] {
  const lines = readFileSync(path.join(place(`${name}.run`), "samples.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => rolloutSampleSchema.parse(JSON.parse(line)));
}

async function stopAfter(iteration: number, name: string, overrides: Record<string, unknown>): Promise<void> {
  const stage = recordStage(place(`${name}.run`), (running, step) => {
    if (step === iteration) running.abort();
  });
  await expect(train(name, overrides, stage)).rejects.toThrow("stopped by the test");
}

describe("the watched answers of a run that was killed", () => {
  it("stand in the file once: what comes after the checkpoint is answered again", async () => {
    await stopAfter(3, "killed", {});
    // a kill after the third iteration's answers and before its checkpoint, in the middle of a line
    const third = readSamples("improved").filter(({ step }) => step === 2);
    const lines = third.map((sample) => JSON.stringify(sample)).join("\n");
    appendFileSync(path.join(place("killed.run"), "samples.jsonl"), lines.slice(0, -20));
    await train("killed");
    expect(readSamples("killed")).toEqual(readSamples("improved"));
  });

  it("of other settings are not mixed with this run's", async () => {
    await stopAfter(2, "changed", {});
    await train("changed", { iterations: 1, seed: 8 });
    expect(readSamples("changed").map(({ step }) => step)).toEqual([0, 0, 1, 1]);
  });
});

describe("a checkpoint", () => {
  it.each(["rewardModel", "policy"] as const)(
    "is not gone on from with another %s in the old one's place, with or without a plaudit.json",
    async (role) => {
      const [first, second] = role === "policy" ? ["policy", "policy-2"] : ["reward", "reward-2"];
      const directory = place(`swapped-${role}`);
      const put = (from: string, plauditJson: boolean) => {
        rmSync(directory, { recursive: true, force: true });
        cpSync(place(from), directory, { recursive: true });
        if (!plauditJson) rmSync(path.join(directory, "plaudit.json"));
      };
      const fresh = withoutSeconds(await train(`fresh-${role}`, { [role]: place(second) }));
      for (const plauditJson of [true, false]) {
        const name = `swap-${role}-${plauditJson}`;
        put(first, plauditJson);
        await stopAfter(2, name, { [role]: directory });
        put(second, plauditJson);
        const stage = recordStage(place(`${name}.run`));
        const report = await train(name, { [role]: directory }, stage);
        expect(stage.logs.join("\n")).toMatch(/warning: the checkpoint in .* is of another run/);
        expect(withoutSeconds(report)).toEqual(fresh);
      }
    },
  );
});

it("gives the same numbers with gradient checkpointing", async () => {
  const overrides = { minibatches: 2, approxKlStop: 1e6 };
  const kept = withoutSeconds(await train("kept", overrides)).iterations;
  expect(recomputed).not.toHaveBeenCalled();
  const report = await train("recomputed", { ...overrides, gradientCheckpointing: true });
  // three iterations of four minibatches through two layers; reward model and reference compute no gradients
  expect(recomputed).toHaveBeenCalledTimes(3 * 4 * 2);
  const again = withoutSeconds(report).iterations;
  kept.forEach((iteration, i) => expect(largestDifference(iteration, again[i] ?? {})).toBeLessThan(1e-5));
});

it("learns low-rank adapters alone, and serves them merged into the weights", async () => {
  const { iterations, parity } = await train("adapted", { loraRank: 4, learningRate: 0.02 });
  expect(iterations[0]?.objectiveKl).toBeCloseTo(0, 5);
  expect(iterations[2]?.objectiveKl).not.toBeCloseTo(0, 3);
  expect(iterations.every(({ logprobDrift }) => logprobDrift < 1e-4)).toBe(true);
  expect(parity.maxAbsoluteDifference).toBeLessThan(1e-4);
  const [before, after] = [openModelDirectory(place("policy")), openModelDirectory(place("adapted"))];
  const isSame = (name: string) =>
    Buffer.from(before.weights.read(name).buffer).equals(Buffer.from(after.weights.read(name).buffer));
  const changed = before.parameters.map(({ name }) => name).filter((name) => !isSame(name));
  before.weights.close();
  after.weights.close();
  expect(changed).toEqual(listProjections(before.architecture, before.config).map(({ name }) => name));
});

it("takes a reward model with another tokenizer: it is given the answers as text", async () => {
  const stage = recordStage(place("other.run"));
  const report = await train("other", { rewardModel: place("encoder-reward"), iterations: 1 }, stage);
  expect(stage.logs.join("\n")).toMatch(/another tokenizer/);
  expect(Number.isFinite(report.iterations[0]?.objectiveScores)).toBe(true);
});

describe("what cannot work is refused before any work", () => {
  it.each([
    ["an encoder as policy", { policy: "encoder-reward" }, "UNSUPPORTED_FORMAT"],
    ["a reward model as policy", { policy: "reward" }, "UNSUPPORTED_FORMAT"],
    ["a policy as reward model", { rewardModel: "policy" }, "UNSUPPORTED_FORMAT"],
    ["a place that is taken", { out: "policy" }, "CONFLICT"],
    ["a policy that is not there", { policy: "nowhere" }, "NOT_FOUND"],
  ])("%s", async (_, paths, code) => {
    const overrides = Object.fromEntries(Object.entries(paths).map(([key, name]) => [key, place(name)]));
    await expect(train("refused", overrides)).rejects.toMatchObject({ code });
    expect(existsSync(place("refused"))).toBe(false);
  });

  it("answers longer than the context", async () => {
    await expect(train("refused", { maxNewTokens: 256 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("no usable prompt", async () => {
    writeFileSync(place("none.jsonl"), '{"text": "?"}\n');
    await expect(train("refused", { prompts: place("none.jsonl") })).rejects.toMatchObject({
      code: "NOT_ENOUGH_DATA",
      message: expect.stringMatching(/line 1/) as string,
    });
  });
});

describe("the parity gate", () => {
  it("passes at 1e-3 and fails beyond, at NaN, and at missing numbers", () => {
    expect(requireParity([1, 2], [1.0005, 2], "scores")).toMatchObject({ compared: 2, tolerance: 1e-3 });
    for (const served of [[1, 2.002], [1, NaN], [1]]) {
      expect(() => requireParity([1, 2], served, "scores")).toThrow(/does not give the scores/);
    }
  });
});
