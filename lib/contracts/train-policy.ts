import { z } from "zod";
import { placeSchema } from "@/lib/contracts/place-schema";
import { precisionSchema } from "@/lib/contracts/precision";
import { rolloutSampleSchema } from "@/lib/contracts/rollout-sample";

/** Configuration of `train-policy` (PPO): the command's --config file and the job's payload. */
export const trainPolicyConfigSchema = z.strictObject({
  policy: placeSchema(
    "Model directory of the policy to improve; also the frozen reference.",
    "models/policy",
  ),
  rewardModel: placeSchema("Reward model directory, as train-reward-model writes it.", "models/reward"),
  prompts: placeSchema(
    'File of prompts: JSONL, or a JSON array, of {"prompt": …} or {"messages": […]}.',
    "prompts.jsonl",
  ),
  out: placeSchema(
    "Directory to write the improved policy to; must not exist, or be empty.",
    "models/improved",
  ),
  iterations: z.int().min(1).max(100_000).default(8).describe("Rounds of sampling, scoring and updating."),
  batchSize: z.int().min(1).max(4096).default(8).describe("Prompts (episodes) an iteration."),
  ppoEpochs: z.int().min(1).max(64).default(4).describe("Passes over each batch of answers."),
  minibatches: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe("Parts that a batch is cut into for each pass; one optimiser step each."),
  maxNewTokens: z.int().min(1).max(8192).default(64).describe("Tokens that an answer may have."),
  maxPromptTokens: z.int().min(1).max(32_768).default(512).describe("Prompts of more tokens are left out."),
  temperature: z
    .number()
    .gt(0)
    .max(10)
    .default(1)
    .describe("Divides the logits in sampling and scoring alike."),
  learningRate: z.number().gt(0).max(1).default(5e-6).describe("Of the policy (Adam)."),
  valueLearningRate: z
    .number()
    .gt(0)
    .max(1)
    .default(1e-4)
    .describe("Of the value head, which starts from nothing."),
  klCoefficient: z
    .number()
    .min(0)
    .default(0.1)
    .describe("β of the per-token KL penalty; where it starts, if adaptiveKl is on."),
  adaptiveKl: z.boolean().default(true).describe("Adapts β towards klTarget."),
  klTarget: z
    .number()
    .gt(0)
    .default(6)
    .describe("Mean over answers of the token sum of KL to the reference, nats."),
  klHorizon: z.number().gt(0).default(10_000).describe("Episodes over which β adapts; larger is slower."),
  discount: z.number().gt(0).max(1).default(1).describe("γ: weight of later rewards."),
  gaeLambda: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe("λ of generalised advantage estimation: 0 trusts the value head, 1 the sampled reward."),
  clipRange: z
    .number()
    .gt(0)
    .default(0.2)
    .describe("How far π/π_old may move from 1 before the policy loss is clipped."),
  valueClipRange: z
    .number()
    .gt(0)
    .default(0.2)
    .describe("How far a value may move in one iteration before the value loss is clipped."),
  valueCoefficient: z.number().min(0).default(0.1).describe("Weight of the value loss."),
  entropyCoefficient: z.number().min(0).default(0).describe("Weight of the entropy bonus; 0 is off."),
  whitenAdvantages: z
    .boolean()
    .default(true)
    .describe("Scales the advantages of a batch to mean 0 and deviation 1."),
  missingEosPenalty: z
    .number()
    .min(0)
    .default(1)
    .describe("Taken off the reward of an answer that the length limit cut off."),
  maxGradientNorm: z.number().gt(0).default(1).describe("A longer gradient is shortened to this norm."),
  approxKlStop: z
    .number()
    .gt(0)
    .default(0.03)
    .describe("An iteration's updates stop before a step at which approx-KL exceeds this, nats."),
  precision: precisionSchema
    .default("float32")
    .describe("Type of the matrix products; parameters, moments and losses are always float32."),
  loraRank: z
    .int()
    .min(0)
    .max(512)
    .default(0)
    .describe(
      "Inner width of low-rank adapters (LoRA) on every projection, learnt instead of the weights and merged in at the end: steps take about a fifth less time, and no gradients or moments of the weights are in memory. 0 learns all weights. Adapters want a learning rate some ten times larger.",
    ),
  loraAlpha: z
    .number()
    .gt(0)
    .max(4096)
    .default(32)
    .describe("The adapters' update is scaled by loraAlpha / loraRank."),
  gradientCheckpointing: z
    .boolean()
    .default(false)
    .describe(
      "Computes each layer's inside again in the backward pass: less memory, about a third more time.",
    ),
  seed: z.int().min(0).default(0).describe("The same seed, data, build and machine give the same run."),
  normalizationSamples: z
    .int()
    .min(0)
    .max(4096)
    .default(32)
    .describe(
      "Answers of the reference that rewards are normalised on before the first iteration (mean 0, deviation 1, so that β means the same in every round); 0 takes the normalisation that is stored in the reward model.",
    ),
  watchedPrompts: z
    .int()
    .min(0)
    .max(64)
    .default(4)
    .describe("So many of the first prompts are answered after each iteration, for people to read."),
  checkpointEvery: z.int().min(1).default(1).describe("Iterations between checkpoints."),
});
export type TrainPolicyConfig = z.infer<typeof trainPolicyConfigSchema>;

