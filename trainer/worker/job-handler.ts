import type { z } from "zod";
import type { Database, Transaction } from "@/drizzle/client";
import type { Job } from "@/drizzle/schema/jobs";
import type { StageContext } from "@/lib/contracts/progress";

export interface JobContext extends StageContext {
  job: Pick<Job, "id" | "kind" | "projectId" | "inputs">;
  db: Database;
  /** Root of models/, datasets/ and runs/; absolute. */
  dataDirectory: string;
  /** Null where no sampler is configured. */
  sampler: { url: string; token: string } | null;
  /** The only way to write what belongs to the job: nothing is committed once another worker has taken it over. */
  write<R>(write: (tx: Transaction) => Promise<R>): Promise<R>;
}

/** One kind of job: what its payload is, and how it runs. It may be killed at any point and is then run again. */
export interface JobHandler<S extends z.ZodType = z.ZodType> {
  payload: S;
  /** @returns what the job's row keeps as its result */
  run(payload: z.output<S>, context: JobContext): Promise<Record<string, unknown>>;
}

/** Keeps a handler's payload and schema in step. */
export function defineJob<S extends z.ZodType>(handler: JobHandler<S>): JobHandler<S> {
  return handler;
}
