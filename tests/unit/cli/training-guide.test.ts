import { readFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { renderTrainingGuide } from "@/cli/training-guide";
import { promptLineSchema } from "@/lib/contracts/prompt-line";
import { parsePreference } from "@/trainer/reward/parse-preference";

const FILE = path.resolve(import.meta.dirname, "../../../docs/training.md");
const guide = readFileSync(FILE, "utf8");

describe("docs/training.md", () => {
  it("has the contracts' fields as they are now; `npm run docs` writes them", async () => {
    const options = { ...(await resolveConfig(FILE)), parser: "markdown" };
    expect(guide).toBe(await format(renderTrainingGuide(guide), options));
    for (const field of ["loraRank", "gradientCheckpointing", "pairAccuracyHigh", "policyClipFraction"]) {
      expect(guide).toContain(`| \`${field}\``);
    }
  });

  it("shows data that can be read: five forms of preferences, two of prompts", () => {
    const lines = Array.from(guide.matchAll(/```text\n(.*)\n```/g), ([, line]) => line ?? "");
    const values = lines.map((line) => JSON.parse(line) as object);
    expect(values).toHaveLength(7);
    for (const value of values.slice(0, 5)) {
      expect(parsePreference(value).responses).toHaveLength(2);
    }
    for (const value of values.slice(5)) expect(promptLineSchema.safeParse(value).success).toBe(true);
  });
});
