import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { computeRewards } from "@/trainer/ppo/compute-rewards";
import { estimateAdvantages } from "@/trainer/ppo/estimate-advantages";
import { frozenLogprobs } from "@/trainer/ppo/frozen-logprobs";
import { LanguageModelPolicy } from "@/trainer/ppo/language-model-policy";
import type { LanguageRollout, PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { optimisePolicy, type OldOutputs } from "@/trainer/ppo/optimise-policy";
import type { PPOConfig } from "@/trainer/ppo/ppo-config";
import { openGenerator, sampleRollouts } from "@/trainer/ppo/sample-rollouts";
import { logitsAt, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { padTokens } from "@/trainer/tensorflow/token-batch";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const TEMPERATURE = 0.7;
const directory = mkdtempSync(path.join(tmpdir(), "plaudit-ppo-"));
const config: PPOConfig = trainPolicyConfigSchema.parse({
  policy: "-",
  rewardModel: "-",
  prompts: "-",
  out: "-",
  learningRate: 1e-3,
  approxKlStop: 1e6,
});
let opened: OpenModel;
let model: LanguageModel;
let rollouts: LanguageRollout[];
let policy: LanguageModelPolicy;

beforeAll(async () => {
  await loadTensorflow();
  await makeTinyModel({ architecture: "llama", directory: path.join(directory, "policy"), seed: 1 });
  opened = openModelDirectory(path.join(directory, "policy"));
  model = openTrunk();
  const generator = await openGenerator(model, opened.tokenizer);
  rollouts = await sampleRollouts(generator, somePrompts(), Rng.fromSeed(5), {
    temperature: TEMPERATURE,
    maxNewTokens: 12,
  });
  await generator.dispose();
  // one response that ended early, so that lengths differ
  const [first] = rollouts as [LanguageRollout];
  rollouts[0] = {
    ...first,
    tokenIds: first.tokenIds.slice(0, 5),
    samplerLogprobs: Array.from(first.samplerLogprobs).slice(0, 5),
    ended: true,
  };
});

beforeEach(() => {
  model.parameters.dispose();
  model = openTrunk();
  policy = openPolicy();
});

afterAll(() => {
  opened.weights.close();
  rmSync(directory, { recursive: true, force: true });
});

function openTrunk(): LanguageModel {
  const { architecture, config: sizes, weights, parameters } = opened;
  return {
    architecture,
    config: sizes,
    parameters: ParameterStore.fromWeights(weights, parameters),
    precision: "float32",
  };
}

function openPolicy(microbatchTokens?: number): LanguageModelPolicy {
  return new LanguageModelPolicy({
    model,
    padTokenId: opened.tokenizer.padTokenId,
    temperature: TEMPERATURE,
    maxGradientNorm: 1,
    valueLearningRate: 1e-3,
    microbatchTokens,
  });
}

function somePrompts(): PolicyPrompt[] {
  return ["Hi", "What is the capital of France?", "Write a poem", "The cat", "Explain rain", "Cook"].map(
    (content) => {
      const messages = [{ role: "user" as const, content }];
      return { messages, tokenIds: opened.tokenizer.encodeChat(messages, { generationPrompt: true }) };
    },
  );
}

/** One iteration's update on the drawn rollouts, with made-up scores and the untrained policy as reference. */
function update(
  actor: LanguageModelPolicy,
  overrides: Partial<PPOConfig> = {},
  watch: { onProgress?: (minibatches: number) => void; signal?: AbortSignal } = {},
) {
  const settings = { ...config, ...overrides };
  const targetsFrom = (old: OldOutputs) => {
    const { rewards } = computeRewards({
      logprobs: old.logprobs,
      referenceLogprobs: old.logprobs,
      scores: rollouts.map((_, i) => (i % 3) - 1),
      ended: rollouts.map(({ ended }) => ended),
      klCoefficient: 0.1,
      missingEosPenalty: 1,
    });
    return estimateAdvantages({
      rewards,
      values: old.values,
      discount: 1,
      lambda: 0.95,
      whitenAdvantages: true,
    });
  };
  const rng = Rng.fromSeed(1);
  return optimisePolicy({ policy: actor, rollouts, targetsFrom, config: settings, rng, ...watch });
}

describe("the first minibatch of the first epoch (item 1)", () => {
  it.each([
    { name: "whole batch in one pass", microbatchTokens: undefined, minibatches: 1 },
    { name: "whole batch in microbatches", microbatchTokens: 60, minibatches: 1 },
  ])(
    "has ratio 1, approx-KL 0, clip fraction 0 and policy loss about 0: $name",
    async ({ microbatchTokens, minibatches }) => {
      const { updates } = await update(openPolicy(microbatchTokens), { minibatches });
      expect(updates).toHaveLength(4);
      expect(updates[0]).toMatchObject({ ratio: 1, ratioVariance: 0, approxKl: 0, clipFraction: 0 });
      expect(Math.abs(updates[0]?.policyLoss ?? 1)).toBeLessThan(1e-6);
      expect(updates[1]?.approxKl).toBeGreaterThan(0);
    },
  );

  it("has ratio 1 within rounding where the batch is cut into minibatches", async () => {
    const { updates } = await update(policy, { minibatches: 3 });
    expect(updates).toHaveLength(12);
    expect(updates[0]?.ratio).toBeCloseTo(1, 5);
    expect(updates[0]?.approxKl).toBeLessThan(1e-9);
  });

  it("gives the same old outputs whether they are the first epoch's forward pass or one of their own", async () => {
    const separate = policy.evaluate(rollouts);
    const { old } = await update(policy);
    expect(old.logprobs).toEqual(separate.logprobs);
    expect(old.values).toEqual(separate.values);
  });
});

describe("log-probabilities", () => {
  it("divide the logits by the sampling temperature, in policy and reference alike (item 2)", async () => {
    const [rollout] = rollouts as [LanguageRollout];
    const { promptTokenIds, tokenIds } = rollout;
    const batch = padTokens([[...promptTokenIds, ...tokenIds]], { padTokenId: 0 });
    const cells = tokenIds.map((_, t) => promptTokenIds.length - 1 + t);
    const expected = tf.tidy(() => {
      const table = tf
        .logSoftmax(tf.div(logitsAt(model, batch, cells), TEMPERATURE))
        .arraySync() as number[][];
      return tokenIds.map((id, t) => table[t]?.[id] as number);
    });
    const frozen = await frozenLogprobs(model, rollouts, {
      temperature: TEMPERATURE,
      padTokenId: opened.tokenizer.padTokenId,
    });
    for (const own of [policy.evaluate(rollouts).logprobs[0], frozen[0]]) {
      expected.forEach((logprob, t) => expect(own?.[t]).toBeCloseTo(logprob, 5));
    }
  });

  it("of sampler (ONNX Runtime) and trainer (TensorFlow) agree within 1e-4 on every drawn token (item 1)", () => {
    policy.evaluate(rollouts).logprobs.forEach((own, r) => {
      own.forEach((logprob, t) =>
        expect(Math.abs(logprob - (rollouts[r]?.samplerLogprobs[t] ?? 0))).toBeLessThan(1e-4),
      );
    });
  });

  it("are the same batched, alone, and asked again: nothing is dropped out, padding is never seen (item 3)", () => {
    const together = policy.evaluate(rollouts);
    expect(policy.evaluate(rollouts)).toEqual(together);
    rollouts.forEach((rollout, r) => {
      const alone = policy.evaluate([rollout]);
      alone.logprobs[0]?.forEach((logprob, t) => expect(together.logprobs[r]?.[t]).toBeCloseTo(logprob, 5));
    });
  });
});

it("the value head starts at 0 (item 13), and learns", async () => {
  expect(policy.evaluate(rollouts).values.every((values) => values.every((value) => value === 0))).toBe(true);
  const { updates } = await update(policy, { learningRate: 1e-12, ppoEpochs: 20 });
  expect(updates.at(-1)?.valueLoss).toBeLessThan(0.9 * (updates[0]?.valueLoss ?? 0));
});

it("microbatches of any cut give the whole batch's gradient (item 17)", () => {
  const weights = rollouts.flatMap(({ tokenIds }) => tokenIds.map((_, t) => Math.sin(t)));
  const lossOver = (some: readonly LanguageRollout[], offset: number) =>
    policy.lossAndGradients(
      some,
      ({ logprobs, values }) => {
        const own = tf.tensor1d(weights.slice(offset, offset + logprobs.size));
        return tf.sum(tf.add(tf.mul(logprobs, own), tf.mul(values, own))) as tf.Scalar;
      },
      { entropies: false },
    );
  const whole = lossOver(rollouts, 0);
  const cut = 2;
  const before = rollouts.slice(0, cut).reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  const parts = [lossOver(rollouts.slice(0, cut), 0), lossOver(rollouts.slice(cut), before)];
  for (const [name, gradient] of whole.gradients) {
    const difference = tf.tidy(() => {
      const sum = parts.reduce<tf.Tensor>(
        (total, part) => tf.add(total, part.gradients.get(name) ?? 0),
        tf.scalar(0),
      );
      return tf.max(tf.abs(tf.sub(gradient, sum))).dataSync()[0] as number;
    });
    expect(difference, name).toBeLessThan(1e-3);
  }
  for (const { gradients } of [whole, ...parts]) disposeGradients(gradients);
});

it("tells of each part of a batch that does not fit into one pass, and hears a cancel between two", async () => {
  const told: number[] = [];
  const onProgress = (done: number) => told.push(done);
  const parts = openPolicy(60).microbatches(rollouts).length;
  await update(openPolicy(60), { ppoEpochs: 2 }, { onProgress });
  expect(parts).toBeGreaterThan(1);
  expect(told).toHaveLength(2 * parts);
  told.forEach((done, i) => expect(done).toBeCloseTo((i + 1) / parts, 10));

  const controller = new AbortController();
  const stopped = update(
    openPolicy(60),
    {},
    {
      onProgress: () => controller.abort(new Error("stopped by the test")),
      signal: controller.signal,
    },
  );
  await expect(stopped).rejects.toThrow("stopped by the test");
});

it("the approx-KL stop prevents the step that would follow, and ends the epochs", async () => {
  const before = model.parameters.toFloat32("model.norm.weight");
  const { updates, stoppedEarly } = await update(policy, { approxKlStop: 1e-12 });
  expect(stoppedEarly).toBe(true);
  expect(updates.map(({ gradientNorm }) => gradientNorm === null)).toEqual([false, true]);
  const once = model.parameters.toFloat32("model.norm.weight");
  expect(once).not.toEqual(before);
});

it("a loss that is not finite ends the run with a reason", async () => {
  model.parameters.set("model.norm.weight", new Float32Array(32).fill(NaN));
  await expect(update(policy)).rejects.toMatchObject({
    code: "RUN_DIVERGED",
    message: expect.stringMatching(/diverged/) as string,
  });
});

it("the entropy bonus pushes entropy up, and an iteration leaves no tensors behind", async () => {
  const options = { entropyCoefficient: 100, valueCoefficient: 0, ppoEpochs: 6 };
  const entropy = () => {
    let sum = 0;
    const { gradients } = policy.lossAndGradients(
      rollouts,
      ({ entropies }) => {
        const total = tf.sum(entropies as tf.Tensor1D) as tf.Scalar;
        sum = total.dataSync()[0] as number;
        return total;
      },
      { entropies: true },
    );
    disposeGradients(gradients);
    return sum;
  };
  const before = entropy();
  await update(policy, options);
  const { numTensors } = tf.memory();
  await update(policy, options);
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(entropy()).toBeGreaterThan(before);
});
