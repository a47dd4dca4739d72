import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claims } from "@/drizzle/schema/claims";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import { revealIds } from "@/server/services/annotate/blind-ids";
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

/** One item, claimed a minute ago. */
async function claimOne(): Promise<{ caller: Caller; item: ClaimedItem; userId: string }> {
  const projectId = await installation.addProject();
  await installation.addOpenRound(projectId, { items: 2 });
  const annotator = await installation.addAnnotator(projectId);
  const caller = installation.callerOf(annotator);
  const item = await caller.annotate.claimNext({ projectId });
  if (!item) throw new Error("no item");
  await installation.db
    .update(claims)
    .set({ claimedAt: sql`now() - interval '1 minute'` })
    .where(eq(claims.id, item.claim.id));
  return { caller, item, userId: annotator.id };
}

/** The stored ids of what the page knew by others. */
async function revealed({ claim: { id } }: ClaimedItem, submission: JudgmentSubmission) {
  const [claim] = await installation.db.select().from(claims).where(eq(claims.id, id));
  if (!claim) throw new Error("no claim");
  return { ...revealIds(submission, claim), displayOrder: claim.displayOrder };
}

async function storedOf(userId: string) {
  return installation.db.select().from(judgments).where(eq(judgments.userId, userId));
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
      ranking: (await revealed(item, submission)).ranking,
      comment: "fine",
      activeSeconds: 12.5,
      counted: true,
      synthetic: false,
      displayOrder: (await revealed(item, submission)).displayOrder,
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

  it("says that the earlier one counts where the same key or claim comes with another body", async () => {
    const { caller, item, userId } = await claimOne();
    const earlier = completeJudgment(item, { comment: "first" });
    await caller.annotate.submit(earlier);
    const changes: Partial<JudgmentSubmission>[] = [
      { comment: "second" },
      { ranking: earlier.ranking.toReversed() },
      { scores: earlier.scores.map((score) => ({ ...score, value: 1 })) },
      { scores: earlier.scores.map((score) => ({ ...score, reason: "because" })) },
    ];
    for (const change of changes) {
      for (const idempotencyKey of [earlier.idempotencyKey, randomUUID()]) {
        await expect(caller.annotate.submit({ ...earlier, ...change, idempotencyKey })).rejects.toMatchObject(
          { cause: { code: "JUDGMENT_ALREADY_SUBMITTED", details: { reason: "earlierCounts" } } },
        );
      }
    }
    // the order of scores and the clock don't make another judgment
    expect(
      await caller.annotate.submit({
        ...earlier,
        scores: earlier.scores.toReversed(),
        activeSeconds: 50,
        shownAt: new Date(0).toISOString(),
      }),
    ).toMatchObject({ repeated: true });
    await expect(caller.annotate.submit({ ...earlier, idempotencyKey: randomUUID() })).rejects.toMatchObject({
      cause: { code: "JUDGMENT_ALREADY_SUBMITTED", details: {} },
    });
    expect(await storedOf(userId)).toMatchObject([
      { comment: "first", ranking: (await revealed(item, earlier)).ranking },
    ]);
  });

  it("keeps the times within what can have been", async () => {
    for (const shownAt of ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"]) {
      const { caller, item, userId } = await claimOne();
      await caller.annotate.submit(completeJudgment(item, { shownAt, activeSeconds: 86_400 }));
      const [row] = await storedOf(userId);
      const [claim] = await installation.db.select().from(claims).where(eq(claims.id, item.claim.id));
      if (!row || !claim) throw new Error("nothing stored");
      expect(row.shownAt.getTime()).toBeGreaterThanOrEqual(claim.claimedAt.getTime());
      expect(row.shownAt.getTime()).toBeLessThanOrEqual(row.submittedAt.getTime());
      expect(row.activeSeconds).toBeGreaterThan(59);
      expect(row.activeSeconds).toBeLessThan(120);
    }
  });

  it("refuses rankings without end", async () => {
    const { caller, item } = await claimOne();
    const ranking = [Array.from({ length: 65 }, () => randomUUID())];
    const whole = completeJudgment(item, { ranking });
    await expect(caller.annotate.submit(whole)).rejects.toThrow("<=64 items");
    const draft = { scores: [], ranking, activeSeconds: 0 };
    await expect(caller.annotate.saveDraft({ claimId: item.claim.id, draft })).rejects.toThrow("<=64 items");
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
