import { registerImportedModel } from "@/drizzle/model-versions/register-imported-model";
import { importModelConfigSchema } from "@/lib/contracts/import-model";
import { AppError } from "@/lib/errors";
import { importModel } from "@/lm/import-model";
import { defineJob } from "@/trainer/worker/job-handler";
import { insideModels, readModelIdentity } from "@/trainer/worker/model-identity";
import { rememberReport } from "@/trainer/worker/remember-report";

/** Imports a model and makes it a version of the job's project: a policy, or an encoder for reward models. */
export const importModelJob = defineJob({
  payload: importModelConfigSchema,
  async run(config, context) {
    const { dataDirectory, job } = context;
    const { projectId } = job;
    if (projectId === null) {
      throw new AppError("INVALID_INPUT", "An imported model belongs to a project; none is named.");
    }
    const out = insideModels(dataDirectory, config.out);
    const report = await rememberReport(context, out, () =>
      importModel({ source: config.source, out }, context),
    );
    const version = await context.write((tx) =>
      registerImportedModel(tx, {
        ...readModelIdentity(out),
        kind: kindOf(report.head),
        projectId,
        jobId: job.id,
        name: job.inputs.versionName ?? config.source,
        report: { ...report },
      }),
    );
    return { ...report, modelVersionId: version.id };
  },
});

function kindOf(head: string): "policy" | "encoder" {
  if (head === "language-model") return "policy";
  if (head === "pooled" || head === "none") return "encoder";
  throw new AppError(
    "UNSUPPORTED_FORMAT",
    `This model has a ${head} head: only a language model (a policy) or an encoder can be imported into a project.`,
  );
}
