import { createHash } from "node:crypto";
import { chmod, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finishSampling } from "@/drizzle/rounds/finish-sampling";
import { loadSamplingWork } from "@/drizzle/rounds/load-sampling-work";
import { storeResponses } from "@/drizzle/rounds/store-responses";
import { seedDemo } from "@/drizzle/seed/seed-demo";
import { preferenceRecordSchema, type PreferenceRecord } from "@/lib/contracts/preference-data";
import { openDatasetFile } from "@/server/services/dataset/open-dataset-file";
import {
  completeJudgment,
  openInstallation,
  type Caller,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
});
afterAll(() => installation.close());

async function judgeAll(projectId: string): Promise<void> {
  const caller = installation.callerOf(await installation.addAnnotator(projectId));
  for (let item = await caller.annotate.claimNext({ projectId }); item;) {
    await caller.annotate.submit(completeJudgment(item));
    item = await caller.annotate.claimNext({ projectId });
  }
}

async function readSplit(
  datasetPath: string,
  split: string,
): Promise<{ text: string; records: PreferenceRecord[] }> {
  const text = await readFile(path.join(installation.dataDirectory, datasetPath, `${split}.jsonl`), "utf8");
  const records = text
    .trimEnd()
    .split("\n")
    .map((line) => preferenceRecordSchema.parse(JSON.parse(line)));
  return { text, records };
}

