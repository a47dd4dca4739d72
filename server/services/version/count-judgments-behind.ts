import { sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";

/** How many judgments shaped something, and how many of them programs gave. */
export interface JudgmentShare {
  judgments: number;
  synthetic: number;
}

export interface Descendant {
  key: string;
  /** Versions that it is, or was made from; their ancestors are followed. */
  versionIds: readonly (string | null | undefined)[];
  /** Datasets that it was made from directly. */
  datasetIds?: readonly (string | null | undefined)[];
}

/** For each descendant the judgments in all datasets along its lineage; a judgment in several of them counts once. */
export async function countJudgmentsBehind(
  db: DatabaseOrTransaction,
  descendants: readonly Descendant[],
): Promise<(key: string) => JudgmentShare> {
  const versions = descendants.flatMap(({ key, versionIds }) => pairs(key, versionIds));
  const datasets = descendants.flatMap(({ key, datasetIds = [] }) => pairs(key, datasetIds));
  const { rows } = await db.execute<{ key: string; judgments: number; synthetic: number }>(sql`
    with recursive ancestors as (
      select r.key, v.id, v.parent_version_id, v.reward_version_id, v.dataset_id
      from json_to_recordset(${JSON.stringify(versions)}::json) as r(key text, id uuid)
      join model_versions v on v.id = r.id
      union
      select a.key, v.id, v.parent_version_id, v.reward_version_id, v.dataset_id
      from ancestors a
      join model_versions v on v.id in (a.parent_version_id, a.reward_version_id)
    ), used as (
      select key, dataset_id from ancestors where dataset_id is not null
      union
      select r.key, r.id from json_to_recordset(${JSON.stringify(datasets)}::json) as r(key text, id uuid)
    )
    select u.key, count(distinct j.id)::int as judgments,
      count(distinct j.id) filter (where j.synthetic)::int as synthetic
    from used u
    join dataset_judgments m on m.dataset_id = u.dataset_id
    join judgments j on j.id = m.judgment_id
    group by u.key`);
  const shares = new Map(rows.map(({ key, judgments, synthetic }) => [key, { judgments, synthetic }]));
  return (key) => shares.get(key) ?? { judgments: 0, synthetic: 0 };
}

function pairs(key: string, ids: readonly (string | null | undefined)[]): { key: string; id: string }[] {
  return ids.flatMap((id) => (id === null || id === undefined ? [] : [{ key, id }]));
}
