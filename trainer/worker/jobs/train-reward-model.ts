import path from "node:path";
import { verifyDatasetFiles } from "@/drizzle/datasets/dataset-files";
import { registerTrainedVersion } from "@/drizzle/model-versions/register-trained-version";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";
import { trainRewardModel } from "@/trainer/pipeline/train-reward-model";
import { defineJob } from "@/trainer/worker/job-handler";
import { insideModels, readModelIdentity } from "@/trainer/worker/model-identity";
import { rememberReport } from "@/trainer/worker/remember-report";

/** Fits a reward model to a dataset and registers it. */
export const trainRewardModelJob = defineJob({
  payload: trainRewardModelConfigSchema,
  async run(payload, context) {
    const { dataDirectory, job } = context;
    const place = (file: string) => path.resolve(dataDirectory, file);
    const config = {
      ...payload,
      base: place(payload.base),
      trainData: place(payload.trainData),
      evalData: place(payload.evalData),
      out: insideModels(dataDirectory, payload.out),
    };
    const report = await rememberReport(context, config.out, async () => {
      const { datasetHash } = job.inputs;
      if (datasetHash !== undefined) {
        await verifyDatasetFiles(dataDirectory, {
          path: path.dirname(payload.trainData),
          contentHash: datasetHash,
        });
      }
      return trainRewardModel(config, context);
    });
    const version = await context.write((tx) =>
      registerTrainedVersion(tx, { ...readModelIdentity(config.out), job, report }),
    );
    return { ...report, modelVersionId: version.id };
  },
});