describe("freezing a dataset", () => {
  it("gives the same hash and row again, another hash under another seed, and hashes what it wrote", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 10, overlap: 2 });
    await judgeAll(projectId);
    await judgeAll(projectId);
    const first = await admin.dataset.freeze({ projectId, seed: 7 });
    const again = await admin.dataset.freeze({ projectId, seed: 7 });
    expect(again).toEqual(first);
    const other = await admin.dataset.freeze({ projectId, seed: 8 });
    expect(other.contentHash).not.toBe(first.contentHash);
    expect(other.number).toBe(2);

    const train = await readSplit(first.path, "train");
    const held = await readSplit(first.path, "eval");
    expect(createHash("sha256").update(`train\n${train.text}eval\n${held.text}`).digest("hex")).toBe(
      first.contentHash,
    );
    expect(first).toMatchObject({
      trainRecords: 16,
      evalRecords: 4,
      trainPrompts: 8,
      evalPrompts: 2,
      trainPairs: 16 * 3,
      evalPairs: 4 * 3,
      syntheticJudgments: 0,
    });
    const trainKeys = new Set(train.records.map((record) => record.promptKey));
    expect(held.records.some((record) => trainKeys.has(record.promptKey))).toBe(false);
    // shown order A, B, C was ranked A > B > C with 5, 4 and 3 on every dimension
    for (const { ranking, responses } of [...train.records, ...held.records]) {
      const inOrder = (ranking ?? []).flat().map((i) => responses[i]?.score);
      expect(inOrder).toEqual([5, 4, 3]);
    }
  });

  it("writes files that nobody can write to, notices when they are altered, and restores them", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 10 });
    await judgeAll(projectId);
    const dataset = await admin.dataset.freeze({ projectId });
    const directory = path.join(installation.dataDirectory, dataset.path);
    const splits = ["train", "eval"] as const;
    const open = (split: (typeof splits)[number]) =>
      openDatasetFile({
        db: installation.db,
        actor: installation.admin,
        dataDirectory: installation.dataDirectory,
        datasetId: dataset.id,
        split,
      });
    for (const split of splits) {
      const file = path.join(directory, `${split}.jsonl`);
      expect((await stat(file)).mode & 0o777).toBe(0o444);
      const text = await readFile(file, "utf8");
      await chmod(file, 0o644);
      await writeFile(file, text.replace("answer x", "answer y"));
      expect(await admin.dataset.get({ datasetId: dataset.id })).toMatchObject({
        files: "altered",
        examples: null,
      });
      // whichever half was altered, neither is given away
      for (const half of splits) {
        await expect(open(half)).rejects.toMatchObject({
          code: "MALFORMED_FILE",
          details: { reason: "datasetAltered", path: dataset.path },
        });
      }
      expect(await admin.dataset.freeze({ projectId })).toEqual(dataset);
      expect(await readFile(file, "utf8")).toBe(text);
      expect((await stat(file)).mode & 0o777).toBe(0o444);
      const opened = await open(split);
      expect(await opened.file.readFile("utf8")).toBe(text);
      await opened.file.close();
    }
    await rm(path.join(directory, "eval.jsonl"), { force: true });
    await expect(open("train")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await admin.dataset.freeze({ projectId });
    expect(await admin.dataset.get({ datasetId: dataset.id })).toMatchObject({ files: "intact" });
    expect(await readdir(path.dirname(directory))).not.toContainEqual(expect.stringContaining("."));
  });

  it("says how much is there and how much is needed", async () => {
    const projectId = await installation.addProject();
    await expect(admin.dataset.freeze({ projectId })).rejects.toMatchObject({
      cause: { code: "DATASET_EMPTY" },
    });
    await installation.addOpenRound(projectId, { items: 3 });
    await judgeAll(projectId);
    expect(await admin.dataset.preview({ projectId })).toMatchObject({
      rankedPrompts: 3,
      promptsNeeded: 4,
      split: null,
    });
    await expect(admin.dataset.freeze({ projectId })).rejects.toMatchObject({
      cause: { code: "NOT_ENOUGH_DATA", details: { prompts: 3, needed: 4 } },
    });
  });

  it("takes the article's scores and rankings as the article gives them", async () => {
    const { projectId } = await seedDemo(installation.db, null);
    await seedDemo(installation.db, null);
    await judgeAll(projectId);
    const dataset = await admin.dataset.freeze({ projectId });
    const records = [
      ...(await readSplit(dataset.path, "train")).records,
      ...(await readSplit(dataset.path, "eval")).records,
    ];
    const mars = records.find((record) => record.messages[0]?.content.startsWith("火星"));
    expect(mars?.responses.map((response) => response.score)).toEqual([5, 2.5, 4]);
    expect(mars?.ranking).toEqual([[0], [2], [1]]);
    expect(mars?.synthetic).toBe(false);
    const trip = records.find((record) => record.messages[0]?.content.startsWith("我觉得"));
    expect(trip?.responses.map((response) => [response.text, response.score])).toEqual([
      ["情感:负面", 5],
      ["情感:正面", 1],
      ["情感:中性", 2],
    ]);
    const { annotators, examples, rounds } = await admin.dataset.get({ datasetId: dataset.id });
    expect(annotators.find((annotator) => annotator.importedFrom === "article")?.judgments).toBe(3);
    expect(rounds).toMatchObject([{ number: 1, judgments: 11, prompts: 11 }]);
    expect(examples).toHaveLength(5);
  });

  it("keeps sampled responses as the tokens that were drawn, with the hash of their tokenizer", async () => {
    const projectId = await installation.addProject();
    const { tokenizerHash } = await installation.addPolicy(projectId);
    const text = Array.from({ length: 4 }, (_, i) => `question ${i}`).join("\n");
    await admin.prompt.importText({ projectId, text });
    const { roundId } = await admin.round.create({ projectId, k: 2 });
    const work = await loadSamplingWork(installation.db, roundId);
    for (const { roundItemId } of work.pending) {
      await storeResponses(installation.db, {
        roundItemId,
        modelVersionId: work.modelVersionId,
        sampling: work.round.sampling,
        completions: [11, 12].map((token) => ({
          text: `answer ${token}`,
          tokenIds: [token, 2],
          logprobs: [-1, -0.5],
          finishReason: "stop" as const,
          seed: token,
        })),
      });
    }
    await finishSampling(installation.db, roundId);
    const beside = JSON.stringify({ prompt: "question 0", responses: ["from elsewhere"] });
    await admin.round.importResponses({ roundId, text: beside });
    await judgeAll(projectId);

    const dataset = await admin.dataset.freeze({ projectId });
    const records = [
      ...(await readSplit(dataset.path, "train")).records,
      ...(await readSplit(dataset.path, "eval")).records,
    ];
    const drawn = (token: number) =>
      expect.objectContaining({ text: `answer ${token}`, tokenIds: [token, 2], tokenizerHash });
    expect(records).toHaveLength(4);
    for (const { messages, responses } of records) {
      expect(responses.slice(0, 2)).toEqual([drawn(11), drawn(12)]);
      const imported = responses[2];
      expect(imported?.text).toBe(messages[0]?.content === "question 0" ? "from elsewhere" : undefined);
      expect(imported?.tokenIds).toBeUndefined();
    }
  });

  it("keeps all judgments of one prompt in one split, under every seed", async () => {
    const projectId = await installation.addProject();
    await installation.addOpenRound(projectId, { items: 6, overlap: 3 });
    for (let i = 0; i < 3; i++) await judgeAll(projectId);
    for (let seed = 0; seed < 5; seed++) {
      const dataset = await admin.dataset.freeze({ projectId, seed, evalShare: 0.5 });
      expect(dataset).toMatchObject({ trainRecords: 9, evalRecords: 9, trainPrompts: 3, evalPrompts: 3 });
    }
  });
});
