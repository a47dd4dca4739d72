import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JobContext } from "@/trainer/worker/job-handler";
import { isCompleteModel } from "@/trainer/worker/model-identity";

/**
 * Runs a stage that writes a model to `out`, once: the report is kept in the work directory, so an attempt after a death
 * between the stage's end and the job's goes on from there. A model whose report was lost is made again.
 */
export async function rememberReport<R extends object>(
  { workDirectory, job }: Pick<JobContext, "workDirectory" | "job">,
  out: string,
  stage: () => Promise<R>,
): Promise<R> {
  const file = path.join(workDirectory, "report.json");
  if (isCompleteModel(out)) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as R;
    // Ours alone if it carries the job's number; any other is refused by the stage.
    if (path.basename(out).includes(job.id)) rmSync(out, { recursive: true, force: true });
  }
  const report = await stage();
  writeFileSync(`${file}.new`, JSON.stringify(report));
  renameSync(`${file}.new`, file);
  return report;
}
