import { tracked } from "@trpc/server";
import { NEVER_ABORTED } from "@/server/api/never-aborted";
import { adminProcedure, createRouter } from "@/server/api/trpc";
import { cancelRun } from "@/server/services/run/cancel-run";
import { estimateRun, estimateRunInput } from "@/server/services/run/estimate-run";
import { runInput } from "@/server/services/run/find-run";
import { getRun } from "@/server/services/run/get-run";
import { getRunLog, runLogInput } from "@/server/services/run/get-run-log";
import { getRunMetrics } from "@/server/services/run/get-run-metrics";
import { launchImport, launchImportInput } from "@/server/services/run/launch-import";
import { launchPolicy, launchPolicyInput } from "@/server/services/run/launch-policy";
import { launchRewardModel, launchRewardModelInput } from "@/server/services/run/launch-reward-model";
import { listRolloutSamples } from "@/server/services/run/list-rollout-samples";
import { listRuns, listRunsInput } from "@/server/services/run/list-runs";
import { retryRun } from "@/server/services/run/retry-run";
import { watchProjectRuns, watchProjectRunsInput } from "@/server/services/run/watch-project-runs";
import { watchRun, watchRunInput } from "@/server/services/run/watch-run";

export const runRouter = createRouter({
  launchRewardModel: adminProcedure
    .input(launchRewardModelInput)
    .mutation(({ ctx, input }) => launchRewardModel({ ...ctx, ...input })),
  launchPolicy: adminProcedure
    .input(launchPolicyInput)
    .mutation(({ ctx, input }) => launchPolicy({ ...ctx, ...input })),
  launchImport: adminProcedure
    .input(launchImportInput)
    .mutation(({ ctx, input }) => launchImport({ ...ctx, ...input })),
  estimate: adminProcedure
    .input(estimateRunInput)
    .query(({ ctx, input }) => estimateRun({ ...ctx, ...input })),
  list: adminProcedure.input(listRunsInput).query(({ ctx, input }) => listRuns({ ...ctx, ...input })),
  get: adminProcedure.input(runInput).query(({ ctx, input }) => getRun({ ...ctx, ...input })),
  cancel: adminProcedure.input(runInput).mutation(({ ctx, input }) => cancelRun({ ...ctx, ...input })),
  retry: adminProcedure.input(runInput).mutation(({ ctx, input }) => retryRun({ ...ctx, ...input })),
  log: adminProcedure.input(runLogInput).query(({ ctx, input }) => getRunLog({ ...ctx, ...input })),
  metrics: adminProcedure.input(runInput).query(({ ctx, input }) => getRunMetrics({ ...ctx, ...input })),
  samples: adminProcedure.input(runInput).query(({ ctx, input }) => listRolloutSamples({ ...ctx, ...input })),
  live: adminProcedure.input(watchRunInput).subscription(async function* ({ ctx, input, signal }) {
    for await (const { id, data } of watchRun({ ...ctx, ...input, signal: signal ?? NEVER_ABORTED })) {
      yield tracked(id, data);
    }
  }),
  liveProject: adminProcedure.input(watchProjectRunsInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    yield* watchProjectRuns({ ...ctx, ...input, signal: signal ?? NEVER_ABORTED });
  }),
});
