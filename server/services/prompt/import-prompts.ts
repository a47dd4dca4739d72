import { z } from "zod";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { tagsSchema } from "@/server/services/prompt/add-prompts";
import { parsePromptText, promptFormatSchema } from "@/server/services/prompt/parse-prompt-text";
import { createImportedRound } from "@/server/services/round/create-imported-round";
import type { ServiceContext } from "@/server/services/service-context";

export const importTextSchema = z.string().min(1, "there is nothing to import").max(20_000_000);

export const importPromptsInput = z.strictObject({
  projectId: z.uuid(),
  text: importTextSchema,
  format: promptFormatSchema.default("auto"),
  /** Says what would happen, and changes nothing. */
  dryRun: z.boolean().default(false),
  /** What a bad line means: the whole text is refused, or the good lines are kept. */
  onError: z.enum(["refuse", "skip"]).default("refuse"),
  tags: tagsSchema.default([]),
});

const PREVIEWED = 20;

/** Where records bring responses of their own, those become a draft round beside the prompts. */
export async function importPrompts({
  db,
  actor,
  projectId,
  text,
  format,
  dryRun,
  onError,
  tags,
}: ServiceContext & z.infer<typeof importPromptsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const parsed = parsePromptText(text, format);
  const withResponses = parsed.records.filter((record) => record.responses.length > 0);
  const summary = {
    format: parsed.format,
    found: parsed.records.length,
    errors: parsed.errors,
    withResponses: withResponses.length,
    /** Records whose scores were left out: they are nobody's judgment here. */
    ignoredScores: parsed.records.filter((record) => record.hadScores).length,
    preview: parsed.records.slice(0, PREVIEWED).map(({ line, messages, tags: own, responses }) => ({
      line,
      messages,
      tags: own,
      responseCount: responses.length,
    })),
  };
  const nothing = { added: 0, duplicates: 0, roundId: null };
  if (dryRun) return { ...summary, ...nothing, imported: false };
  if (parsed.errors.length > 0 && onError === "refuse") {
    const first = parsed.errors[0];
    throw new AppError(
      "MALFORMED_FILE",
      `${parsed.errors.length} of the lines can't be read; line ${first?.line}: ${first?.message}. Nothing was imported`,
      { details: { reason: "badLines", errors: parsed.errors.length, line: first?.line ?? 0 } },
    );
  }
  if (parsed.records.length === 0) {
    throw new AppError("MALFORMED_FILE", "there is no prompt in this text; nothing was imported", {
      details: { reason: "nothingToImport" },
    });
  }
  return db.transaction(async (tx) => {
    const { ids, added, duplicates } = await insertPrompts(tx, {
      projectId,
      prompts: parsed.records.map((record) => ({
        messages: record.messages,
        tags: [...new Set([...tags, ...record.tags])],
      })),
    });
    const round =
      withResponses.length === 0
        ? null
        : await createImportedRound(tx, {
            projectId,
            actorId: actor.id,
            sourceLabel: "import",
            items: parsed.records
              .map((record, i) => ({ promptId: ids[i] as string, texts: record.responses }))
              .filter((item) => item.texts.length > 0),
          });
    const roundId = round?.roundId ?? null;
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "prompt.importText",
      details: { added, duplicates, skippedLines: parsed.errors.length, roundId },
    });
    return { ...summary, added, duplicates, roundId, imported: true };
  });
}
