import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { prompts } from "@/drizzle/schema/prompts";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { enqueueJob } from "@/server/services/run/enqueue-job";
import type { ServiceContext } from "@/server/services/service-context";
import { findPolicy, findVersion } from "@/server/services/version/find-version";

export const launchPolicyInput = z.strictObject({
  projectId: z.uuid(),
  rewardVersionId: z.uuid(),
  /** The policy to improve. Default: the deployed one. */
  policyVersionId: z.uuid().optional(),
  /** Default: every prompt that is not archived and that the policy is to answer. */
  promptIds: z.array(z.uuid()).min(1).max(50_000).optional(),
  /** Of the version that comes out. */
  name: z.string().trim().min(1).max(120).optional(),
  /** Hyperparameters; paths are the server's business. */
  config: trainPolicyConfigSchema
    .omit({ policy: true, rewardModel: true, prompts: true, out: true })
    .optional(),
});

/** Queues a PPO run. The prompts of this moment are written beside it, so that a retry trains on the same. */
export async function launchPolicy({
  db,
  actor,
  dataDirectory,
  projectId,
  rewardVersionId,
  policyVersionId,
  promptIds,
  name,
  config,
}: ServiceContext & { dataDirectory: string } & z.infer<typeof launchPolicyInput>): Promise<{
  jobId: string;
}> {
  await requireProjectAdmin(db, actor, projectId);
  const reward = await findVersion(db, { projectId, versionId: rewardVersionId, kind: "reward" });
  const policy = await findPolicy(db, { projectId, versionId: policyVersionId });
  const chosen = await db
    .select({ messages: prompts.messages })
    .from(prompts)
    .where(
      and(
        eq(prompts.projectId, projectId),
        isNull(prompts.archivedAt),
        promptIds === undefined ? eq(prompts.askPolicy, true) : inArray(prompts.id, promptIds),
      ),
    )
    .orderBy(asc(prompts.createdAt), asc(prompts.id));
  if (chosen.length === 0) {
    throw new AppError(
      "NOT_ENOUGH_DATA",
      "there is no prompt to practise on: add prompts to the project first",
      {
        details: { reason: "noPrompts" },
      },
    );
  }

  const jobId = randomUUID();
  const workDirectory = `runs/${jobId}`;
  await mkdir(path.join(dataDirectory, workDirectory), { recursive: true });
  await writeFile(
    path.join(dataDirectory, workDirectory, "prompts.jsonl"),
    chosen.map(({ messages }) => `${JSON.stringify({ messages })}\n`).join(""),
  );
  const payload = trainPolicyConfigSchema.parse({
    ...config,
    policy: `models/${policy.directory}`,
    rewardModel: `models/${reward.directory}`,
    prompts: `${workDirectory}/prompts.jsonl`,
    out: `models/policy-${jobId}`,
  });
  return db.transaction(async (tx) => {
    await enqueueJob(tx, {
      id: jobId,
      projectId,
      kind: "train-policy",
      payload,
      inputs: { policyVersionId: policy.id, rewardVersionId: reward.id, versionName: name },
      actorId: actor.id,
    });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "run.launchPolicy",
      subjectId: jobId,
      details: { policy: policy.number, reward: reward.number, prompts: chosen.length },
    });
    return { jobId };
  });
}
