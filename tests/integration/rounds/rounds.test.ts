import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finishSampling, failItem } from "@/drizzle/rounds/finish-sampling";
import { loadSamplingWork } from "@/drizzle/rounds/load-sampling-work";
import { storeResponses } from "@/drizzle/rounds/store-responses";
import { jobs } from "@/drizzle/schema/jobs";
import { responses } from "@/drizzle/schema/responses";
import { openInstallation, type Caller, type Installation } from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
let projectId: string;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
  projectId = await installation.addProject();
  await installation.addPolicy(projectId);
});
afterAll(() => installation.close());

const completion = (text: string, seed: number) => ({
  text,
  tokenIds: [1, 2, 3],
  logprobs: [-0.5, -1.25, -0.125],
  finishReason: "stop" as const,
  seed,
});

describe("a sampled round", () => {
  it("has a job, takes each prompt's responses once, and opens when sampled", async () => {
    await admin.prompt.importText({ projectId, text: "first question\nsecond question\nthird question" });
    const { roundId, jobId, items } = await admin.round.create({
      projectId,
      k: 3,
      sampling: { temperature: 0.7, maxNewTokens: 32 },
    });
    expect(items).toBe(3);
    const [job] = await installation.db.select().from(jobs).where(eq(jobs.id, jobId));
    expect(job).toMatchObject({
      kind: "sample-round",
      lane: "light",
      payload: { roundId },
      status: "queued",
    });

    const work = await loadSamplingWork(installation.db, roundId);
    expect(work.round.sampling).toMatchObject({ temperature: 0.7, topP: 0.95, maxNewTokens: 32 });
    const [first, second, third] = work.pending.map((item) => item.roundItemId) as [string, string, string];
    const store = (roundItemId: string, texts: string[]) =>
      storeResponses(installation.db, {
        roundItemId,
        modelVersionId: work.modelVersionId,
        sampling: work.round.sampling,
        completions: texts.map(completion),
      });
    expect(await store(first, ["a", "b", " a\n"])).toEqual({ stored: 2, duplicates: 1 });
    expect(await store(first, ["a", "b", "c\0c"])).toEqual({ stored: 1, duplicates: 2 });
    await expect(admin.round.pause({ roundId })).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    // a killed job goes on where it stopped
    expect(
      (await loadSamplingWork(installation.db, roundId)).pending.map((item) => item.roundItemId),
    ).toEqual([second, third]);
    await store(second, ["x", "y", "z"]);
    const failure = { code: "INVALID_INPUT" as const, message: "the prompt is too long" };
    await failItem(installation.db, { roundItemId: third, failure });
    expect(await finishSampling(installation.db, roundId)).toEqual({ status: "open", ready: 2, failed: 1 });

    const page = await admin.round.items({ roundId });
    expect(page.items.map((item) => [item.status, item.failure, item.duplicatesDropped])).toEqual([
      ["ready", null, 3],
      ["ready", null, 0],
      ["failed", failure, 0],
    ]);
    expect(page.items[0]?.responses.map((response) => response.text)).toEqual(["a", "b", "cc"]);
    const [stored] = await installation.db
      .select()
      .from(responses)
      .where(and(eq(responses.roundItemId, first), eq(responses.text, "b")));
    expect(stored).toMatchObject({
      tokenIds: [1, 2, 3],
      logprobs: [-0.5, -1.25, -0.125],
      finishReason: "stop",
      seed: 1,
      modelVersionId: work.modelVersionId,
      sampling: work.round.sampling,
    });
    expect(await admin.round.get({ roundId })).toMatchObject({
      status: "open",
      items: { pending: 0, ready: 2, judged: 0, failed: 1 },
      judgments: { wanted: 2, counted: 0 },
      responses: { responses: 6, imported: 0 },
    });
  });

  it("takes imported responses beside sampled ones, until somebody judges the item", async () => {
    const { ids } = await admin.prompt.add({
      projectId,
      prompts: [{ messages: [{ role: "user", content: "beside" }] }],
    });
    const { roundId } = await admin.round.create({ projectId, promptIds: ids, k: 2 });
    const line = (response: string) => JSON.stringify({ prompt: "beside", responses: [response] });
    const [waiting] = (await loadSamplingWork(installation.db, roundId)).pending;
    expect(await admin.round.importResponses({ roundId, text: line("from elsewhere") })).toMatchObject({
      stored: 1,
      duplicates: 0,
    });
    // it still waits for its sampled ones
    expect((await loadSamplingWork(installation.db, roundId)).pending).toHaveLength(1);
    const work = await loadSamplingWork(installation.db, roundId);
    await storeResponses(installation.db, {
      roundItemId: waiting?.roundItemId ?? "",
      modelVersionId: work.modelVersionId,
      sampling: work.round.sampling,
      completions: ["from elsewhere", "sampled"].map(completion),
    });
    await finishSampling(installation.db, roundId);
    const page = await admin.round.items({ roundId });
    expect(page.items[0]?.responses.map((response) => [response.source, response.text])).toEqual([
      ["imported", "from elsewhere"],
      ["sampled", "sampled"],
    ]);
    const annotator = await installation.addAnnotator(projectId);
    const caller = installation.callerOf(annotator);
    let item = await caller.annotate.claimNext({ projectId });
    while (item && item.item.messages[0]?.content !== "beside") {
      await caller.annotate.skip({ claimId: item.claim.id, reason: "another" });
      item = await caller.annotate.claimNext({ projectId });
    }
    await expect(admin.round.importResponses({ roundId, text: line("too late") })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
  });

  it("is refused without a prompt or a policy, and says what is missing", async () => {
    const empty = await installation.addProject();
    await expect(admin.round.create({ projectId: empty })).rejects.toMatchObject({
      cause: { code: "NOT_ENOUGH_DATA" },
    });
  });
});

describe("importing", () => {
  it("names each bad line, changes nothing in a dry run, and keeps or refuses as asked", async () => {
    const project = await installation.addProject();
    const text = [
      '{"prompt":"good"}',
      "{not json",
      '{"messages":[{"role":"assistant","content":"no user turn"}]}',
      '{"input":"article","outputs":[{"response":"one","score":5},{"response":"two","score":3}]}',
      '{"prompt":"good"}',
    ].join("\n");
    const dry = await admin.prompt.importText({ projectId: project, text, dryRun: true });
    expect(dry).toMatchObject({
      format: "jsonl",
      found: 3,
      withResponses: 1,
      ignoredScores: 1,
      imported: false,
    });
    expect(dry.errors.map((error) => error.line)).toEqual([2, 3]);
    expect(dry.errors[1]?.message).toMatch(/last message of a prompt must be the user's/);
    expect((await admin.prompt.list({ projectId: project })).total).toBe(0);
    await expect(admin.prompt.importText({ projectId: project, text })).rejects.toMatchObject({
      cause: { code: "MALFORMED_FILE", details: { errors: 2, line: 2 } },
    });
    expect((await admin.prompt.list({ projectId: project })).total).toBe(0);
    const done = await admin.prompt.importText({ projectId: project, text, onError: "skip" });
    expect(done).toMatchObject({ added: 2, duplicates: 1, imported: true });
    const [round] = await admin.round.list({ projectId: project });
    expect(round).toMatchObject({ id: done.roundId, status: "draft", itemCount: 1, readyItems: 1 });
    expect(await admin.prompt.importText({ projectId: project, text: "good\nnew one" })).toMatchObject({
      format: "lines",
      added: 1,
      duplicates: 1,
    });
  });

  it("takes thousands of records at once, each prompt one item with the answers of all its records", async () => {
    const project = await installation.addProject();
    const record = (prompt: string, ...answers: string[]) => JSON.stringify({ prompt, responses: answers });
    const many = Array.from({ length: 2_500 }, (_, i) => record(`question ${i}`, "one", "two"));
    const first = await admin.round.importResponses({
      projectId: project,
      text: [...many, record("question 7", "two ", "three")].join("\n"),
    });
    expect(first).toMatchObject({ stored: 5_001, duplicates: 1 });
    const roundId = first.roundId ?? "";
    const again = await admin.round.importResponses({
      roundId,
      text: [record("question 7", "three", "four"), record("new", "a"), record("new", "a", "b")].join("\n"),
    });
    expect(again).toMatchObject({ stored: 3, duplicates: 2 });
    const round = await admin.round.get({ roundId });
    expect(round).toMatchObject({
      itemCount: 2_501,
      items: { ready: 2_501 },
      responses: { responses: 5_004 },
    });
    const { items } = await admin.round.items({ roundId, cursor: 2_498 });
    expect(items.map((item) => [item.position, item.messages[0]?.content])).toEqual([
      [2_499, "question 2499"],
      [2_500, "new"],
    ]);
  });

  it("pages through prompts and finds them by text, special characters too", async () => {
    const project = await installation.addProject();
    const text = Array.from({ length: 7 }, (_, i) => `question ${i}`).join("\n");
    await admin.prompt.importText({ projectId: project, text: `${text}\n100% "sure"?\n中文问题` });
    const first = await admin.prompt.list({ projectId: project, limit: 5 });
    const second = await admin.prompt.list({ projectId: project, limit: 5, cursor: first.nextCursor });
    expect([first.prompts.length, second.prompts.length, second.nextCursor]).toEqual([5, 4, null]);
    expect(new Set([...first.prompts, ...second.prompts].map((prompt) => prompt.id)).size).toBe(9);
    expect((await admin.prompt.list({ projectId: project, search: '% "SURE' })).total).toBe(1);
    expect((await admin.prompt.list({ projectId: project, search: "中文" })).prompts[0]?.language).toBe("zh");
    expect((await admin.prompt.list({ projectId: project, search: "_" })).total).toBe(0);
  });
});
