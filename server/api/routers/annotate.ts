import { judgmentSubmissionSchema } from "@/lib/contracts/judgment";
import { createRouter, userProcedure } from "@/server/api/trpc";
import { claimNext, claimNextInput } from "@/server/services/annotate/claim-next";
import { claimInput } from "@/server/services/annotate/find-claim";
import { getQueue, queueInput } from "@/server/services/annotate/get-queue";
import { listHistory, listHistoryInput } from "@/server/services/annotate/list-history";
import { renewLease } from "@/server/services/annotate/renew-lease";
import { saveDraft, saveDraftInput } from "@/server/services/annotate/save-draft";
import { skipItem, skipItemInput } from "@/server/services/annotate/skip-item";
import { submitJudgment } from "@/server/services/annotate/submit-judgment";
import { takeBackSkip } from "@/server/services/annotate/take-back-skip";

export const annotateRouter = createRouter({
  queue: userProcedure.input(queueInput).query(({ ctx, input }) => getQueue({ ...ctx, ...input })),
  claimNext: userProcedure
    .input(claimNextInput)
    .mutation(({ ctx, input }) => claimNext({ ...ctx, ...input })),
  heartbeat: userProcedure.input(claimInput).mutation(({ ctx, input }) => renewLease({ ...ctx, ...input })),
  saveDraft: userProcedure
    .input(saveDraftInput)
    .mutation(({ ctx, input }) => saveDraft({ ...ctx, ...input })),
  submit: userProcedure
    .input(judgmentSubmissionSchema)
    .mutation(({ ctx, input }) => submitJudgment({ ...ctx, ...input })),
  skip: userProcedure.input(skipItemInput).mutation(({ ctx, input }) => skipItem({ ...ctx, ...input })),
  takeBackSkip: userProcedure
    .input(claimInput)
    .mutation(({ ctx, input }) => takeBackSkip({ ...ctx, ...input })),
  history: userProcedure.input(listHistoryInput).query(({ ctx, input }) => listHistory({ ...ctx, ...input })),
});
