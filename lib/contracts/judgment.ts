import { z } from "zod";

export const scoreSchema = z.strictObject({
  responseId: z.uuid(),
  /** Key of a rubric dimension of the project. */
  dimension: z.string().min(1).max(64),
  value: z.int().min(1).max(5),
  reason: z.string().trim().max(500).optional(),
});
export type Score = z.infer<typeof scoreSchema>;

/** Response ids, best group first; the members of one group are tied. */
export const rankingSchema = z.array(z.array(z.uuid()).min(1).max(64)).max(64);
export type Ranking = z.infer<typeof rankingSchema>;

/** What an annotator's page sends. The service checks it against the item: every response scored and ranked, no stranger. */
export const judgmentSubmissionSchema = z.strictObject({
  claimId: z.uuid(),
  /** Made by the page once per judgment; sent again it changes nothing and returns the stored judgment. */
  idempotencyKey: z.uuid(),
  scores: z.array(scoreSchema).max(1024),
  ranking: rankingSchema,
  comment: z.string().trim().max(5000).optional(),
  /** Time with the page visible and a key, pointer or scroll in the last 30 s. */
  activeSeconds: z.number().min(0).max(86_400),
  shownAt: z.iso.datetime(),
});
export type JudgmentSubmission = z.infer<typeof judgmentSubmissionSchema>;

/** The same, unfinished: kept as the annotator works, so that nothing is lost. */
export const judgmentDraftSchema = z.strictObject({
  scores: z.array(scoreSchema).max(1024),
  ranking: rankingSchema,
  comment: z.string().max(5000).optional(),
  activeSeconds: z.number().min(0).max(86_400),
});
export type JudgmentDraft = z.infer<typeof judgmentDraftSchema>;
