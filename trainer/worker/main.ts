/**
 * The worker: a small process that claims jobs, keeps their leases and listens for cancels. Each job runs in a child
 * process, so a step of any length cannot cost the lease.
 */
import os from "node:os";
import { jobLaneSchema } from "@/lib/contracts/job";
import { readWorkerEnvironment } from "@/trainer/worker/environment";
import { Lane } from "@/trainer/worker/lane";

const { databaseUrl, dataDirectory, leaseSeconds } = readWorkerEnvironment();
const worker = `${os.hostname()}:${process.pid}`;
const log = (message: string) => console.error(`${new Date().toISOString()} ${message}`);

const lanes = jobLaneSchema.options.map(
  (lane) => new Lane({ lane, worker, databaseUrl, dataDirectory, leaseSeconds, log }),
);

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void Promise.all(lanes.map((lane) => lane.stop()));
  });
}

await Promise.all(lanes.map((lane) => lane.run()));
process.exit(0);
