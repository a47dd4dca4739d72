import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobs } from "@/drizzle/schema/jobs";
import { ROLLOUT_SAMPLES_FILE, type RolloutSample } from "@/lib/contracts/rollout-sample";
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

async function judgedProject(): Promise<string> {
  const projectId = await installation.addProject();
  await installation.addOpenRound(projectId, { items: 6, responses: 3 });
  const annotator = installation.callerOf(await installation.addAnnotator(projectId));
  for (;;) {
    const item = await annotator.annotate.claimNext({ projectId });
    if (!item) return projectId;
    await annotator.annotate.submit(completeJudgment(item));
  }
}

it("lets a judged dimension be renamed and moved, but not taken out of the rubric", async () => {
  const projectId = await judgedProject();
  const { rubric, guidelinesVersion } = await admin.project.get({ projectId });
  const [first, ...others] = rubric;
  if (!first) throw new Error("the rubric is empty");
  expect(await admin.project.dimensionScores({ projectId })).toMatchObject({ [first.key]: 18 });

  await expect(admin.project.update({ projectId, rubric: others })).rejects.toMatchObject({
    cause: { code: "CONFLICT", details: { dimension: first.key, scores: 18 } },
  });
  const renamed = [...others, { ...first, labelEn: "Truth" }];
  const after = await admin.project.update({ projectId, rubric: renamed });
  expect(after.rubric).toEqual(renamed);
  expect(after.guidelinesVersion).toBe(guidelinesVersion + 1);

  const unjudged = { ...first, key: "tone" };
  await admin.project.update({ projectId, rubric: [...renamed, unjudged] });
  expect((await admin.project.update({ projectId, rubric: renamed })).rubric).toEqual(renamed);
});

it("hands out a dataset's halves as they were hashed, to admins alone", async () => {
  const projectId = await judgedProject();
  const dataset = await admin.dataset.freeze({ projectId });
  const { db, dataDirectory } = installation;
  const read = async (split: "train" | "eval") => {
    const { file, bytes, name } = await openDatasetFile({
      db,
      actor: installation.admin,
      dataDirectory,
      datasetId: dataset.id,
      split,
    });
    const text = await file.readFile("utf8");
    await file.close();
    expect(Buffer.byteLength(text)).toBe(bytes);
    expect(name).toBe(`dataset-${dataset.number}-${split}.jsonl`);
    return text;
  };
  const content = `train\n${await read("train")}eval\n${await read("eval")}`;
  expect(createHash("sha256").update(content).digest("hex")).toBe(dataset.contentHash);

  const annotator = await installation.addAnnotator(projectId);
  await expect(
    openDatasetFile({ db, actor: annotator, dataDirectory, datasetId: dataset.id, split: "train" }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("reads the answers of a PPO run as it writes them: an iteration done again replaces itself, half a line waits", async () => {
  const projectId = await installation.addProject();
  const [job] = await installation.db
    .insert(jobs)
    .values({ projectId, kind: "train-policy", lane: "train", payload: {} })
    .returning({ id: jobs.id });
  if (!job) throw new Error("the job was not stored");
  expect(await admin.run.samples({ jobId: job.id })).toEqual([]);

  const sample = (step: number, text: string): RolloutSample => ({
    step,
    messages: [{ role: "user", content: "Why?" }],
    policy: { text, reward: 0.5 },
    reference: { text: "Because.", reward: null },
    kl: 0.1,
  });
  const directory = path.join(installation.dataDirectory, "runs", job.id);
  await mkdir(directory, { recursive: true });
  const lines = [sample(0, "a"), sample(1, "b"), sample(1, "c")].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(path.join(directory, ROLLOUT_SAMPLES_FILE), `${lines.join("")}{"step": 2, "mess`);
  expect(await admin.run.samples({ jobId: job.id })).toEqual([sample(0, "a"), sample(1, "c")]);
});

it("finds prompts by tag, and those that the policy is asked", async () => {
  const projectId = await installation.addProject();
  const prompt = (content: string, tags: string[], askPolicy = true) => ({
    messages: [{ role: "user" as const, content }],
    tags,
    askPolicy,
  });
  await admin.prompt.add({
    projectId,
    prompts: [prompt("one", ["math"]), prompt("two", ["math", "short"], false), prompt("three", [])],
  });
  const found = async (filter: { tag?: string; askPolicy?: boolean }) =>
    (await admin.prompt.list({ projectId, ...filter })).prompts.map((row) => row.messages[0]?.content).sort();
  expect(await found({ tag: "math" })).toEqual(["one", "two"]);
  expect(await found({ tag: "mat" })).toEqual([]);
  expect(await found({ askPolicy: true })).toEqual(["one", "three"]);
  expect(await found({ tag: "math", askPolicy: false })).toEqual(["two"]);
});
