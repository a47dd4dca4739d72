import { mkdirSync } from "node:fs";
import { openDatabase } from "@/drizzle/client";
import { writeAsAttempt } from "@/drizzle/queue/attempt";
import { AppError } from "@/lib/errors";
import type { JobKind } from "@/lib/contracts/job";
import { toAppError } from "@/lib/to-app-error";
import { readWorkerEnvironment } from "@/trainer/worker/environment";
import type { JobContext, JobHandler } from "@/trainer/worker/job-handler";
import type { JobAssignment, JobMessage, WorkerMessage } from "@/trainer/worker/messages";

type LoadHandler = (kind: JobKind) => Promise<JobHandler>;

/** The body of a job's own process: gets its assignment over IPC, reports over IPC, and ends. */
export function serveJob(loadHandler: LoadHandler): void {
  const controller = new AbortController();
  process.on("message", (message) => {
    const told = message as WorkerMessage;
    if (told.type === "abort") controller.abort(new AppError("RUN_CANCELLED", told.reason));
    else void run(told.job, loadHandler, controller.signal);
  });
  process.on("SIGTERM", () => controller.abort(new AppError("RUN_CANCELLED", "The run was asked to stop.")));
}

async function run(job: JobAssignment, loadHandler: LoadHandler, signal: AbortSignal): Promise<void> {
  const { databaseUrl, dataDirectory, sampler } = readWorkerEnvironment();
  const database = openDatabase(databaseUrl, { maxConnections: 2 });
  let answer: JobMessage;
  try {
    mkdirSync(job.workDirectory, { recursive: true });
    const handler = await loadHandler(job.kind);
    const context: JobContext = {
      job,
      db: database.db,
      dataDirectory,
      sampler,
      signal,
      workDirectory: job.workDirectory,
      write: (write) => writeAsAttempt(database.db, { jobId: job.id, attempt: job.attempt }, write),
      onCheckpoint: () => tell({ type: "checkpoint" }),
      reporter: {
        progress: (update) => tell({ type: "progress", update }),
        metrics: (step, values) => tell({ type: "metrics", step, values }),
        log: (level, text) => tell({ type: "log", level, message: text }),
      },
    };
    const payload = handler.payload.safeParse(job.payload);
    if (!payload.success) throw toAppError(payload.error);
    const result = await handler.run(payload.data, context);
    answer = { type: "done", result };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === "INTERNAL") console.error(error.cause ?? error);
    tell({ type: "log", level: "error", message: error.message });
    answer = { type: "failed", error: { code: error.code, message: error.message, details: error.details } };
  }
  await database.close().catch((error: unknown) => console.error(error));
  await send(answer);
  // Native engines would keep the process alive.
  process.exit(0);
}

function tell(message: JobMessage): void {
  process.send?.(message);
}

function send(message: JobMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) resolve();
    else process.send(message, () => resolve());
  });
}
