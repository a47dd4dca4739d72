import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { completionSchema } from "@/lib/contracts/sampling";
import { removeTinyModelsAfterwards, tinyModel } from "@/tests/numerics/inference/tiny-model";

const root = removeTinyModelsAfterwards();
const PROJECT = path.resolve(import.meta.dirname, "../../..");

const samplesSchema = z.object({
  samples: z.array(z.object({ completions: z.array(completionSchema) })),
});
const logprobsSchema = z.strictObject({
  results: z.array(
    z.strictObject({
      promptTokenIds: z.array(z.int()),
      tokenIds: z.array(z.int()),
      logprobs: z.array(z.number()),
      lastTopLogits: z.array(z.strictObject({ id: z.int(), logit: z.number() })).length(10),
    }),
  ),
});

let model: string;

function plaudit(...args: string[]): { json: unknown; status: number | null; stderr: string } {
  const child = spawnSync(process.execPath, ["cli/plaudit.mjs", ...args, "--json"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  return { json: JSON.parse(child.stdout), status: child.status, stderr: child.stderr };
}

function jsonLines(name: string, lines: unknown[]): string {
  const file = path.join(root, name);
  writeFileSync(
    file,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return file;
}

function sample(...more: string[]) {
  const prompts = jsonLines("prompts.jsonl", [
    { prompt: "Tell me about rain.", tag: "ignored" },
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
      ],
    },
  ]);
  const common = ["sample", "--model", model, "--prompts", prompts, "--max-new-tokens", "12"];
  return plaudit(...common, "--temperature", "1", "--top-p", "1", ...more);
}

beforeAll(async () => {
  model = await tinyModel("llama");
});

describe("plaudit sample", () => {
  it("gives n completions a prompt, in the prompts' order, the same from the same seed", () => {
    const out = path.join(root, "samples.json");
    const { json, status, stderr } = sample("--n", "3", "--seed", "7", "--out", out);
    expect(status).toBe(0);
    const { samples } = samplesSchema.parse(json);
    expect(samples.map(({ completions }) => completions.length)).toEqual([3, 3]);
    for (const { tokenIds, logprobs } of samples.flatMap(({ completions }) => completions)) {
      expect(logprobs).toHaveLength(tokenIds.length);
      expect(tokenIds.length).toBeLessThanOrEqual(12);
      expect(Math.max(...logprobs)).toBeLessThanOrEqual(0);
    }
    const texts = samples.flatMap(({ completions }) => completions.map(({ text }) => text));
    expect(new Set(texts).size).toBe(6);
    expect(stderr).toMatch(/tokens/);
    expect(samplesSchema.parse(JSON.parse(readFileSync(out, "utf8")))).toEqual({ samples });
    expect(samplesSchema.parse(sample("--n", "3", "--seed", "7").json)).toEqual({ samples });
  });

  it("names a wrong line, a wrong option and a model that is none", () => {
    const broken = jsonLines("broken.jsonl", ['{"prompt": "fine"}', "", '{"prompt": 3}']);
    const named = plaudit("sample", "--model", model, "--prompts", broken);
    expect(named.status).toBe(1);
    expect(named.json).toMatchObject({
      error: { code: "INVALID_INPUT", message: expect.stringMatching(/broken\.jsonl, line 3/) as string },
    });
    expect(sample("--top-p", "0").json).toMatchObject({ error: { code: "INVALID_INPUT" } });
    expect(plaudit("sample", "--model", root, "--prompts", broken).json).toHaveProperty("error");
  });
});

describe("plaudit logprobs", () => {
  it("tells each completion token's log-probability and the ten highest logits after the prompt", () => {
    const texts = jsonLines("texts.jsonl", [
      { prompt: "Tell me about rain.", completion: "It falls." },
      { messages: [{ role: "user", content: "Hello" }], completion: "" },
    ]);
    const { json, status } = plaudit("logprobs", "--model", model, "--texts", texts, "--engine", "onnx");
    expect(status).toBe(0);
    const { results } = logprobsSchema.parse(json);
    expect(results).toHaveLength(2);
    expect(results[0]?.tokenIds.length).toBeGreaterThan(0);
    expect(results[0]?.logprobs).toHaveLength(results[0]?.tokenIds.length ?? -1);
    expect(results[1]).toMatchObject({ tokenIds: [], logprobs: [] });
    for (const { lastTopLogits } of results) {
      const logits = lastTopLogits.map(({ logit }) => logit);
      expect(logits).toEqual([...logits].sort((a, b) => b - a));
    }
  });
});
