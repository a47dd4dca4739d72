import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { policyReportSchema, type PolicyReport } from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const CLI = path.resolve(import.meta.dirname, "../../../cli/plaudit.mjs");
const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const ITERATIONS = 12;
const KILLS = 5;

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("policy"), seed: 1 });
  await makeTinyModel({ architecture: "llama", directory: place("reward"), seed: 2, head: "reward" });
  const prompts = Array.from({ length: 10 }, (_, i) => JSON.stringify({ prompt: `Question ${i}?` }));
  writeFileSync(place("prompts.jsonl"), prompts.join("\n"));
});

/** Runs the command in a process of its own; `watch` sees every line of its log and may kill it. */
function train(out: string, watch: (line: string, kill: () => void) => void = () => undefined) {
  const config = {
    ...{ policy: "policy", rewardModel: "reward", prompts: "prompts.jsonl", out, iterations: ITERATIONS },
    ...{ batchSize: 4, minibatches: 2, ppoEpochs: 2, maxNewTokens: 8, learningRate: 1e-3, klHorizon: 20 },
    ...{ normalizationSamples: 8, seed: 11 },
  };
  writeFileSync(place(`${out}.json`), JSON.stringify(config));
  const child = spawn(process.execPath, [CLI, "train-policy", "--config", `${out}.json`, "--json"], {
    cwd: root,
  });
  const kill = () => void child.kill("SIGKILL");
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) =>
    chunk
      .toString()
      .split("\n")
      .forEach((line) => watch(line, kill)),
  );
  return new Promise<PolicyReport | undefined>((resolve) => {
    child.on("close", () =>
      resolve(output.trim() === "" ? undefined : policyReportSchema.parse(JSON.parse(output))),
    );
  });
}

function weightsHash(out: string): string {
  const bytes = readFileSync(path.join(place(out), "model.safetensors"));
  return createHash("sha256").update(bytes).digest("hex");
}

const withoutSeconds = (report: PolicyReport | undefined) =>
  report && { ...report, iterations: report.iterations.map((iteration) => ({ ...iteration, seconds: 0 })) };

it("killed with SIGKILL at any moment, again and again, a run ends with the bits of an unbroken one", async () => {
  const unbroken = await train("unbroken");
  const rng = Rng.fromSeed(20);
  let report: PolicyReport | undefined;
  let kills = 0;
  while (report === undefined) {
    // sometime after the first, second or third iteration that this process does: in rollout, update or checkpoint
    let lives = 1 + rng.integer(3);
    const delay = rng.integer(250);
    report = await train("broken", (line, kill) => {
      if (kills >= KILLS || !/iteration \d+ of/.test(line) || --lives !== 0) return;
      kills++;
      void sleep(delay).then(kill);
    });
    expect(existsSync(place("broken"))).toBe(report !== undefined);
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  expect(withoutSeconds(report)).toEqual(withoutSeconds(unbroken));
  expect(weightsHash("broken")).toBe(weightsHash("unbroken"));
}, 180_000);
