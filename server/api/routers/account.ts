import { adminProcedure, createRouter, publicProcedure, userProcedure } from "@/server/api/trpc";
import { changePassword, changePasswordInput } from "@/server/services/account/change-password";
import { createResetLink, createResetLinkInput } from "@/server/services/account/create-reset-link";
import {
  inspectResetLink,
  inspectResetLinkInput,
  resetPassword,
  resetPasswordInput,
} from "@/server/services/account/reset-password";
import { setDisabled, setDisabledInput } from "@/server/services/account/set-disabled";
import { setRole, setRoleInput } from "@/server/services/account/set-role";
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
  inspectResetLink: publicProcedure
    .input(inspectResetLinkInput)
    .query(({ ctx, input }) => inspectResetLink({ db: ctx.db, ...input })),
  resetPassword: publicProcedure
    .input(resetPasswordInput)
    .mutation(({ ctx, input }) => resetPassword({ db: ctx.db, ...input })),
  createResetLink: adminProcedure
    .input(createResetLinkInput)
    .mutation(({ ctx, input }) => createResetLink({ ...ctx, ...input })),
  setRole: adminProcedure.input(setRoleInput).mutation(({ ctx, input }) => setRole({ ...ctx, ...input })),
  setDisabled: adminProcedure
    .input(setDisabledInput)
    .mutation(({ ctx, input }) => setDisabled({ ...ctx, ...input })),
});
