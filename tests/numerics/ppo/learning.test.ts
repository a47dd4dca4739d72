import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { frozenLogprobs } from "@/trainer/ppo/frozen-logprobs";
import { LanguageModelPolicy } from "@/trainer/ppo/language-model-policy";
import type { LanguageRollout, PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import { openGenerator, sampleRollouts } from "@/trainer/ppo/sample-rollouts";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-learning-"));

beforeAll(async () => {
  await loadTensorflow();
  await makeTinyModel({ architecture: "gpt2", directory: path.join(directory, "policy"), seed: 2 });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Synthetic gold: the share of tokens with an even id, in deviations of the untrained policy. */
function gold({ tokenIds }: LanguageRollout): number {
  const even = tokenIds.filter((id) => id % 2 === 0).length / tokenIds.length;
  return (even - 0.5) / 0.15;
}

it("PPO raises a programmatic reward by more than one deviation, and stays near the reference", async () => {
  const opened = openModelDirectory(path.join(directory, "policy"));
  const load = () => ({
    architecture: opened.architecture,
    config: opened.config,
    parameters: ParameterStore.fromWeights(opened.weights, opened.parameters),
    precision: "float32" as const,
  });
  const [model, reference] = [load(), load()];
  const { tokenizer } = opened;
  const { padTokenId } = tokenizer;
  const config = trainPolicyConfigSchema.parse({
    policy: "-",
    rewardModel: "-",
    prompts: "-",
    out: "-",
    learningRate: 3e-3,
    missingEosPenalty: 0,
    klCoefficient: 0.05,
  });
  const sampling = { temperature: 1, maxNewTokens: 10 };
  const policy = new LanguageModelPolicy({
    model,
    padTokenId,
    temperature: 1,
    maxGradientNorm: 1,
    valueLearningRate: 1e-2,
  });
  const trainer = new PPOTrainer<PolicyPrompt, LanguageRollout>({
    policy,
    config,
    rng: Rng.fromSeed(1),
    environment: {
      async sample(prompts, rng) {
        const generator = await openGenerator(model, tokenizer);
        const rollouts = await sampleRollouts(generator, prompts, rng, sampling);
        await generator.dispose();
        return rollouts;
      },
      score: (rollouts) => Promise.resolve(rollouts.map(gold)),
      referenceLogprobs: (rollouts) => frozenLogprobs(reference, rollouts, { temperature: 1, padTokenId }),
    },
  });
  const messages = [{ role: "user" as const, content: "Go" }];
  const prompt = { messages, tokenIds: tokenizer.encodeChat(messages, { generationPrompt: true }) };
  const prompts = Array.from({ length: 16 }, () => prompt);
  const iterations = [];
  for (let i = 0; i < 25; i++) iterations.push((await trainer.step(prompts)).statistics);

  const scores = iterations.map(({ objectiveScores }) => objectiveScores);
  const [start, end] = [meanAndDeviation(scores.slice(0, 3)).mean, meanAndDeviation(scores.slice(-3)).mean];
  expect(end - start).toBeGreaterThan(1);
  expect(iterations.at(-1)?.objectiveKl).toBeLessThan(20);
  policy.dispose();
  model.parameters.dispose();
  reference.parameters.dispose();
  opened.weights.close();
});
