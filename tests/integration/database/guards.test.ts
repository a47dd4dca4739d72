import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  completeJudgment,
  openInstallation,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
let projectId: string;
beforeAll(async () => {
  installation = await openInstallation();
  projectId = await installation.addProject();
  await installation.addPolicy(projectId);
  await installation.addOpenRound(projectId, { items: 8 });
  const caller = installation.callerOf(await installation.addAnnotator(projectId));
  for (let i = 0; i < 6; i++) {
    const item = await caller.annotate.claimNext({ projectId });
    if (item) await caller.annotate.submit(completeJudgment(item));
  }
  await installation.callerOf(installation.admin).dataset.freeze({ projectId });
});
afterAll(() => installation.close());

async function refusal(statement: ReturnType<typeof sql>): Promise<string> {
  try {
    await installation.db.execute(statement);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    return cause instanceof Error ? cause.message : String(error);
  }
  return "done";
}

describe("the database refuses", () => {
  it.each([
    ["judgments", "comment = 'changed'"],
    ["judgment_scores", "value = 1"],
    ["datasets", "path = 'elsewhere'"],
    ["dataset_judgments", "split = 'eval'"],
    ["model_versions", "name = 'changed'"],
    ["deployments", "reason = 'deploy'"],
    ["audit_log", "action = 'nothing'"],
    ["guideline_versions", "guidelines = 'changed'"],
  ])("to change or remove rows of %s", async (table, assignment) => {
    const name = sql.raw(table);
    const [count] = (await installation.db.execute<{ n: number }>(sql`select count(*)::int n from ${name}`))
      .rows;
    expect(count?.n).toBeGreaterThan(0);
    const immutable = /rows of \w+ are immutable/;
    expect(await refusal(sql`update ${name} set ${sql.raw(assignment)}`)).toMatch(immutable);
    expect(await refusal(sql`delete from ${name}`)).toMatch(immutable);
    expect(await refusal(sql`truncate ${name} cascade`)).toMatch(immutable);
  });

  it("to rewrite a response", async () => {
    expect(await refusal(sql`update responses set text = 'other'`)).toMatch(/immutable/);
  });

  it("a score outside 1 … 5 and a score for a response of another item", async () => {
    const insertScore = (value: number, ofItem: "same" | "other") => sql`
      insert into judgment_scores (judgment_id, round_item_id, response_id, dimension, value)
      select j.id, j.round_item_id, r.id, ${randomUUID()}, ${value}::smallint
      from judgments j join responses r on (r.round_item_id = j.round_item_id) = ${ofItem === "same"} limit 1`;
    expect(await refusal(insertScore(6, "same"))).toMatch(/judgment_scores_value/);
    expect(await refusal(insertScore(0, "same"))).toMatch(/judgment_scores_value/);
    expect(await refusal(insertScore(3, "other"))).toMatch(/judgment_scores_response_of_item/);
    expect(await refusal(insertScore(3, "same"))).toBe("done");
  });

  it("a second active claim of one person on one item, and a second judgment of theirs that counts", async () => {
    const claim = sql`
      insert into claims (project_id, round_item_id, user_id, display_order, guidelines_version, lease_expires_at)
      select project_id, id, ${installation.admin.id}, '{}', 1, now() + interval '1 minute'
      from round_items where status = 'ready' order by id limit 1`;
    expect(await refusal(claim)).toBe("done");
    expect(await refusal(claim)).toMatch(/claims_one_active/);
    expect(
      await refusal(sql`
        insert into judgments (project_id, round_item_id, user_id, idempotency_key, ranking, display_order,
          active_seconds, shown_at, guidelines_version, counted, imported_from)
        select project_id, round_item_id, user_id, ${randomUUID()}, ranking, display_order, 1, now(), 1, true, 'x'
        from judgments limit 1`),
    ).toMatch(/judgments_one_counted/);
  });

  it("a link between two projects", async () => {
    const other = await installation.addProject();
    expect(
      await refusal(sql`
        insert into deployments (project_id, model_version_id, reason)
        select ${other}::uuid, id, 'deploy' from model_versions where project_id = ${projectId}::uuid`),
    ).toMatch(/deployments_version/);
    expect(
      await refusal(sql`
        insert into round_items (project_id, round_id, prompt_id, position)
        select ${other}::uuid, round_id, prompt_id, 99 from round_items limit 1`),
    ).toMatch(/round_items_/);
  });

  it("two training runs at once, and a run that has ended without a time", async () => {
    const start = sql`insert into jobs (kind, lane, payload, status) values ('train-policy', 'train', '{}', 'running')`;
    expect(await refusal(start)).toBe("done");
    expect(await refusal(start)).toMatch(/jobs_one_training/);
    expect(
      await refusal(
        sql`insert into jobs (kind, lane, payload, status) values ('import-model', 'light', '{}', 'done')`,
      ),
    ).toMatch(/jobs_finished_at/);
  });
});
