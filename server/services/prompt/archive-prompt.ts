import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { prompts } from "@/drizzle/schema/prompts";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const archivePromptInput = z.strictObject({ promptId: z.uuid(), archived: z.boolean().default(true) });

/** An archived prompt stays out of new rounds; it can be taken back. Nothing is deleted. */
export async function archivePrompt({
  db,
  actor,
  promptId,
  archived,
}: ServiceContext & z.infer<typeof archivePromptInput>): Promise<void> {
  await db.transaction(async (tx) => {
    const [prompt] = await tx
      .update(prompts)
      .set({ archivedAt: archived ? sql`now()` : null })
      .where(eq(prompts.id, promptId))
      .returning({ projectId: prompts.projectId });
    if (!prompt) throw new AppError("NOT_FOUND", "there is no such prompt");
    await requireProjectAdmin(tx, actor, prompt.projectId);
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: prompt.projectId,
      action: archived ? "prompt.archive" : "prompt.restore",
      subjectId: promptId,
    });
  });
}
