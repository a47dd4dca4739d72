import type { Transaction } from "@/drizzle/client";
import { jobs, type Job, type JobInputs } from "@/drizzle/schema/jobs";
import { JOB_LANES, type JobKind } from "@/lib/contracts/job";
import { AppError } from "@/lib/errors";

export interface EnqueueJobOptions {
  /** Chosen by the caller where the payload holds paths with it. */
  id?: string;
  projectId: string;
  kind: JobKind;
  /** Parsed by the kind's contract. */
  payload: Record<string, unknown>;
  inputs: JobInputs;
  actorId: string;
}

/** Adds a job to its lane; a trigger tells the workers. */
export async function enqueueJob(
  tx: Transaction,
  { id, projectId, kind, payload, inputs, actorId }: EnqueueJobOptions,
): Promise<Job> {
  const [job] = await tx
    .insert(jobs)
    .values({
      ...(id && { id }),
      projectId,
      kind,
      lane: JOB_LANES[kind],
      payload,
      inputs,
      createdBy: actorId,
    })
    .returning();
  if (!job) throw new AppError("INTERNAL", "the job was not stored");
  return job;
}
