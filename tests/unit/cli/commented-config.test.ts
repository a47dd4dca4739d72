import { describe, expect, it } from "vitest";
import { commentedConfig, exampleConfig } from "@/cli/commented-config";
import { nearestName } from "@/cli/nearest-name";
import { parseCommentedJson } from "@/cli/parse-commented-json";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

describe.each([
  { command: "train-policy", schema: trainPolicyConfigSchema },
  { command: "train-reward-model", schema: trainRewardModelConfigSchema },
])("the configuration that $command prints", ({ schema }) => {
  const values = schema.parse(exampleConfig(schema));
  const text = commentedConfig(schema, values);

  it("names every field of the contract with its default, and is a configuration", () => {
    expect(schema.parse(parseCommentedJson(text))).toEqual(values);
    for (const name of Object.keys(schema.shape)) expect(text).toContain(`"${name}": `);
  });

  it("explains every field, within a line's width", () => {
    const lines = text.split("\n").slice(1, -2);
    lines.forEach((line, i) => {
      if (/^ {2}(\/\/ )?"/.test(line)) expect(lines[i - 1]).toMatch(/^ {2}\/\/ .*\)$/);
      expect(line.length).toBeLessThan(120);
    });
  });
});

it("shows small numbers as people write them", () => {
  const values = trainPolicyConfigSchema.parse(exampleConfig(trainPolicyConfigSchema));
  expect(commentedConfig(trainPolicyConfigSchema, values)).toContain('"learningRate": 5e-6,');
});

describe("a configuration with comments", () => {
  it("reads as JSON without them; texts keep their slashes", () => {
    const text = '\uFEFF{ // so\n  "a": "http://x/*y*/,}", /* and\n so */ "b": [1, 2,],\n}';
    expect(parseCommentedJson(text)).toEqual({ a: "http://x/*y*/,}", b: [1, 2] });
  });

  it("keeps its places in errors", () => {
    expect(() => parseCommentedJson('{ // "a": 1\n  b: 2 }')).toThrow(/position 14|line 2 column 3/);
  });
});

describe("the name that was probably meant", () => {
  const names = Object.keys(trainPolicyConfigSchema.shape);

  it.each([
    ["learningrate", "learningRate"],
    ["learning_rate", "learningRate"],
    ["iteration", "iterations"],
    ["klCoeficient", "klCoefficient"],
    ["batch-size", "batchSize"],
  ])("%s: %s", (wrong, meant) => {
    expect(nearestName(wrong, names)).toBe(meant);
  });

  it("is not guessed where none is like it", () => {
    expect(nearestName("dataset", names)).toBeUndefined();
  });
});
