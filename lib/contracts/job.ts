import { z } from "zod";

/** train: one at a time per device; light: beside it, so that training does not hold up a round. */
export const jobLaneSchema = z.enum(["train", "light"]);
export type JobLane = z.infer<typeof jobLaneSchema>;

export const jobKindSchema = z.enum(["sample-round", "import-model", "train-reward-model", "train-policy"]);
export type JobKind = z.infer<typeof jobKindSchema>;

export const JOB_LANES = {
  "sample-round": "light",
  "import-model": "light",
  "train-reward-model": "train",
  "train-policy": "train",
} as const satisfies Record<JobKind, JobLane>;

export const jobStatusSchema = z.enum(["queued", "running", "done", "failed", "cancelled"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const jobProgressSchema = z.object({
  /** What is being done now, a key of the pages' messages: "download", "rollout", "train", … */
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** Estimated time left, null while unknown. */
  secondsLeft: z.number().nullable(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;
