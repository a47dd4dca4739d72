import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const CLI = path.resolve(import.meta.dirname, "../../../cli/plaudit.mjs");
const directory = mkdtempSync(path.join(tmpdir(), "plaudit-commands-"));

/** Runs a command in the test's directory. */
function plaudit(
  ...args: string[]
): Promise<{ code: number; json: Record<string, unknown>; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args, "--json"],
      { cwd: directory, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const code = error ? Number((error as { code?: unknown }).code) : 0;
        resolve({ code, json: JSON.parse(stdout) as Record<string, unknown>, stderr });
      },
    );
  });
}

function write(name: string, lines: readonly object[]): void {
  writeFileSync(path.join(directory, name), lines.map((line) => JSON.stringify(line)).join("\n"));
}

beforeAll(async () => {
  await makeTinyModel({
    architecture: "gpt2",
    directory: path.join(directory, "gpt2"),
    seed: 6,
    chatTemplate: false,
  });
  // the three formats of the contract in one file
  write("train.jsonl", [
    {
      input: "火星与地球相比有何不同?",
      outputs: [
        { response: "火星的重力比地球低", score: 5 },
        { response: "火星是一个有红色表面的星球", score: 3 },
        { response: "火星比地球小", score: 4 },
      ],
    },
    { prompt: "2 + 2?", chosen: "4", rejected: "5" },
    { chosen: "\n\nHuman: Hi\n\nAssistant: Hello!", rejected: "\n\nHuman: Hi\n\nAssistant: No." },
  ]);
  write("eval.jsonl", [{ prompt: "3 + 3?", chosen: "6", rejected: "7" }]);
  write("prompts.jsonl", [{ prompt: "2 + 2?" }, { messages: [{ role: "user", content: "Hi" }] }]);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the training commands", () => {
  it("fit a reward model, then improve a policy against it, with relative paths and the contract's fields", async () => {
    const reward = { base: "gpt2", trainData: "train.jsonl", evalData: "eval.jsonl", out: "reward" };
    writeFileSync(
      path.join(directory, "reward.json"),
      JSON.stringify({
        ...reward,
        epochs: 1,
        learningRate: 1e-3,
        batchSize: 4,
        maxLength: 64,
        precision: "float32",
        seed: 1,
      }),
    );
    const fitted = await plaudit("train-reward-model", "--config", "reward.json");
    expect(fitted).toMatchObject({ code: 0, json: { evalPairs: 1, mse: null, template: "article" } });
    for (const field of ["pairAccuracy", "pairAccuracyLow", "pairAccuracyHigh", "examplesPerSecond"]) {
      expect(fitted.json[field]).toBeTypeOf("number");
    }

    const policy = { policy: "gpt2", rewardModel: "reward", prompts: "prompts.jsonl", out: "improved" };
    const sizes = { iterations: 2, batchSize: 2, ppoEpochs: 2, maxNewTokens: 6, normalizationSamples: 4 };
    writeFileSync(
      path.join(directory, "policy.json"),
      JSON.stringify({
        ...policy,
        ...sizes,
        learningRate: 1e-4,
        klCoefficient: 0.1,
        precision: "float32",
        seed: 1,
      }),
    );
    const improved = await plaudit("train-policy", "--config", "policy.json");
    expect(improved.code).toBe(0);
    const iterations = improved.json.iterations as Record<string, unknown>[];
    expect(iterations).toHaveLength(2);
    for (const field of [
      "objectiveKl",
      "objectiveScores",
      "policyApproxKl",
      "policyClipFraction",
      "valRatio",
      "seconds",
    ]) {
      expect(iterations[1]?.[field]).toBeTypeOf("number");
    }
    expect(existsSync(path.join(directory, "improved/onnx/model.onnx"))).toBe(true);
    expect(existsSync(path.join(directory, "improved/samples.jsonl"))).toBe(true);
    expect(existsSync(path.join(directory, "improved.run"))).toBe(false);

    const again = await plaudit("train-policy", "--config", "policy.json");
    expect(again).toMatchObject({ code: 1, json: { error: { code: "CONFLICT" } } });
  });

  it("print a complete configuration, with comments for people and without for programs", async () => {
    const given = ["train-policy", "--print-config", "--set", "iterations=3"];
    const { code, json } = await plaudit(...given);
    expect(code).toBe(0);
    expect(json).toMatchObject({ policy: "models/policy", iterations: 3, klCoefficient: 0.1 });
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...given], { cwd: directory });
    expect(stdout).toMatch(/\/\/ .+\n {2}"klCoefficient": 0\.1,\n/);
  });

  it("run as docs/training.md shows it, from the import to an answer of the improved policy", async () => {
    const place = path.join(directory, "guide");
    mkdirSync(path.join(place, "bin"), { recursive: true });
    // the commands are this checkout's, and the tiny model stands in for the one that would be downloaded
    const npx = `#!/bin/sh\nshift\nif [ "$1" = import-model ]; then cp -r ../gpt2 "$4"; else exec "${process.execPath}" "${CLI}" "$@"; fi\n`;
    writeFileSync(path.join(place, "bin/npx"), npx, { mode: 0o755 });
    const guide = readFileSync(path.resolve(import.meta.dirname, "../../../docs/training.md"), "utf8");
    const script = Array.from(guide.matchAll(/```sh\n([^]*?)```/g), ([, text]) => text ?? "").find((text) =>
      text.includes("import-model"),
    );
    const { stdout } = await promisify(execFile)("bash", ["-e", "-c", script ?? "exit 9"], {
      cwd: place,
      env: { ...process.env, PATH: `${path.join(place, "bin")}:${process.env.PATH}` },
    });
    expect(stdout).toMatch(/pairAccuracy/);
    expect(stdout).toMatch(/objectiveKl/);
    expect(existsSync(path.join(place, "improved/onnx/model.onnx"))).toBe(true);
  });
});
