import { adminProcedure, createRouter } from "@/server/api/trpc";
import { changeRoundStatus, roundInput } from "@/server/services/round/change-round-status";
import { createRound, createRoundInput } from "@/server/services/round/create-round";
import { getRound } from "@/server/services/round/get-round";
import { importResponses, importResponsesInput } from "@/server/services/round/import-responses";
import { listRoundItems, listRoundItemsInput } from "@/server/services/round/list-round-items";
import { listRounds, listRoundsInput } from "@/server/services/round/list-rounds";
import { releaseClaim, releaseClaimInput } from "@/server/services/round/release-claim";
import { returnItem, returnItemInput } from "@/server/services/round/return-item";

export const roundRouter = createRouter({
  list: adminProcedure.input(listRoundsInput).query(({ ctx, input }) => listRounds({ ...ctx, ...input })),
  get: adminProcedure.input(roundInput).query(({ ctx, input }) => getRound({ ...ctx, ...input })),
  items: adminProcedure
    .input(listRoundItemsInput)
    .query(({ ctx, input }) => listRoundItems({ ...ctx, ...input })),
  releaseClaim: adminProcedure
    .input(releaseClaimInput)
    .mutation(({ ctx, input }) => releaseClaim({ ...ctx, ...input })),
  returnItem: adminProcedure
    .input(returnItemInput)
    .mutation(({ ctx, input }) => returnItem({ ...ctx, ...input })),
  create: adminProcedure
    .input(createRoundInput)
    .mutation(({ ctx, input }) => createRound({ ...ctx, ...input })),
  importResponses: adminProcedure
    .input(importResponsesInput)
    .mutation(({ ctx, input }) => importResponses({ ...ctx, ...input })),
  open: adminProcedure
    .input(roundInput)
    .mutation(({ ctx, input }) => changeRoundStatus({ ...ctx, ...input, move: "open" })),
  pause: adminProcedure
    .input(roundInput)
    .mutation(({ ctx, input }) => changeRoundStatus({ ...ctx, ...input, move: "pause" })),
  close: adminProcedure
    .input(roundInput)
    .mutation(({ ctx, input }) => changeRoundStatus({ ...ctx, ...input, move: "close" })),
  reopen: adminProcedure
    .input(roundInput)
    .mutation(({ ctx, input }) => changeRoundStatus({ ...ctx, ...input, move: "reopen" })),
});
