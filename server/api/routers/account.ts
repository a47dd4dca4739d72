import { createRouter, publicProcedure, userProcedure } from "@/server/api/trpc";
import { changePassword, changePasswordInput } from "@/server/services/account/change-password";
import { updateAccount, updateAccountInput } from "@/server/services/account/update-account";

export const accountRouter = createRouter({
  /** Null where nobody is signed in. */
  me: publicProcedure.query(({ ctx }) => ctx.actor),
  update: userProcedure
    .input(updateAccountInput)
    .mutation(({ ctx, input }) => updateAccount({ ...ctx, ...input })),
  changePassword: userProcedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword({ ...ctx, ...input })),
});
