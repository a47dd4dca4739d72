import { eq, or, sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { projects } from "@/drizzle/schema/projects";
import type { StageReporter } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import { claimNext } from "@/server/services/annotate/claim-next";
import { submitJudgment } from "@/server/services/annotate/submit-judgment";
import { ensureSimulatedAnnotators } from "@/server/services/simulation/ensure-simulated-annotators";
import { judgeByRule } from "@/server/services/simulation/judge-by-rule";
import type { JudgingRule } from "@/server/services/simulation/judging-rules";

export interface SimulateAnnotatorsOptions {
  db: Database;
  /** Id or name of the project, or "demo". */
  project: string;
  annotators: number;
  /** Judgments altogether; null: until no open item is left. */
  count: number | null;
  rule: JudgingRule;
  noise: number;
  seed: number;
  reporter: Pick<StageReporter, "progress">;
  signal: AbortSignal;
}

/**
 * Has programs judge open items through the same claims and submissions as people, one item each in turn. Every
 * judgment is marked as synthetic with its rule, and its author as a program.
 */
export async function simulateAnnotators({
  db,
  project,
  annotators,
  count,
  rule,
  noise,
  seed,
  reporter,
  signal,
}: SimulateAnnotatorsOptions) {
  const { id: projectId, name } = await findProject(db, project);
  const rng = Rng.fromSeed(seed);
  const team = (await ensureSimulatedAnnotators(db, { projectId, annotators })).map((actor) => ({
    actor,
    rng: rng.split(),
  }));
  const places = await countOpenPlaces(db, projectId, annotators);
  const total = count === null ? places : Math.min(count, places);
  let judgments = 0;
  let busy = team;
  while (busy.length > 0 && (count === null || judgments < count)) {
    const stillBusy: typeof team = [];
    for (const member of busy) {
      signal.throwIfAborted();
      if (count !== null && judgments >= count) break;
      const item = await claimNext({ db, actor: member.actor, projectId });
      if (!item) continue;
      const submission = judgeByRule({
        claimId: item.claim.id,
        prompt: item.item.messages.at(-1)?.content ?? "",
        responses: item.responses,
        rubric: item.rubric,
        rule,
        noise,
        rng: member.rng,
      });
      await submitJudgment({ db, actor: member.actor, ...submission, syntheticRule: rule.name });
      judgments += 1;
      stillBusy.push(member);
      reporter.progress({ phase: "judge", done: judgments, total, unit: "judgments" });
    }
    busy = stillBusy;
  }
  if (judgments === 0) {
    throw new AppError(
      "ROUND_NOT_OPEN",
      `project "${name}" has no open item for these annotators: open a round, or wait until it is sampled`,
    );
  }
  return { projectId, project: name, rule: rule.name, annotators, judgments, synthetic: true };
}

/** Judgments that so many people can give now. */
async function countOpenPlaces(db: Database, projectId: string, people: number): Promise<number> {
  const { rows } = await db.execute<{ places: number }>(sql`
    select coalesce(sum(least(${people}::int, r.overlap - (
      select count(*) from judgments j where j.round_item_id = i.id and j.counted))), 0)::int as places
    from round_items i join rounds r on r.id = i.round_id
    where r.project_id = ${projectId} and r.status = 'open' and i.status = 'ready'`);
  return rows[0]?.places ?? 0;
}

async function findProject(db: Database, given: string): Promise<{ id: string; name: string }> {
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(given);
  const found = await db
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(
      isId
        ? eq(projects.id, given)
        : or(
            eq(sql`lower(${projects.name})`, given.toLowerCase()),
            given.toLowerCase() === "demo" ? eq(projects.isDemo, true) : undefined,
          ),
    )
    .limit(2);
  const [project] = found;
  if (!project)
    throw new AppError("NOT_FOUND", `there is no project "${given}": give its name, its id, or demo`);
  if (found.length > 1) throw new AppError("CONFLICT", `several projects are called "${given}": give the id`);
  return project;
}
