/** A worker of one lane in a process of its own, with the tests' jobs: it can be killed like a real one. */
import path from "node:path";
import { jobLaneSchema } from "@/lib/contracts/job";
import { readWorkerEnvironment } from "@/trainer/worker/environment";
import { Lane } from "@/trainer/worker/lane";

const { databaseUrl, dataDirectory, leaseSeconds } = readWorkerEnvironment();
const lane = new Lane({
  lane: jobLaneSchema.parse(process.argv[2]),
  worker: `test:${process.pid}`,
  databaseUrl,
  dataDirectory,
  leaseSeconds,
  jobProgram: path.join(import.meta.dirname, "fixture-jobs.ts"),
  niceness: 0, // the tests' deadlines hold on a busy machine too
  log: (message) => console.error(message),
});
process.on("SIGTERM", () => void lane.stop());
await lane.run();
process.exit(0);
