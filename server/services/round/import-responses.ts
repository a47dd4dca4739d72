import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/drizzle/client";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { storeImportedResponses } from "@/drizzle/rounds/store-imported-responses";
import { roundItems, rounds, type Round } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { importTextSchema } from "@/server/services/prompt/import-prompts";
import {
  parsePromptText,
  promptFormatSchema,
  type ParsedRecord,
} from "@/server/services/prompt/parse-prompt-text";
import { createImportedRound } from "@/server/services/round/create-imported-round";
import { findRound } from "@/server/services/round/find-round";
import type { ServiceContext } from "@/server/services/service-context";

export const importResponsesInput = z
  .strictObject({
    /** Beside what this round has; or else a new round of the project. */
    roundId: z.uuid().optional(),
    projectId: z.uuid().optional(),
    text: importTextSchema,
    format: promptFormatSchema.default("auto"),
    dryRun: z.boolean().default(false),
    onError: z.enum(["refuse", "skip"]).default("refuse"),
    /** Where the responses come from, kept with each of them; annotators never see it. */
    sourceLabel: z.string().trim().min(1).max(120).default("import"),
    overlap: z.int().min(1).max(50).default(1),
  })
  .refine(
    (input) => (input.roundId === undefined) !== (input.projectId === undefined),
    "name either the round or the project",
  );

/** Records are `{prompt, responses: […]}` or the article's `{input, outputs: [{response, score}]}`. */
export async function importResponses({
  db,
  actor,
  roundId,
  projectId,
  text,
  format,
  dryRun,
  onError,
  sourceLabel,
  overlap,
}: ServiceContext & z.infer<typeof importResponsesInput>) {
  const round = roundId === undefined ? null : await findRound(db, actor, roundId);
  if (projectId !== undefined) await requireProjectAdmin(db, actor, projectId);
  const project = round?.projectId ?? projectId ?? "";
  if (round?.status === "closed") {
    throw new AppError("ROUND_NOT_OPEN", "this round is closed: reopen it, or import into a new round", {
      details: { reason: "roundClosed" },
    });
  }
  const parsed = parsePromptText(text, format);
  const records = parsed.records.filter((record) => record.responses.length > 0);
  const errors = [
    ...parsed.errors,
    ...parsed.records
      .filter((record) => record.responses.length === 0)
      .map(({ line }) => ({
        line,
        problem: "noResponses" as const,
        field: "responses",
        message: "this record brings no responses",
      })),
  ].sort((a, b) => a.line - b.line);
  const summary = {
    found: records.length,
    responses: records.reduce((sum, record) => sum + record.responses.length, 0),
    ignoredScores: records.filter((record) => record.hadScores).length,
    errors,
  };
  if (dryRun) return { ...summary, roundId: roundId ?? null, stored: 0, duplicates: 0, imported: false };
  if (records.length === 0 || (errors.length > 0 && onError === "refuse")) {
    const first = errors[0];
    if (!first) {
      throw new AppError("MALFORMED_FILE", "there are no responses in this text; nothing was imported", {
        details: { reason: "nothingToImport" },
      });
    }
    throw new AppError(
      "MALFORMED_FILE",
      `${errors.length} of the records can't be used; line ${first.line}: ${first.message}. Nothing was imported`,
      { details: { reason: "badLines", errors: errors.length, line: first.line } },
    );
  }
  return db.transaction(async (tx) => {
    const { ids } = await insertPrompts(tx, { projectId: project, prompts: records });
    const { roundId: target, ...counts } = round
      ? await addToRound(tx, round, records, ids, sourceLabel)
      : await createImportedRound(tx, {
          projectId: project,
          actorId: actor.id,
          sourceLabel,
          overlap,
          items: records.map((record, i) => ({ promptId: ids[i] as string, texts: record.responses })),
        });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: project,
      action: "round.importResponses",
      subjectId: target,
      details: { records: records.length, ...counts, sourceLabel, skippedLines: errors.length },
    });
    return { ...summary, roundId: target, ...counts, imported: true };
  });
}

/** Prompts that the round lacks become items at its end, with the imported responses alone. */
async function addToRound(
  tx: Transaction,
  round: Round,
  records: readonly ParsedRecord[],
  promptIds: readonly string[],
  sourceLabel: string,
): Promise<{ roundId: string; stored: number; duplicates: number }> {
  // two imports at once must not hand out one position twice
  await tx.select({ id: rounds.id }).from(rounds).where(eq(rounds.id, round.id)).for("update");
  const textsOfPrompt = new Map<string, string[]>();
  records.forEach(({ responses }, i) => {
    const promptId = promptIds[i] as string;
    textsOfPrompt.set(promptId, [...(textsOfPrompt.get(promptId) ?? []), ...responses]);
  });
  const known = await tx
    .select({ id: roundItems.id, promptId: roundItems.promptId, position: roundItems.position })
    .from(roundItems)
    .where(eq(roundItems.roundId, round.id));
  const idOf = new Map(known.map((item) => [item.promptId, item.id]));
  const next = known.reduce((most, item) => Math.max(most, item.position), -1) + 1;
  const fresh = [...textsOfPrompt.keys()].filter((promptId) => !idOf.has(promptId));
  if (fresh.length > 0) {
    const inserted = await tx
      .insert(roundItems)
      .values(
        fresh.map((promptId, i) => ({
          projectId: round.projectId,
          roundId: round.id,
          promptId,
          position: next + i,
          status: "ready" as const,
        })),
      )
      .returning({ id: roundItems.id, promptId: roundItems.promptId });
    for (const item of inserted) idOf.set(item.promptId, item.id);
  }
  const counts = await storeImportedResponses(tx, {
    sourceLabel,
    items: [...textsOfPrompt].map(([promptId, texts]) => ({
      roundItemId: idOf.get(promptId) as string,
      texts,
    })),
  });
  return { roundId: round.id, ...counts };
}
