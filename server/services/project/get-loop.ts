import { and, count, countDistinct, desc, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { datasetJudgments } from "@/drizzle/schema/dataset-judgments";
import { datasets } from "@/drizzle/schema/datasets";
import { jobs } from "@/drizzle/schema/jobs";
import { judgments } from "@/drizzle/schema/judgments";
import { deployments, modelVersions } from "@/drizzle/schema/model-versions";
import { prompts } from "@/drizzle/schema/prompts";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import type { JobKind } from "@/lib/contracts/job";
import { MINIMUM_JUDGED_PROMPTS } from "@/server/services/dataset/minimum-data";

export const LOOP_STEPS = ["collect", "freeze", "reward", "ppo", "deploy"] as const;
export type LoopStep = (typeof LOOP_STEPS)[number];

/** The one thing to do next; a page shows it as its main button. */
export type LoopAction =
  | { kind: "importPolicy" }
  | { kind: "addPrompts" }
  | { kind: "createRound" }
  | { kind: "openRound"; roundId: string }
  | { kind: "annotate"; roundId: string }
  | { kind: "watchRun"; jobId: string; jobKind: JobKind }
  | { kind: "freezeDataset" }
  | { kind: "trainRewardModel"; datasetId: string }
  | { kind: "runPpo"; rewardVersionId: string }
  | { kind: "deploy"; versionId: string };

export interface Loop {
  step: LoopStep;
  action: LoopAction;
  counts: {
    prompts: number;
    rounds: number;
    /** Judgments that count, of all time. */
    judgments: number;
    syntheticJudgments: number;
    /** Judgments that no dataset holds yet, and the prompts that they are of. */
    unfrozenJudgments: number;
    unfrozenPrompts: number;
    /** Prompts with judgments that a dataset needs at least. */
    promptsNeeded: number;
    datasets: number;
    rewardVersions: number;
    policyVersions: number;
    deployments: number;
  };
}

/** Where a project stands between its judgments and its next deployment, read from what exists. */
export async function getLoop(db: DatabaseOrTransaction, projectId: string): Promise<Loop> {
  const counts = await countAll(db, projectId);
  const at = (step: LoopStep, action: LoopAction): Loop => ({ step, action, counts });

  const [active] = await db
    .select({ id: jobs.id, kind: jobs.kind })
    .from(jobs)
    .where(and(eq(jobs.projectId, projectId), inArray(jobs.status, ["queued", "running"])))
    .orderBy(desc(jobs.sequence))
    .limit(1);
  if (active) {
    return at(stepOf(active.kind), { kind: "watchRun", jobId: active.id, jobKind: active.kind });
  }
  if (counts.policyVersions === 0) return at("collect", { kind: "importPolicy" });

  // the newest dataset leads to its reward model, that to its policy, that to its deployment
  const [dataset] = await db
    .select({ id: datasets.id })
    .from(datasets)
    .where(eq(datasets.projectId, projectId))
    .orderBy(desc(datasets.number))
    .limit(1);
  if (dataset) {
    const reward = await latestVersion(db, eq(modelVersions.datasetId, dataset.id));
    if (!reward) return at("reward", { kind: "trainRewardModel", datasetId: dataset.id });
    const policy = await latestVersion(db, eq(modelVersions.rewardVersionId, reward.id));
    if (!policy) return at("ppo", { kind: "runPpo", rewardVersionId: reward.id });
    const [deployed] = await db
      .select({ id: deployments.id })
      .from(deployments)
      .where(eq(deployments.modelVersionId, policy.id))
      .limit(1);
    if (!deployed) return at("deploy", { kind: "deploy", versionId: policy.id });
  }
  return nextCollection(db, projectId, counts, at);
}

async function nextCollection(
  db: DatabaseOrTransaction,
  projectId: string,
  counts: Loop["counts"],
  at: (step: LoopStep, action: LoopAction) => Loop,
): Promise<Loop> {
  const waiting = await db
    .select({ id: rounds.id, status: rounds.status, ready: count(roundItems.id) })
    .from(rounds)
    .innerJoin(roundItems, and(eq(roundItems.roundId, rounds.id), eq(roundItems.status, "ready")))
    .where(
      and(eq(rounds.projectId, projectId), inArray(rounds.status, ["draft", "sampling", "open", "paused"])),
    )
    .groupBy(rounds.id)
    .orderBy(desc(rounds.number));
  const open = waiting.find((round) => round.status === "open");
  if (open) return at("collect", { kind: "annotate", roundId: open.id });
  // what the deployed policy answers is worth more than more judgments of its predecessor
  const createRound: LoopAction = counts.prompts > 0 ? { kind: "createRound" } : { kind: "addPrompts" };
  if (!(await deployedPolicyWasAsked(db, projectId))) return at("collect", createRound);
  if (counts.unfrozenPrompts >= MINIMUM_JUDGED_PROMPTS) return at("freeze", { kind: "freezeDataset" });
  const held = waiting[0];
  if (held) return at("collect", { kind: "openRound", roundId: held.id });
  return at("collect", createRound);
}

async function deployedPolicyWasAsked(db: DatabaseOrTransaction, projectId: string): Promise<boolean> {
  const [deployed] = await db
    .select({ versionId: deployments.modelVersionId })
    .from(deployments)
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(1);
  if (!deployed) return false;
  return (await db.$count(rounds, eq(rounds.policyVersionId, deployed.versionId))) > 0;
}

function stepOf(kind: JobKind): LoopStep {
  if (kind === "train-reward-model") return "reward";
  return kind === "train-policy" ? "ppo" : "collect";
}

async function latestVersion(db: DatabaseOrTransaction, condition: ReturnType<typeof eq>) {
  const [version] = await db
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .where(condition)
    .orderBy(desc(modelVersions.number))
    .limit(1);
  return version;
}

async function countAll(db: DatabaseOrTransaction, projectId: string): Promise<Loop["counts"]> {
  const counted = and(eq(judgments.projectId, projectId), eq(judgments.counted, true));
  const unfrozen = notExists(
    db
      .select({ one: sql`1` })
      .from(datasetJudgments)
      .where(eq(datasetJudgments.judgmentId, judgments.id)),
  );
  const [all] = await db
    .select({
      judgments: count(),
      syntheticJudgments: count(sql`case when ${judgments.synthetic} then 1 end`),
    })
    .from(judgments)
    .where(counted);
  const [fresh] = await db
    .select({ judgments: count(), prompts: countDistinct(roundItems.promptId) })
    .from(judgments)
    .innerJoin(roundItems, eq(roundItems.id, judgments.roundItemId))
    .where(and(counted, unfrozen));
  const versionsOf = (kind: "policy" | "reward") =>
    db.$count(modelVersions, and(eq(modelVersions.projectId, projectId), eq(modelVersions.kind, kind)));
  return {
    prompts: await db.$count(prompts, and(eq(prompts.projectId, projectId), isNull(prompts.archivedAt))),
    rounds: await db.$count(rounds, eq(rounds.projectId, projectId)),
    judgments: all?.judgments ?? 0,
    syntheticJudgments: all?.syntheticJudgments ?? 0,
    unfrozenJudgments: fresh?.judgments ?? 0,
    unfrozenPrompts: fresh?.prompts ?? 0,
    promptsNeeded: MINIMUM_JUDGED_PROMPTS,
    datasets: await db.$count(datasets, eq(datasets.projectId, projectId)),
    rewardVersions: await versionsOf("reward"),
    policyVersions: await versionsOf("policy"),
    deployments: await db.$count(deployments, eq(deployments.projectId, projectId)),
  };
}
