import { z } from "zod";
import { policyIterationSchema, policyReportSchema } from "@/lib/contracts/train-policy";
import { rewardModelReportSchema } from "@/lib/contracts/train-reward-model";

type Json = Readonly<Record<string, unknown>> | null | undefined;

/** What these pages show of a report; reports of earlier releases may lack the rest. */
const rewardFiguresSchema = rewardModelReportSchema.pick({
  pairAccuracy: true,
  pairAccuracyLow: true,
  pairAccuracyHigh: true,
  mse: true,
  evalPairs: true,
  examplesPerSecond: true,
});
export type RewardFigures = z.infer<typeof rewardFiguresSchema>;

const iterationFiguresSchema = policyIterationSchema.pick({
  iteration: true,
  episode: true,
  objectiveScores: true,
  objectiveKl: true,
  responseLength: true,
});
export type IterationFigures = z.infer<typeof iterationFiguresSchema>;

/** A reward run's report, out of a job's result or a version's report; null where it is something else. */
export function readRewardReport(json: Json): RewardFigures | null {
  const parsed = rewardFiguresSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}

const paritySchema = rewardModelReportSchema.shape.parity;

const rewardTrainingSchema = rewardModelReportSchema
  .pick({ bestEpoch: true, trainPairs: true, trainPrompts: true, leakedPrompts: true })
  .partial();
export type RewardTraining = z.infer<typeof rewardTrainingSchema>;

/** What a reward model learned from, as far as its report says. */
export function readRewardTraining(json: Json): RewardTraining {
  const parsed = rewardTrainingSchema.safeParse(json);
  return parsed.success ? parsed.data : {};
}

const yardstickSchema = policyReportSchema.pick({ bestOfN: true });

/** What the best of n answers of the reference would give: what PPO has to beat at the same KL. */
export function readYardstick(json: Json): z.infer<typeof yardstickSchema>["bestOfN"] {
  const parsed = yardstickSchema.safeParse(json);
  return parsed.success ? parsed.data.bestOfN : [];
}

/** The gate between the trained model and its export, of a version or out of its report. */
export function readParity(parity: Json, report: Json): z.infer<typeof paritySchema> | null {
  const own = paritySchema.safeParse(parity);
  if (own.success) return own.data;
  const reported = z.object({ parity: paritySchema }).safeParse(report);
  return reported.success ? reported.data.parity : null;
}

/** The iterations of a PPO run, oldest first; empty where it is something else. */
export function readIterations(json: Json): IterationFigures[] {
  const parsed = z.object({ iterations: z.array(iterationFiguresSchema) }).safeParse(json);
  return parsed.success ? parsed.data.iterations : [];
}

export interface PolicyOutcome {
  first: IterationFigures;
  last: IterationFigures;
  iterations: number;
}

/** Where a PPO run began and where it ended. */
export function readPolicyOutcome(json: Json): PolicyOutcome | null {
  const iterations = readIterations(json);
  const first = iterations[0];
  const last = iterations.at(-1);
  return first === undefined || last === undefined ? null : { first, last, iterations: iterations.length };
}
