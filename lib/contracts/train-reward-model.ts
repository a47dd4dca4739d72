import { z } from "zod";
import { placeSchema } from "@/lib/contracts/place-schema";
import { precisionSchema } from "@/lib/contracts/precision";

/** Configuration of `train-reward-model`: the command's --config file and the job's payload. */
export const trainRewardModelConfigSchema = z.strictObject({
  base: placeSchema("Model directory whose trunk carries the scalar head.", "models/policy"),
  trainData: placeSchema(
    "File of preference data, JSONL or a JSON array, in any known format.",
    "train.jsonl",
  ),
  evalData: placeSchema("The same, held out: prompts that trainData does not have.", "eval.jsonl"),
  out: placeSchema("Directory to write the reward model to; must not exist, or be empty.", "models/reward"),
  epochs: z.int().min(1).max(100).default(3).describe("Passes over the training data."),
  learningRate: z.number().gt(0).max(1).default(5e-5).describe("Highest learning rate (AdamW)."),
  batchSize: z
    .int()
    .min(1)
    .max(4096)
    .default(8)
    .describe("Responses a step, about; all responses of one record stay in one batch."),
  maxLength: z
    .int()
    .min(8)
    .max(32_768)
    .default(512)
    .describe(
      "Tokens of prompt and response together; longer prompts lose their beginning, then responses their end.",
    ),
  precision: precisionSchema
    .default("float32")
    .describe("Type of the matrix products; parameters, moments and losses are always float32."),
  gradientCheckpointing: z
    .boolean()
    .default(false)
    .describe(
      "Computes each layer's inside again in the backward pass: less memory, about a third more time.",
    ),
  seed: z.int().min(0).default(0).describe("The same seed, data, build and machine give the same run."),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Decoupled weight decay; biases and the gains of norms are left out."),
  warmupRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("Share of the steps in which the learning rate rises from 0."),
  schedule: z
    .enum(["constant", "linear", "cosine"])
    .default("linear")
    .describe("How the learning rate goes on after the warm-up; linear and cosine fall to 0."),
  maxGradientNorm: z.number().gt(0).default(1).describe("A longer gradient is shortened to this norm."),
  template: z
    .enum(["chat", "article"])
    .optional()
    .describe(
      "chat: the base's chat template; article: 输入: {input} 输出: {response}. Left out: chat, if the base has one.",
    ),
  scoreLossWeight: z
    .number()
    .min(0)
    .default(1)
    .describe("Weight of the squared error on standardised scores."),
  rankingLoss: z
    .enum(["bradley-terry", "plackett-luce"])
    .default("bradley-terry")
    .describe("plackett-luce scores each ranking as a whole instead of its pairs."),
  pairLossWeight: z.number().min(0).default(1).describe("Weight of the ranking loss."),
  centeringWeight: z
    .number()
    .min(0)
    .default(0)
    .describe("Weight of the centering (r⁺ + r⁻)², for example .01; 0 is off."),
  checkpointEvery: z
    .int()
    .min(1)
    .default(200)
    .describe("Steps between checkpoints; there is one after each epoch too."),
});
export type TrainRewardModelConfig = z.infer<typeof trainRewardModelConfigSchema>;

/** What a reward run reports at its end. */
export const rewardModelReportSchema = z.object({
  pairAccuracy: z
    .number()
    .describe("Share of held-out pairs ordered as people ordered them; a tie in reward counts half."),
  pairAccuracyLow: z
    .number()
    .describe("Lower end of its 95 % interval (Wilson, with prompts as the independent units)."),
  pairAccuracyHigh: z.number().describe("Upper end."),
  mse: z
    .number()
    .nullable()
    .describe("Mean squared error on standardised scores; null if no held-out response carries a score."),
  evalPairs: z.int().describe("Held-out pairs."),
  examplesPerSecond: z.number().describe("Responses read, forward and backward, per second of training."),
  bestEpoch: z
    .int()
    .describe("From 1; the epoch whose weights were kept, and that the held-out figures are of."),
  selectionPrompts: z
    .int()
    .describe(
      "Training prompts that chose the epoch instead of being trained on; 0: there were too few, the last was kept.",
    ),
  pairLoss: z.number().describe("Mean Bradley-Terry loss of the held-out pairs; .693 is a coin's."),
  trainPairs: z.int().describe("Pairs of trainData."),
  trainPrompts: z.int().describe("Prompts of trainData that have pairs."),
  evalPrompts: z.int().describe("Held-out prompts that have pairs."),
  leakedPrompts: z.int().describe("Held-out prompts that were also trained on."),
  skippedLines: z.int().describe("Lines of both files that could not be used."),
  cutPrompts: z.int().describe("Texts of both files that lost the beginning of their prompt to maxLength."),
  cutResponses: z.int().describe("Texts of both files that lost the end of their response to it."),
  identicalPairs: z
    .int()
    .describe("Pairs of both files left out because the model would read the same on both sides."),
  refusedPrompts: z.int().describe("Prompts of both files left out because the chat template refuses them."),
  syntheticRecords: z.int().describe("Records that a program judged, not people."),
  template: z.enum(["chat", "article"]).describe("How prompt and response became one text."),
  unkRate: z.number().describe("Share of the data's tokens that the base does not know."),
  normalization: z
    .object({ mean: z.number(), std: z.number() })
    .describe("Mean and deviation of raw outputs on the training responses, stored in the model."),
  parity: z
    .object({ maxAbsoluteDifference: z.number(), compared: z.int(), tolerance: z.number() })
    .describe("The written ONNX model against the trained one: scores."),
});
export type RewardModelReport = z.infer<typeof rewardModelReportSchema>;
