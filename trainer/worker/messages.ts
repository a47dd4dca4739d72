import type { JobError, JobInputs } from "@/drizzle/schema/jobs";
import type { JobKind } from "@/lib/contracts/job";

/** What a job's process must know; it reads everything else from the database. */
export interface JobAssignment {
  id: string;
  kind: JobKind;
  attempt: number;
  projectId: string | null;
  payload: Record<string, unknown>;
  inputs: JobInputs;
  /** Kept between attempts. */
  workDirectory: string;
}

export type WorkerMessage = { type: "run"; job: JobAssignment } | { type: "abort"; reason: string };

export type LogLevel = "info" | "warning" | "error";

export type JobMessage =
  | { type: "progress"; update: { phase: string; done: number; total: number | null; unit: string } }
  | { type: "metrics"; step: number; values: Readonly<Record<string, number>> }
  | { type: "log"; level: LogLevel; message: string }
  | { type: "checkpoint" }
  | { type: "done"; result: Record<string, unknown> }
  | { type: "failed"; error: JobError };
