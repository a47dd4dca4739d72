import { NEVER_ABORTED } from "@/server/api/never-aborted";
import { adminProcedure, createRouter } from "@/server/api/trpc";
import {
  deployVersion,
  deployVersionInput,
  rollbackVersion,
  rollbackVersionInput,
} from "@/server/services/version/deploy-version";
import { currentVersionInput, getCurrentVersion } from "@/server/services/version/get-current-version";
import { getVersion, versionInput } from "@/server/services/version/get-version";
import { listVersions, listVersionsInput } from "@/server/services/version/list-versions";
import { tryOutVersion, tryOutVersionInput } from "@/server/services/version/try-out-version";

export const versionRouter = createRouter({
  list: adminProcedure.input(listVersionsInput).query(({ ctx, input }) => listVersions({ ...ctx, ...input })),
  get: adminProcedure.input(versionInput).query(({ ctx, input }) => getVersion({ ...ctx, ...input })),
  current: adminProcedure
    .input(currentVersionInput)
    .query(({ ctx, input }) => getCurrentVersion({ ...ctx, ...input })),
  deploy: adminProcedure
    .input(deployVersionInput)
    .mutation(({ ctx, input }) => deployVersion({ ...ctx, ...input })),
  rollback: adminProcedure
    .input(rollbackVersionInput)
    .mutation(({ ctx, input }) => rollbackVersion({ ...ctx, ...input })),
  tryOut: adminProcedure.input(tryOutVersionInput).subscription(async function* ({ ctx, input, signal }) {
    yield* tryOutVersion({ ...ctx, ...input, signal: signal ?? NEVER_ABORTED });
  }),
});
