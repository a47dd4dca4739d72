import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { RewardModel, rewardParameters } from "@/trainer/reward/reward-model";
import { RewardTrainer, type RewardBatch } from "@/trainer/reward/reward-trainer";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-reward-trainer-"));
let base: OpenModel;
let model: RewardModel;

beforeAll(async () => {
  await loadTensorflow();
  await makeTinyModel({ architecture: "gpt2", directory: path.join(directory, "gpt2"), seed: 4 });
  base = openModelDirectory(path.join(directory, "gpt2"));
  model = openReward(1);
});

afterAll(() => {
  model.dispose();
  base.weights.close();
  rmSync(directory, { recursive: true, force: true });
});

function openReward(seed: number): RewardModel {
  const { architecture, config, tokenizer } = base;
  const parameters = rewardParameters(base, Rng.fromSeed(seed));
  return new RewardModel({ architecture, config, parameters, precision: "float32" }, tokenizer, {
    template: "chat",
    maxLength: 64,
    scoreMean: 0,
    scoreStd: 1,
    normalization: { mean: 0, std: 1 },
    unkRate: 0,
  });
}

const WEIGHTS = {
  rankingLoss: "bradley-terry" as const,
  scoreLossWeight: 1,
  pairLossWeight: 1,
  centeringWeight: 0.01,
  weightDecay: 0.01,
  maxGradientNorm: 1,
};

/** Two prompts of three and two responses, of very different lengths. */
const batch: RewardBatch = {
  sequences: [3, 17, 8, 30, 5].map((length, i) =>
    Array.from({ length }, (_, t) => 10 + ((7 * i + 3 * t) % 200)),
  ),
  targets: {
    standardisedScores: [1, -1, 0, undefined, undefined],
    pairs: [
      { better: 0, worse: 1, margin: 0 },
      { better: 0, worse: 2, margin: 0 },
      { better: 2, worse: 1, margin: 0 },
      { better: 3, worse: 4, margin: 0.5 },
    ],
    rankings: [
      [[0], [2], [1]],
      [[3], [4]],
    ],
  },
};

describe("gradient accumulation (item 17)", () => {
  it.each(["bradley-terry", "plackett-luce"] as const)(
    "microbatches of any cut give the gradient of the whole batch, though pairs lie across them (%s)",
    (rankingLoss) => {
      const whole = new RewardTrainer(model, { ...WEIGHTS, rankingLoss }).gradients(batch);
      for (const microbatchTokens of [1, 20, 60]) {
        const parts = new RewardTrainer(model, { ...WEIGHTS, rankingLoss, microbatchTokens }).gradients(
          batch,
        );
        expect(parts.losses.total).toBeCloseTo(whole.losses.total, 5);
        for (const [name, gradient] of whole.gradients) {
          const other = parts.gradients.get(name) ?? tf.fill(gradient.shape, NaN);
          const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(gradient, other))).dataSync()[0]);
          expect(difference, name).toBeLessThan(2e-5);
        }
        disposeGradients(parts.gradients);
      }
      disposeGradients(whole.gradients);
    },
  );
});

it("draws the scalar head from N(0, 1/√(d + 1)) (item 13)", () => {
  const draws = Array.from({ length: 40 }, (_, seed) => {
    const parameters = rewardParameters(base, Rng.fromSeed(seed));
    const head = Array.from(parameters.toFloat32("score.weight"));
    parameters.dispose();
    return head;
  }).flat();
  const { mean, deviation } = meanAndDeviation(draws);
  expect(draws).toHaveLength(40 * 32);
  expect(deviation).toBeCloseTo(1 / Math.sqrt(33), 1.9);
  expect(Math.abs(mean)).toBeLessThan(0.02);
});

it("scores at the last real token: padding, batching and order change nothing (items 3, 4)", async () => {
  const { sequences } = batch;
  const together = await model.rawScores(sequences);
  const backwards = await model.rawScores([...sequences].reverse());
  for (const [i, sequence] of sequences.entries()) {
    const [alone] = await model.rawScores([sequence]);
    expect(together[i]).toBeCloseTo(alone as number, 5);
    expect(backwards[sequences.length - 1 - i]).toBeCloseTo(alone as number, 5);
  }
  // a pad id inside a response is a token like any other
  const withPad = [5, 6, base.tokenizer.padTokenId, 7];
  const [last] = await model.rawScores([withPad, sequences[3] ?? []]);
  const [cut] = await model.rawScores([[5, 6]]);
  expect(Math.abs((last as number) - (cut as number))).toBeGreaterThan(1e-3);
});

it("a step leaves no tensors behind", () => {
  const trainer = new RewardTrainer(model, { ...WEIGHTS, microbatchTokens: 40 });
  trainer.step(batch, 1e-4);
  const before = tf.memory().numTensors;
  trainer.step(batch, 1e-4);
  trainer.step(batch, 1e-4);
  expect(tf.memory().numTensors).toBe(before);
  trainer.dispose();
});

it("a loss that is not finite ends the run and says so", () => {
  const broken = openReward(2);
  broken.model.parameters.set("score.weight", new Float32Array(32).fill(NaN));
  expect(() => new RewardTrainer(broken, WEIGHTS).step(batch, 1e-4)).toThrow(/diverged.*NaN/);
  broken.dispose();
});
