import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { prompts } from "@/drizzle/schema/prompts";
import { requireProjectAdmin } from "@/server/services/access";
import { pageDirection } from "@/server/services/page-direction";
import type { ServiceContext } from "@/server/services/service-context";

export const listPromptsInput = z.strictObject({
  projectId: z.uuid(),
  /** `nextCursor` of the page before. */
  cursor: z.uuid().nullish(),
  direction: pageDirection,
  limit: z.int().min(1).max(200).default(50),
  search: z.string().trim().max(200).optional(),
  language: z.enum(["en", "zh", "und"]).optional(),
  tag: z.string().trim().min(1).max(60).optional(),
  archived: z.boolean().default(false),
  /** Only those that the policy is asked, or only those that it is not. */
  askPolicy: z.boolean().optional(),
});

/** Newest first. */
export async function listPrompts({
  db,
  actor,
  projectId,
  cursor,
  limit,
  search,
  language,
  tag,
  archived,
  askPolicy,
}: ServiceContext & z.infer<typeof listPromptsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const conditions = and(
    eq(prompts.projectId, projectId),
    archived ? isNotNull(prompts.archivedAt) : isNull(prompts.archivedAt),
    askPolicy === undefined ? undefined : eq(prompts.askPolicy, askPolicy),
    tag === undefined ? undefined : sql`${tag} = any(${prompts.tags})`,
    language === undefined ? undefined : eq(prompts.language, language),
    search ? sql`${prompts.messages}::text ilike ${`%${escapeLike(jsonText(search))}%`}` : undefined,
  );
  const rows = await db
    .select({
      id: prompts.id,
      messages: prompts.messages,
      language: prompts.language,
      tags: prompts.tags,
      askPolicy: prompts.askPolicy,
      createdAt: prompts.createdAt,
      archivedAt: prompts.archivedAt,
      roundCount: sql<number>`(select count(*)::int from round_items i where i.prompt_id = prompts.id)`,
    })
    .from(prompts)
    .where(and(conditions, cursor ? lt(prompts.id, cursor) : undefined))
    // ids are ordered by time
    .orderBy(desc(prompts.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return {
    prompts: page,
    total: await db.$count(prompts, conditions),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** The text as it stands inside a JSON string. */
function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
