import { readFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { ROLLOUT_SAMPLES_FILE, rolloutSampleSchema } from "@/lib/contracts/rollout-sample";
import type { RolloutSample } from "@/lib/contracts/rollout-sample";
import { findRun, type runInput } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";

/**
 * Answers that a PPO run wrote down as it went, by step. An iteration that was done again after a restart replaces its
 * first answers; a line that is being written right now is left out. Empty where the run's directory is elsewhere.
 */
export async function listRolloutSamples({
  db,
  actor,
  dataDirectory,
  jobId,
}: ServiceContext & { dataDirectory: string } & z.infer<typeof runInput>): Promise<RolloutSample[]> {
  const job = await findRun(db, actor, jobId);
  const text = await readSamples(path.join(dataDirectory, "runs", job.id, ROLLOUT_SAMPLES_FILE));
  const samples = new Map<string, RolloutSample>();
  for (const line of text.split("\n").slice(0, -1)) {
    const sample = rolloutSampleSchema.parse(JSON.parse(line));
    samples.set(`${sample.step} ${JSON.stringify(sample.messages)}`, sample);
  }
  return [...samples.values()].sort((a, b) => a.step - b.step);
}

async function readSamples(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
