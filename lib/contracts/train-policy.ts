import { z } from "zod";
import { precisionSchema } from "@/lib/contracts/precision";
import { rolloutSampleSchema } from "@/lib/contracts/rollout-sample";

/** Configuration of `train-policy` (PPO): the command's --config file and the job's payload. */
export const trainPolicyConfigSchema = z.strictObject({
  /** Model directory of the policy to improve; also the frozen reference. */
  policy: z.string().min(1),
  /** Reward model directory, as train-reward-model writes it. */
  rewardModel: z.string().min(1),
  /** JSONL of `{prompt}` or `{messages}`. */
  prompts: z.string().min(1),
  /** Directory to write the improved policy to; must not exist or be empty. */
  out: z.string().min(1),
  iterations: z.int().min(1).max(100_000).default(8),
  /** Prompts (episodes) an iteration. */
  batchSize: z.int().min(1).max(4096).default(8),
  /** Passes over each rollout batch. */
  ppoEpochs: z.int().min(1).max(64).default(4),
  minibatches: z.int().min(1).max(256).default(1),
  maxNewTokens: z.int().min(1).max(8192).default(64),
  maxPromptTokens: z.int().min(1).max(32_768).default(512),
  temperature: z.number().gt(0).max(10).default(1),
  learningRate: z.number().gt(0).max(1).default(5e-6),
  /** Of the value head, which starts from nothing. */
  valueLearningRate: z.number().gt(0).max(1).default(1e-4),
  /** β of the per-token KL penalty. */
  klCoefficient: z.number().min(0).default(0.1),
  /** Adapts β towards `klTarget`. */
  adaptiveKl: z.boolean().default(true),
  /** Mean over sequences of the token sum of KL, in nats. */
  klTarget: z.number().gt(0).default(6),
  klHorizon: z.number().gt(0).default(10_000),
  discount: z.number().gt(0).max(1).default(1),
  gaeLambda: z.number().min(0).max(1).default(0.95),
  clipRange: z.number().gt(0).default(0.2),
  valueClipRange: z.number().gt(0).default(0.2),
  valueCoefficient: z.number().min(0).default(0.1),
  entropyCoefficient: z.number().min(0).default(0),
  whitenAdvantages: z.boolean().default(true),
  missingEosPenalty: z.number().min(0).default(1),
  maxGradientNorm: z.number().gt(0).default(1),
  /** An epoch stops where approx-KL exceeds this. */
  approxKlStop: z.number().gt(0).default(0.03),
  precision: precisionSchema.default("float32"),
  /**
   * Inner width of low-rank adapters (LoRA) on every projection, learnt instead of the weights and merged in at the
   * end: a third less computing, and no gradients or moments of the weights in memory. 0 learns all weights. Adapters
   * want a learning rate some ten times larger.
   */
  loraRank: z.int().min(0).max(512).default(0),
  /** The adapters' update is scaled by loraAlpha / loraRank. */
  loraAlpha: z.number().gt(0).max(4096).default(32),
  /** Computes each layer's inside again in the backward pass: less memory, about a third more time. */
  gradientCheckpointing: z.boolean().default(false),
  seed: z.int().min(0).default(0),
  /**
   * Answers of the reference policy that rewards are normalised on before the first iteration (mean 0, deviation 1, so
   * that β means the same in every round); 0 takes the normalisation that is stored in the reward model.
   */
  normalizationSamples: z.int().min(0).max(4096).default(32),
  /** So many of the first prompts are answered after each iteration, for people to read. */
  watchedPrompts: z.int().min(0).max(64).default(4),
  /** Write a checkpoint each so many iterations. */
  checkpointEvery: z.int().min(1).default(1),
});
export type TrainPolicyConfig = z.infer<typeof trainPolicyConfigSchema>;

/** One PPO iteration's statistics (camel case of TRL's names). */
export const policyIterationSchema = z.object({
  iteration: z.int(),
  episode: z.int(),
  /** Mean over sequences of Σₜ (log π − log π_ref), nats. */
  objectiveKl: z.number(),
  objectiveEntropy: z.number(),
  /** Mean reward-model score, before penalties. */
  objectiveScores: z.number(),
  objectiveRlhfReward: z.number(),
  objectiveNonScoreReward: z.number(),
  policyApproxKl: z.number(),
  policyClipFraction: z.number(),
  lossPolicy: z.number(),
  lossValue: z.number(),
  valRatio: z.number(),
  valRatioVariance: z.number(),
  valEosTokens: z.number(),
  explainedVariance: z.number(),
  gradientNorm: z.number(),
  responseLength: z.number(),
  klCoefficient: z.number(),
  learningRate: z.number(),
  /** Largest |rollout log-probability − trainer log-probability| of the drawn tokens. */
  logprobDrift: z.number(),
  /** Optimiser steps taken: fewer than planned where the approx-KL stop came in. */
  optimiserSteps: z.int(),
  /** Different pairs of neighbouring tokens as a share of all pairs; near 0 the policy repeats itself. */
  distinctBigrams: z.number(),
  seconds: z.number(),
});
export type PolicyIteration = z.infer<typeof policyIterationSchema>;

/** What a PPO run reports at its end. */
export const policyReportSchema = z.object({
  iterations: z.array(policyIterationSchema),
  /** The written ONNX model against the trained one: log-probabilities of drawn tokens, nats. */
  parity: z.object({ maxAbsoluteDifference: z.number(), compared: z.int(), tolerance: z.number() }),
  /** Of raw rewards, as used throughout the run. */
  rewardNormalization: z.object({ mean: z.number(), std: z.number() }),
  /**
   * The yardstick: what picking the best of n answers of the reference costs in KL (ln n − (n − 1)/n nats), and the
   * normalised reward that it gave on the normalisation samples; null where there were too few to measure.
   */
  bestOfN: z.array(z.object({ n: z.int(), kl: z.number(), score: z.number().nullable() })),
  /** The watched prompts' last answers beside the reference's. */
  samples: z.array(rolloutSampleSchema),
  prompts: z.int(),
  /** Left out: too long, or not readable. */
  skippedPrompts: z.int(),
});
export type PolicyReport = z.infer<typeof policyReportSchema>;
