import type { JobKind } from "@/lib/contracts/job";
import type { JobHandler } from "@/trainer/worker/job-handler";

/** Each kind's file, loaded when such a job runs: sampling a round has no use for TensorFlow. */
const HANDLERS = {
  "sample-round": async () => (await import("@/trainer/worker/jobs/sample-round")).sampleRoundJob,
  "import-model": async () => (await import("@/trainer/worker/jobs/import-model")).importModelJob,
  "train-reward-model": async () =>
    (await import("@/trainer/worker/jobs/train-reward-model")).trainRewardModelJob,
  "train-policy": async () => (await import("@/trainer/worker/jobs/train-policy")).trainPolicyJob,
} satisfies Record<JobKind, () => Promise<unknown>>;

export async function loadJobHandler(kind: JobKind): Promise<JobHandler> {
  return HANDLERS[kind]() as Promise<JobHandler>;
}
