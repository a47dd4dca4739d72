import path from "node:path";
import { registerTrainedVersion } from "@/drizzle/model-versions/register-trained-version";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { trainPolicy } from "@/trainer/pipeline/train-policy";
import { defineJob } from "@/trainer/worker/job-handler";
import { insideModels, readModelIdentity } from "@/trainer/worker/model-identity";
import { rememberReport } from "@/trainer/worker/remember-report";

/** Improves a policy by PPO and registers the result, a candidate for deployment. */
export const trainPolicyJob = defineJob({
  payload: trainPolicyConfigSchema,
  async run(payload, context) {
    const { dataDirectory, job } = context;
    const place = (file: string) => path.resolve(dataDirectory, file);
    const config = {
      ...payload,
      policy: place(payload.policy),
      rewardModel: place(payload.rewardModel),
      prompts: place(payload.prompts),
      out: insideModels(dataDirectory, payload.out),
    };
    const report = await rememberReport(context, config.out, () => trainPolicy(config, context));
    const { parity, ...rest } = report;
    const version = await context.write((tx) =>
      registerTrainedVersion(tx, { ...readModelIdentity(config.out), job, report: rest, parity }),
    );
    return { ...report, modelVersionId: version.id };
  },
});
