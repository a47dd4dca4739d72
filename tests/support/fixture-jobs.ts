/** A job's process whose behaviour the test chooses by the payload's `behaviour`; the process around it is the shipped one. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { defineJob } from "@/trainer/worker/job-handler";
import { serveJob } from "@/trainer/worker/serve-job";

const payload = z.strictObject({
  behaviour: z.enum(["report", "count", "fail", "die", "block", "transient", "abort"]),
  steps: z.int().default(5),
});

const fixtureJob = defineJob({
  payload,
  async run({ behaviour, steps }, { reporter, signal, workDirectory, onCheckpoint, write }) {
    switch (behaviour) {
      case "report":
        for (let step = 1; step <= steps; step++) {
          reporter.progress({ phase: "train", done: step, total: steps, unit: "steps" });
          reporter.metrics(step, { loss: 1 / step, odd: NaN });
          reporter.log("info", `step ${step}\0`);
        }
        return { steps };
      case "count": {
        // Goes on from its checkpoint, as a training run does.
        const file = path.join(workDirectory, "counter");
        let count = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
        for (; count < steps; count++) {
          signal.throwIfAborted();
          await sleep(100);
          writeFileSync(file, String(count + 1));
          onCheckpoint?.();
          reporter.log("info", `count ${count + 1}`);
          reporter.progress({ phase: "count", done: count + 1, total: steps, unit: "steps" });
        }
        await write(async () => undefined);
        return { count };
      }
      case "fail":
        throw new AppError("NOT_ENOUGH_DATA", "There are 3 pairs; 20 are needed.");
      case "transient":
        throw new AppError("SAMPLER_UNAVAILABLE", "The sampler does not answer.");
      case "die":
        process.stderr.write("terminate called after throwing an instance of 'std::runtime_error'\n");
        await sleep(50);
        process.kill(process.pid, "SIGABRT");
        await sleep(10_000);
        return {};
      case "block":
        reporter.progress({ phase: "block", done: 0, total: 1, unit: "steps" });
        await sleep(200);
        // A native call that does not look at signals.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
        return {};
      case "abort":
        reporter.progress({ phase: "abort", done: 0, total: 1, unit: "steps" });
        await new Promise((_, reject) => {
          const alive = setInterval(() => undefined, 1_000);
          signal.addEventListener("abort", () => {
            clearInterval(alive);
            reporter.log("info", "cleaned up");
            reject(signal.reason as Error);
          });
        });
        return {};
    }
  },
});

serveJob(() => Promise.resolve(fixtureJob));
