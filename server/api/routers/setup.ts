import { createRouter, publicProcedure } from "@/server/api/trpc";
import { createFirstAdmin, createFirstAdminInput } from "@/server/services/setup/create-first-admin";
import { getSetupStatus } from "@/server/services/setup/get-setup-status";

export const setupRouter = createRouter({
  status: publicProcedure.query(({ ctx }) => getSetupStatus({ db: ctx.db })),
  createFirstAdmin: publicProcedure
    .input(createFirstAdminInput)
    .mutation(({ ctx, input }) => createFirstAdmin({ db: ctx.db, ...input })),
});
