import { adminProcedure, createRouter, publicProcedure, userProcedure } from "@/server/api/trpc";
import { acceptInvite, acceptInviteInput } from "@/server/services/invite/accept-invite";
import { createInvite, createInviteInput } from "@/server/services/invite/create-invite";
import { inspectInvite, inspectInviteInput } from "@/server/services/invite/inspect-invite";
import { joinByInvite, joinByInviteInput } from "@/server/services/invite/join-by-invite";
import { listInvites, listInvitesInput } from "@/server/services/invite/list-invites";
import { revokeInvite, revokeInviteInput } from "@/server/services/invite/revoke-invite";

export const inviteRouter = createRouter({
  create: adminProcedure
    .input(createInviteInput)
    .mutation(({ ctx, input }) => createInvite({ ...ctx, ...input })),
  list: adminProcedure.input(listInvitesInput).query(({ ctx, input }) => listInvites({ ...ctx, ...input })),
  revoke: adminProcedure
    .input(revokeInviteInput)
    .mutation(({ ctx, input }) => revokeInvite({ ...ctx, ...input })),
  inspect: publicProcedure
    .input(inspectInviteInput)
    .query(({ ctx, input }) => inspectInvite({ ...ctx, ...input })),
  accept: publicProcedure
    .input(acceptInviteInput)
    .mutation(({ ctx, input }) => acceptInvite({ db: ctx.db, ...input })),
  join: userProcedure
    .input(joinByInviteInput)
    .mutation(({ ctx, input }) => joinByInvite({ ...ctx, ...input })),
});
