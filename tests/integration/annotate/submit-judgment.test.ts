import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import { submitJudgment } from "@/server/services/annotate/submit-judgment";
import {
  completeJudgment,
  openInstallation,
  type Caller,
  type ClaimedItem,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

async function claimOne(): Promise<{ caller: Caller; item: ClaimedItem; userId: string }> {
  const projectId = await installation.addProject();
  await installation.addOpenRound(projectId, { items: 2 });
  const annotator = await installation.addAnnotator(projectId);
  const caller = installation.callerOf(annotator);
  const item = await caller.annotate.claimNext({ projectId });
  if (!item) throw new Error("no item");
  return { caller, item, userId: annotator.id };
}

describe("submitting a judgment", () => {
  it("stores it once, however often and at once it is sent", async () => {
    const { caller, item, userId } = await claimOne();
    const submission = completeJudgment(item, { comment: "fine" });
    const sent = await Promise.all(Array.from({ length: 8 }, () => caller.annotate.submit(submission)));
    expect(new Set(sent.map((answer) => answer.judgmentId)).size).toBe(1);
    expect(sent.filter((answer) => !answer.repeated)).toHaveLength(1);
    const rows = await installation.db.select().from(judgments).where(eq(judgments.userId, userId));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ranking: submission.ranking,
      comment: "fine",
      activeSeconds: 12.5,
      counted: true,
      synthetic: false,
      displayOrder: item.responses.map((response) => response.id),
    });
    const scores = await installation.db
      .select()
      .from(judgmentScores)
      .where(eq(judgmentScores.judgmentId, rows[0]?.id ?? ""));
    expect(scores).toHaveLength(3 * 4);
  });

  it("refuses a second judgment of one claim under another key", async () => {
    const { caller, item } = await claimOne();
    await caller.annotate.submit(completeJudgment(item));
    await expect(caller.annotate.submit(completeJudgment(item))).rejects.toMatchObject({
      cause: { code: "JUDGMENT_ALREADY_SUBMITTED" },
    });
  });

  it("refuses what is not complete or not of the item, and says what", async () => {
    const { caller, item } = await claimOne();
    const whole = completeJudgment(item);
    const [a, b, c] = item.responses.map((response) => response.id) as [string, string, string];
    const stranger = randomUUID();
    const cases: [Partial<JudgmentSubmission>, RegExp][] = [
      [{ scores: whole.scores.slice(1) }, /response A lacks a score on accuracy/],
      [{ scores: [...whole.scores, ...whole.scores.slice(0, 1)] }, /two scores on accuracy/],
      [
        { scores: [...whole.scores, { responseId: stranger, dimension: "accuracy", value: 3 }] },
        /not of this item/,
      ],
      [
        { scores: [...whole.scores, { responseId: a, dimension: "charm", value: 3 }] },
        /no dimension "charm"/,
      ],
      [{ ranking: [[a], [b]] }, /response C is not ranked/],
      [{ ranking: [[a], [b], [c, a]] }, /response A is ranked twice/],
      [{ ranking: [[a], [b], [c], [stranger]] }, /ranking names a response that is not of this item/],
    ];
    for (const [changes, message] of cases) {
      await expect(caller.annotate.submit({ ...whole, ...changes })).rejects.toThrow(message);
    }
    await expect(
      caller.annotate.submit({
        ...whole,
        scores: whole.scores.map((score) => ({ ...score, value: 6 })),
      }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    // ties are fine, and the claim is still there
    expect(await caller.annotate.submit({ ...whole, ranking: [[a, b], [c]] })).toMatchObject({
      counted: true,
    });
  });

  it("checks and stamps it with the rubric and guidelines that were shown, whatever the project says since", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 2 });
    const annotator = installation.callerOf(await installation.addAnnotator(projectId));
    const admin = installation.callerOf(installation.admin);
    const before = await annotator.annotate.claimNext({ projectId });
    if (!before) throw new Error("no item");
    const [first, ...others] = before.rubric;
    if (!first) throw new Error("no rubric");
    const changed = [...others, { ...first, key: "charm" }];
    await admin.project.update({ projectId, rubric: changed, guidelines: "Charm first." });

    const again = await annotator.annotate.claimNext({ projectId });
    expect(again).toMatchObject({
      claim: { id: before.claim.id },
      rubric: before.rubric,
      guidelines: before.guidelines,
      guidelinesVersion: 1,
    });
    const { judgmentId } = await annotator.annotate.submit(completeJudgment(before));
    const [row] = await installation.db.select().from(judgments).where(eq(judgments.id, judgmentId));
    expect(row?.guidelinesVersion).toBe(1);

    const next = await annotator.annotate.claimNext({ projectId });
    expect(next).toMatchObject({ rubric: changed, guidelines: "Charm first.", guidelinesVersion: 2 });
  });

  it("refuses other people's claims and other projects' members", async () => {
    const { item } = await claimOne();
    const otherProject = await installation.addProject();
    const stranger = installation.callerOf(await installation.addAnnotator(otherProject));
    await expect(stranger.annotate.submit(completeJudgment(item))).rejects.toMatchObject({
      cause: { code: "LEASE_NOT_YOURS" },
    });
  });

  it("marks a program's judgment by its rule, and takes none from a person under a rule", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const robot = await installation.addAnnotator(projectId, { isSynthetic: true });
    const item = await installation.callerOf(robot).annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    await expect(installation.callerOf(robot).annotate.submit(completeJudgment(item))).rejects.toMatchObject({
      cause: { code: "FORBIDDEN" },
    });
    const { judgmentId } = await submitJudgment({
      db: installation.db,
      actor: robot,
      ...completeJudgment(item),
      syntheticRule: "shorter",
    });
    const [row] = await installation.db.select().from(judgments).where(eq(judgments.id, judgmentId));
    expect(row).toMatchObject({ synthetic: true, syntheticRule: "shorter" });

    const person = await claimOne();
    await expect(
      submitJudgment({
        db: installation.db,
        actor: { ...robot, id: person.userId, role: "annotator" },
        ...completeJudgment(person.item),
        syntheticRule: "shorter",
      }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
