import { sql, type SQL } from "drizzle-orm";

/**
 * Items of a project that a user may be given: of an open round, with responses, not judged, skipped or at hand by
 * this user, and with a free place. Those in the user's language come first, then earlier rounds.
 */
export function openItemsQuery({
  projectId,
  userId,
  locale,
}: {
  projectId: string;
  userId: string;
  locale: string;
}): { from: SQL; orderBy: SQL } {
  return {
    from: sql`
      round_items i
      join rounds r on r.id = i.round_id
      join prompts p on p.id = i.prompt_id
      where r.project_id = ${projectId} and r.status = 'open' and i.status = 'ready'
        and not exists (select 1 from judgments j where j.round_item_id = i.id and j.user_id = ${userId})
        and not exists (select 1 from skips s where s.round_item_id = i.id and s.user_id = ${userId})
        and not exists (
          select 1 from claims c
          where c.round_item_id = i.id and c.user_id = ${userId} and c.completed_at is null and c.released_at is null)
        and (select count(*) from judgments j where j.round_item_id = i.id and j.counted)
          + (select count(*) from claims c
             where c.round_item_id = i.id and c.completed_at is null and c.released_at is null
               and c.lease_expires_at > now()) < r.overlap`,
    orderBy: sql`(p.language = ${locale}) desc, r.number, i.position`,
  };
}
