import { sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import type { ModelVersionKind } from "@/drizzle/schema/model-versions";

export interface LineageVersion {
  id: string;
  kind: ModelVersionKind;
  number: number;
  name: string;
  source: string;
  createdAt: Date;
  parentVersionId: string | null;
  rewardVersionId: string | null;
  jobId: string | null;
  /** Steps from the version that was asked about. */
  depth: number;
  /** The dataset that it was fitted to, with the judgments in it. */
  dataset: {
    id: string;
    number: number;
    contentHash: string;
    judgments: number;
    syntheticJudgments: number;
    importedJudgments: number;
    annotators: number;
    rounds: number[];
  } | null;
}

/** A version and everything that it descends from, back to the judgments that shaped it; nearest first. */
export async function getLineage(db: DatabaseOrTransaction, versionId: string): Promise<LineageVersion[]> {
  const { rows } = await db.execute<{
    id: string;
    kind: ModelVersionKind;
    number: number;
    name: string;
    source: string;
    created_at: string;
    parent_version_id: string | null;
    reward_version_id: string | null;
    job_id: string | null;
    depth: number;
    dataset: LineageVersion["dataset"];
  }>(sql`
    with recursive ancestors as (
      select v.id, v.parent_version_id, v.reward_version_id, 0 as depth
      from model_versions v where v.id = ${versionId}
      union
      select v.id, v.parent_version_id, v.reward_version_id, a.depth + 1
      from ancestors a
      join model_versions v on v.id in (a.parent_version_id, a.reward_version_id)
      where a.depth < 200
    ), nearest as (select id, min(depth) as depth from ancestors group by id)
    select v.id, v.kind, v.number, v.name, v.source, v.created_at::text, v.parent_version_id, v.reward_version_id,
      v.job_id, n.depth,
      case when d.id is not null then json_build_object(
        'id', d.id, 'number', d.number, 'contentHash', d.content_hash,
        'judgments', (select count(*) from dataset_judgments m where m.dataset_id = d.id),
        'syntheticJudgments', d.synthetic_judgments,
        'importedJudgments', (
          select count(*) from dataset_judgments m join judgments j on j.id = m.judgment_id
          where m.dataset_id = d.id and j.imported_from is not null),
        'annotators', (
          select count(distinct j.user_id) from dataset_judgments m join judgments j on j.id = m.judgment_id
          where m.dataset_id = d.id),
        'rounds', (
          select coalesce(json_agg(distinct r.number), '[]') from dataset_judgments m
          join judgments j on j.id = m.judgment_id
          join round_items i on i.id = j.round_item_id
          join rounds r on r.id = i.round_id
          where m.dataset_id = d.id)
      ) end as dataset
    from nearest n
    join model_versions v on v.id = n.id
    left join datasets d on d.id = v.dataset_id
    order by n.depth, v.kind, v.number desc`);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    number: row.number,
    name: row.name,
    source: row.source,
    createdAt: new Date(row.created_at),
    parentVersionId: row.parent_version_id,
    rewardVersionId: row.reward_version_id,
    jobId: row.job_id,
    depth: row.depth,
    dataset: row.dataset,
  }));
}
