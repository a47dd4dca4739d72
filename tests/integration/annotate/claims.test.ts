import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claims } from "@/drizzle/schema/claims";
import { judgments } from "@/drizzle/schema/judgments";
import { responses } from "@/drizzle/schema/responses";
import { roundItems } from "@/drizzle/schema/rounds";
import {
  completeJudgment,
  openInstallation,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

/** The lease of a claim ran out a minute ago. */
async function lapse(claimId: string): Promise<void> {
  await installation.db
    .update(claims)
    .set({ leaseExpiresAt: sql`now() - interval '1 minute'` })
    .where(eq(claims.id, claimId));
}

describe("claims", () => {
  it("20 annotators at once give each of 15 items exactly two judgments by different people", async () => {
    const projectId = await installation.addProject();
    const roundId = await installation.addOpenRound(projectId, { items: 15, overlap: 2 });
    const annotators = await Promise.all(
      Array.from({ length: 20 }, () => installation.addAnnotator(projectId)),
    );
    await Promise.all(
      annotators.map(async (annotator) => {
        const caller = installation.callerOf(annotator);
        for (let item = await caller.annotate.claimNext({ projectId }); item;) {
          await caller.annotate.submit(completeJudgment(item));
          item = await caller.annotate.claimNext({ projectId });
        }
      }),
    );
    const rows = await installation.db
      .select({
        itemId: roundItems.id,
        status: roundItems.status,
        judgments: sql<number>`count(${judgments.id})::int`,
        people: sql<number>`count(distinct ${judgments.userId})::int`,
        surplus: sql<number>`count(*) filter (where not ${judgments.counted})::int`,
      })
      .from(roundItems)
      .leftJoin(judgments, eq(judgments.roundItemId, roundItems.id))
      .where(eq(roundItems.roundId, roundId))
      .groupBy(roundItems.id);
    expect(rows).toHaveLength(15);
    for (const row of rows) {
      expect(row).toMatchObject({ status: "judged", judgments: 2, people: 2, surplus: 0 });
    }
  });

  it("20 people who only claim hold 2 places an item and no more", async () => {
    const projectId = await installation.addProject();
    const roundId = await installation.addOpenRound(projectId, { items: 5, overlap: 2 });
    const annotators = await Promise.all(
      Array.from({ length: 20 }, () => installation.addAnnotator(projectId)),
    );
    const given = await Promise.all(
      annotators.map((annotator) => installation.callerOf(annotator).annotate.claimNext({ projectId })),
    );
    expect(given.filter(Boolean)).toHaveLength(10);
    const { rows } = await installation.db.execute<{ claims: number }>(
      sql`select count(*)::int as claims from claims c join round_items i on i.id = c.round_item_id
          where i.round_id = ${roundId} group by i.id`,
    );
    expect(rows.map((row) => row.claims)).toEqual([2, 2, 2, 2, 2]);
  });

  it("two tabs of one person get one item, with its draft and its order", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 4 });
    const caller = installation.callerOf(await installation.addAnnotator(projectId));
    const [first, second] = await Promise.all([
      caller.annotate.claimNext({ projectId }),
      caller.annotate.claimNext({ projectId }),
    ]);
    expect(second?.claim.id).toBe(first?.claim.id);
    const id = first?.responses[0]?.id ?? "";
    const draft = { scores: [], ranking: [[id]], activeSeconds: 3, comment: "so far" };
    await caller.annotate.saveDraft({ claimId: first?.claim.id ?? "", draft });
    const third = await caller.annotate.claimNext({ projectId });
    expect(third?.responses).toEqual(first?.responses);
    expect(third?.draft).toMatchObject(draft);
    expect(await caller.annotate.queue({ projectId })).toMatchObject({ available: 3, atHand: 1, judged: 0 });
  });

  it("tells nothing of who wrote a response", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const caller = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await caller.annotate.claimNext({ projectId });
    for (const response of item?.responses ?? []) {
      expect(Object.keys(response).sort()).toEqual(["id", "label", "text"]);
    }
    expect(item?.responses.map((response) => response.label)).toEqual(["A", "B", "C"]);
    // the database's ids are in the order of their rows: none of them is told
    const stored = await installation.db.select({ id: responses.id }).from(responses);
    for (const { id } of stored) expect(JSON.stringify(item)).not.toContain(id);
    if (!item) throw new Error("no item");
    await caller.annotate.submit(completeJudgment(item));
    const { judgments: mine } = await caller.annotate.history({ projectId });
    for (const { id } of stored) expect(JSON.stringify(mine)).not.toContain(id);
    // both speak of the same texts
    const textOf = new Map(mine[0]?.responses.map((response) => [response.id, response.text]));
    expect(mine[0]?.ranking.map(([id = ""]) => textOf.get(id))).toEqual(
      item.responses.map((response) => response.text),
    );
    expect(mine[0]?.scores.every((score) => textOf.has(score.responseId))).toBe(true);
    expect(JSON.stringify(item)).not.toMatch(/sourceLabel|modelVersion|policy_?version/i);
  });

  it("a lapsed lease frees the place, and the late judgment is kept as surplus", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const slow = installation.callerOf(await installation.addAnnotator(projectId));
    const quick = installation.callerOf(await installation.addAnnotator(projectId));
    const atSlow = await slow.annotate.claimNext({ projectId });
    expect(await quick.annotate.claimNext({ projectId })).toBeNull();
    await lapse(atSlow?.claim.id ?? "");
    const atQuick = await quick.annotate.claimNext({ projectId });
    expect(atQuick?.item.id).toBe(atSlow?.item.id);
    await expect(slow.annotate.heartbeat({ claimId: atSlow?.claim.id ?? "" })).rejects.toMatchObject({
      cause: { code: "LEASE_NOT_YOURS" },
    });
    if (!atSlow || !atQuick) throw new Error("no item");
    expect(await quick.annotate.submit(completeJudgment(atQuick))).toMatchObject({ counted: true });
    expect(await slow.annotate.submit(completeJudgment(atSlow))).toMatchObject({ counted: false });
    expect(await slow.annotate.claimNext({ projectId })).toBeNull();
  });

  it("a late judgment counts while nobody else has taken the place", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const caller = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await caller.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    await lapse(item.claim.id);
    expect(await caller.annotate.submit(completeJudgment(item))).toMatchObject({ counted: true });
  });

  it("a heartbeat extends a lapsed lease whose place is free", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const caller = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await caller.annotate.claimNext({ projectId });
    await lapse(item?.claim.id ?? "");
    const { leaseExpiresAt } = await caller.annotate.heartbeat({ claimId: item?.claim.id ?? "" });
    expect(leaseExpiresAt.getTime() - Date.now()).toBeGreaterThan(500_000);
  });

  it("an admin sees who has an item at hand and frees it; what was drafted can still be submitted", async () => {
    const projectId = await installation.addProject();
    const roundId = await installation.addOpenRound(projectId, { items: 1 });
    const admin = installation.callerOf(installation.admin);
    const idle = installation.callerOf(await installation.addAnnotator(projectId));
    const other = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await idle.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    expect(await other.annotate.claimNext({ projectId })).toBeNull();
    const claimId = item.claim.id;
    const listed = async () =>
      (await admin.round.items({ roundId })).items[0]?.claims.map((claim) => claim.id);
    expect(await listed()).toEqual([claimId]);
    await admin.round.releaseClaim({ claimId });
    expect(await listed()).toEqual([]);
    await expect(idle.annotate.heartbeat({ claimId })).rejects.toMatchObject({
      cause: { code: "LEASE_NOT_YOURS", details: { reason: "leaseTaken" } },
    });
    expect((await other.annotate.claimNext({ projectId }))?.item.id).toBe(item.item.id);
    expect(await idle.annotate.submit(completeJudgment(item))).toMatchObject({ counted: false });
  });

  it("a skipped item goes to others and does not come back", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const first = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await first.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    await first.annotate.skip({ claimId: item.claim.id, reason: "I don't know the subject" });
    await first.annotate.skip({ claimId: item.claim.id, reason: "again" });
    expect(await first.annotate.claimNext({ projectId })).toBeNull();
    await expect(first.annotate.submit(completeJudgment(item))).rejects.toMatchObject({
      cause: { code: "LEASE_NOT_YOURS" },
    });
    const second = installation.callerOf(await installation.addAnnotator(projectId));
    expect((await second.annotate.claimNext({ projectId }))?.item.id).toBe(item.item.id);
  });

  it("a skip can be taken back by whoever skipped, until others have taken the item's places", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 1 });
    const first = installation.callerOf(await installation.addAnnotator(projectId));
    const second = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await first.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    const { claim } = item;
    await first.annotate.skip({ claimId: claim.id, reason: "unclear" });
    await expect(second.annotate.takeBackSkip({ claimId: claim.id })).rejects.toMatchObject({
      cause: { code: "LEASE_NOT_YOURS" },
    });
    await first.annotate.takeBackSkip({ claimId: claim.id });
    await first.annotate.takeBackSkip({ claimId: claim.id });
    expect((await first.annotate.claimNext({ projectId }))?.claim.id).toBe(claim.id);
    expect(await second.annotate.claimNext({ projectId })).toBeNull();

    await first.annotate.skip({ claimId: claim.id, reason: "unclear" });
    const atSecond = await second.annotate.claimNext({ projectId });
    if (!atSecond) throw new Error("no item");
    await expect(first.annotate.takeBackSkip({ claimId: claim.id })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
    await second.annotate.submit(completeJudgment(atSecond));
    await expect(first.annotate.takeBackSkip({ claimId: claim.id })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
  });

  it("an admin sees who skipped what and why, and can give the item back, on record", async () => {
    const projectId = await installation.addProject();
    const roundId = await installation.addOpenRound(projectId, { items: 2 });
    const annotator = await installation.addAnnotator(projectId);
    const caller = installation.callerOf(annotator);
    const admin = installation.callerOf(installation.admin);
    const item = await caller.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    await caller.annotate.skip({ claimId: item.claim.id, reason: "language" });

    expect((await admin.round.get({ roundId })).skipped).toEqual({ items: 1, skips: 1 });
    const { items } = await admin.round.items({ roundId, skipped: true });
    expect(items).toMatchObject([
      {
        id: item.item.id,
        skips: [{ annotatorId: annotator.id, annotatorName: annotator.name, reason: "language" }],
      },
    ]);
    expect((await admin.round.items({ roundId })).items).toHaveLength(2);

    const gift = { roundItemId: item.item.id, userId: annotator.id };
    await expect(caller.round.returnItem(gift)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await admin.round.returnItem(gift);
    await admin.round.returnItem(gift);
    expect((await admin.round.get({ roundId })).skipped).toEqual({ items: 0, skips: 0 });
    expect((await caller.annotate.claimNext({ projectId }))?.item.id).toBe(item.item.id);
    const { entries } = await admin.audit.list({ projectId });
    const returned = entries.filter((entry) => entry.action === "round.returnItem");
    expect(returned).toMatchObject([{ subjectId: item.item.id, details: { reason: "language" } }]);
  });

  it("items in the annotator's language come first", async () => {
    const projectId = await installation.addProject();
    await installation.callerOf(installation.admin).round.importResponses({
      projectId,
      text: [
        JSON.stringify({ prompt: "What is rain?", responses: ["Water.", "Snow."] }),
        JSON.stringify({ prompt: "什么是雨?", responses: ["水。", "雪。"] }),
      ].join("\n"),
    });
    const [round] = await installation.callerOf(installation.admin).round.list({ projectId });
    await installation.callerOf(installation.admin).round.open({ roundId: round?.id ?? "" });
    const reader = await installation.addAnnotator(projectId, { locale: "zh" });
    const item = await installation.callerOf(reader).annotate.claimNext({ projectId });
    expect(item?.item.language).toBe("zh");
  });

  it("a paused round serves nobody, but takes the judgment at hand", async () => {
    const projectId = await installation.addProject();
    const roundId = await installation.addOpenRound(projectId, { items: 2 });
    const caller = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await caller.annotate.claimNext({ projectId });
    if (!item) throw new Error("no item");
    await installation.callerOf(installation.admin).round.pause({ roundId });
    expect(await caller.annotate.submit(completeJudgment(item))).toMatchObject({ counted: true });
    expect(await caller.annotate.claimNext({ projectId })).toBeNull();
  });
});
