import { and, desc, eq, inArray, lt } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { users } from "@/drizzle/schema/users";
import { jobKindSchema } from "@/lib/contracts/job";
import { requireProjectAdmin } from "@/server/services/access";
import { pageDirection } from "@/server/services/page-direction";
import type { ServiceContext } from "@/server/services/service-context";
import { countJudgmentsBehind } from "@/server/services/version/count-judgments-behind";

export const listRunsInput = z.strictObject({
  projectId: z.uuid(),
  kinds: z.array(jobKindSchema).min(1).optional(),
  /** `nextCursor` of the page before. */
  cursor: z.int().nullish(),
  direction: pageDirection,
  limit: z.int().min(1).max(100).default(50),
});

/** Newest first. */
export async function listRuns({
  db,
  actor,
  projectId,
  kinds,
  cursor,
  limit,
}: ServiceContext & z.infer<typeof listRunsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const rows = await db
    .select({
      id: jobs.id,
      sequence: jobs.sequence,
      kind: jobs.kind,
      status: jobs.status,
      attempt: jobs.attempt,
      progress: jobs.progress,
      error: jobs.error,
      inputs: jobs.inputs,
      result: jobs.result,
      cancelRequestedAt: jobs.cancelRequestedAt,
      createdAt: jobs.createdAt,
      startedAt: jobs.startedAt,
      finishedAt: jobs.finishedAt,
      createdByName: users.name,
      versionId: modelVersions.id,
      versionKind: modelVersions.kind,
      versionNumber: modelVersions.number,
      versionName: modelVersions.name,
    })
    .from(jobs)
    .leftJoin(users, eq(users.id, jobs.createdBy))
    .leftJoin(modelVersions, eq(modelVersions.jobId, jobs.id))
    .where(
      and(
        eq(jobs.projectId, projectId),
        kinds === undefined ? undefined : inArray(jobs.kind, kinds),
        typeof cursor === "number" ? lt(jobs.sequence, cursor) : undefined,
      ),
    )
    .orderBy(desc(jobs.sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const judgmentsBehind = await countJudgmentsBehind(
    db,
    page.map(({ id, inputs }) => ({
      key: id,
      versionIds: [inputs.baseVersionId, inputs.policyVersionId, inputs.rewardVersionId],
      datasetIds: [inputs.datasetId],
    })),
  );
  const runs = page.map((run) => ({ ...run, judgmentsBehind: judgmentsBehind(run.id) }));
  return { runs, nextCursor: rows.length > limit ? (page.at(-1)?.sequence ?? null) : null };
}
