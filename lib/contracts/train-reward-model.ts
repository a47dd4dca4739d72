import { z } from "zod";
import { precisionSchema } from "@/lib/contracts/precision";

/** Configuration of `train-reward-model`: the command's --config file and the job's payload. */
export const trainRewardModelConfigSchema = z.strictObject({
  /** Model directory whose trunk carries the scalar head. */
  base: z.string().min(1),
  /** JSONL (or a JSON array) of preference data in any known format. */
  trainData: z.string().min(1),
  evalData: z.string().min(1),
  /** Directory to write the reward model to; must not exist or be empty. */
  out: z.string().min(1),
  epochs: z.int().min(1).max(100).default(3),
  learningRate: z.number().gt(0).max(1).default(5e-5),
  /** Responses a step, about; all responses of one record stay in one batch. */
  batchSize: z.int().min(1).max(4096).default(8),
  /** Tokens of prompt and response together; longer prompts lose their beginning, then responses their end. */
  maxLength: z.int().min(8).max(32_768).default(512),
  precision: precisionSchema.default("float32"),
  /** Computes each layer's inside again in the backward pass: less memory, about a third more time. */
  gradientCheckpointing: z.boolean().default(false),
  seed: z.int().min(0).default(0),
  weightDecay: z.number().min(0).max(1).default(0.01),
  warmupRatio: z.number().min(0).max(1).default(0),
  schedule: z.enum(["constant", "linear", "cosine"]).default("linear"),
  maxGradientNorm: z.number().gt(0).default(1),
  /** `chat`: the base's chat template; `article`: 输入: {input} 输出: {response}. Unset: chat if the base has one. */
  template: z.enum(["chat", "article"]).optional(),
  /** Weight of the mean squared error on standardised scores. */
  scoreLossWeight: z.number().min(0).default(1),
  /** `plackett-luce` scores each ranking as a whole instead of its pairs. */
  rankingLoss: z.enum(["bradley-terry", "plackett-luce"]).default("bradley-terry"),
  /** Weight of the ranking loss. */
  pairLossWeight: z.number().min(0).default(1),
  /** Weight of .01-style centering (r⁺ + r⁻)²; 0 is off. */
  centeringWeight: z.number().min(0).default(0),
  /** Write a checkpoint each so many steps, and after each epoch. */
  checkpointEvery: z.int().min(1).default(200),
});
export type TrainRewardModelConfig = z.infer<typeof trainRewardModelConfigSchema>;

/** What a reward run reports at its end. */
export const rewardModelReportSchema = z.object({
  /** Share of held-out pairs ordered as people ordered them; a tie in reward counts half. */
  pairAccuracy: z.number(),
  /** 95 % interval (Wilson, with prompts as the independent units). */
  pairAccuracyLow: z.number(),
  pairAccuracyHigh: z.number(),
  /** On standardised scores; null if no held-out response carries a score. */
  mse: z.number().nullable(),
  evalPairs: z.int(),
  /** Responses read, forward and backward, per second of training. */
  examplesPerSecond: z.number(),
  /** From 1; the epoch whose weights were kept. */
  bestEpoch: z.int(),
  /** Training prompts that chose the epoch instead of being trained on; 0: there were too few, the last was kept. */
  selectionPrompts: z.int(),
  /** Mean Bradley-Terry loss of the held-out pairs. */
  pairLoss: z.number(),
  trainPairs: z.int(),
  trainPrompts: z.int(),
  evalPrompts: z.int(),
  /** Held-out prompts that were also trained on. */
  leakedPrompts: z.int(),
  /** Lines of both files that could not be used. */
  skippedLines: z.int(),
  /** Texts of both files that lost the beginning of their prompt, or the end of their response, to maxLength. */
  cutPrompts: z.int(),
  cutResponses: z.int(),
  /** Pairs of both files left out because the model would read the same on both sides. */
  identicalPairs: z.int(),
  /** Prompts of both files left out because the chat template refuses them. */
  refusedPrompts: z.int(),
  syntheticRecords: z.int(),
  template: z.enum(["chat", "article"]),
  unkRate: z.number(),
  /** Of raw outputs on the training responses. */
  normalization: z.object({ mean: z.number(), std: z.number() }),
  /** The written ONNX model against the trained one. */
  parity: z.object({ maxAbsoluteDifference: z.number(), compared: z.int(), tolerance: z.number() }),
});
export type RewardModelReport = z.infer<typeof rewardModelReportSchema>;