/** One PPO iteration's statistics (camel case of TRL's names). */
export const policyIterationSchema = z.object({
  iteration: z.int().describe("From 1."),
  episode: z.int().describe("Answers drawn so far."),
  objectiveKl: z.number().describe("Mean over answers of Σₜ (log π − log π_ref), nats."),
  objectiveEntropy: z.number().describe("Mean over answers of −Σₜ log π, nats."),
  objectiveScores: z.number().describe("Mean normalised score of the reward model, before penalties."),
  objectiveRlhfReward: z
    .number()
    .describe("Mean score after penalties, minus β times the KL: what PPO maximises."),
  objectiveNonScoreReward: z.number().describe("−β times the KL."),
  policyApproxKl: z
    .number()
    .describe("½·mean((log π − log π_old)²) over the tokens of each update, nats; mean of the updates."),
  policyClipFraction: z.number().describe("Share of tokens whose update was clipped."),
  lossPolicy: z.number().describe("Clipped policy loss, mean over tokens."),
  lossValue: z.number().describe("Clipped value loss, mean over tokens."),
  valRatio: z.number().describe("Mean of π/π_old; 1 before the first step."),
  valRatioVariance: z.number().describe("Variance of π/π_old."),
  valEosTokens: z.number().describe("Answers that ended by themselves."),
  explainedVariance: z
    .number()
    .describe(
      "1 − Var(returns − values)/Var(returns): 1 is a perfect value head, 0 no better than a constant.",
    ),
  gradientNorm: z.number().describe("Before clipping; mean of the steps."),
  responseLength: z.number().describe("Mean tokens an answer."),
  klCoefficient: z.number().describe("β in this iteration."),
  learningRate: z.number().describe("Of the policy."),
  logprobDrift: z
    .number()
    .describe("Largest difference between sampler's and trainer's log-probability of a drawn token, nats."),
  optimiserSteps: z.int().describe("Steps taken: fewer than planned where approxKlStop came in."),
  distinctBigrams: z
    .number()
    .describe(
      "Different pairs of neighbouring tokens as a share of all pairs; near 0 the policy repeats itself.",
    ),
  seconds: z.number().describe("Time that the iteration took."),
});
export type PolicyIteration = z.infer<typeof policyIterationSchema>;

/** What a PPO run reports at its end. */
export const policyReportSchema = z.object({
  iterations: z.array(policyIterationSchema).describe("One entry an iteration, see below."),
  parity: z
    .object({ maxAbsoluteDifference: z.number(), compared: z.int(), tolerance: z.number() })
    .describe("The written ONNX model against the trained one: log-probabilities of drawn tokens, nats."),
  rewardNormalization: z
    .object({ mean: z.number(), std: z.number() })
    .describe("Mean and deviation of raw rewards on the reference's answers, as used throughout the run."),
  bestOfN: z
    .array(z.object({ n: z.int(), kl: z.number(), score: z.number().nullable() }))
    .describe(
      "The yardstick: what picking the best of n answers of the reference costs in KL (ln n − (n − 1)/n nats), and the normalised reward that it gave on the normalisation samples; null where there were too few to measure.",
    ),
  samples: z.array(rolloutSampleSchema).describe("The watched prompts' last answers beside the reference's."),
  prompts: z.int().describe("Prompts that were used."),
  skippedPrompts: z.int().describe("Left out: too long, or not readable."),
});
export type PolicyReport = z.infer<typeof policyReportSchema>;
