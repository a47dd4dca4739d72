import { z } from "zod";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { conversationSchema } from "@/lib/contracts/message";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const tagsSchema = z.array(z.string().trim().min(1).max(60)).max(20);

export const addPromptsInput = z.strictObject({
  projectId: z.uuid(),
  prompts: z
    .array(
      z.strictObject({
        messages: conversationSchema,
        tags: tagsSchema.default([]),
        askPolicy: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(5000),
});

export async function addPrompts({
  db,
  actor,
  projectId,
  prompts,
}: ServiceContext & z.infer<typeof addPromptsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  return db.transaction(async (tx) => {
    const result = await insertPrompts(tx, { projectId, prompts });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "prompt.add",
      details: { added: result.added, duplicates: result.duplicates },
    });
    return result;
  });
}
