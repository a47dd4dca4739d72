import { policyIterationSchema } from "@/lib/contracts/train-policy";
import type { PolicyIteration } from "@/lib/contracts/train-policy";
import { rewardModelReportSchema } from "@/lib/contracts/train-reward-model";
import type { RewardModelReport } from "@/lib/contracts/train-reward-model";

type Json = Readonly<Record<string, unknown>> | null | undefined;

/** A reward run's report, out of a job's result or a version's report; null where it is something else. */
export function readRewardReport(json: Json): RewardModelReport | null {
  const parsed = rewardModelReportSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}

/** The iterations of a PPO run, oldest first; empty where it is something else. */
export function readIterations(json: Json): PolicyIteration[] {
  const iterations = json?.["iterations"];
  if (!Array.isArray(iterations)) return [];
  return iterations.flatMap((iteration: unknown) => {
    const parsed = policyIterationSchema.safeParse(iteration);
    return parsed.success ? [parsed.data] : [];
  });
}

export interface PolicyOutcome {
  first: PolicyIteration;
  last: PolicyIteration;
  iterations: number;
}

/** Where a PPO run began and where it ended. */
export function readPolicyOutcome(json: Json): PolicyOutcome | null {
  const iterations = readIterations(json);
  const first = iterations[0];
  const last = iterations.at(-1);
  return first === undefined || last === undefined ? null : { first, last, iterations: iterations.length };
}
