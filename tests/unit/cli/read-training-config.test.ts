import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { collect, readTrainingConfig } from "@/cli/read-training-config";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

const file = path.join(mkdtempSync(path.join(tmpdir(), "plaudit-config-")), "config.json");
const paths = { base: "m", trainData: "t.jsonl", evalData: "e.jsonl", out: "o" };

function write(config: object): string {
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe("a training configuration", () => {
  it("fills in the article's defaults: AdamW at 5e-5, batches of 8, 3 epochs, decay .01", async () => {
    expect(await readTrainingConfig(trainRewardModelConfigSchema, { config: write(paths) })).toMatchObject({
      ...paths,
      learningRate: 5e-5,
      batchSize: 8,
      epochs: 3,
      weightDecay: 0.01,
      precision: "float32",
    });
  });

  it("takes single settings over the file's: numbers, switches and texts", async () => {
    const config = write({ policy: "p", rewardModel: "r", prompts: "q", out: "o", iterations: 5 });
    const set = ["iterations=2", "adaptiveKl=false", "out=elsewhere", "learningRate=3e-6"];
    expect(await readTrainingConfig(trainPolicyConfigSchema, { config, set })).toMatchObject({
      iterations: 2,
      adaptiveKl: false,
      out: "elsewhere",
      learningRate: 3e-6,
      policy: "p",
    });
  });

  it("works without a file", async () => {
    const set = Object.entries(paths).map(([key, value]) => `${key}=${value}`);
    expect(await readTrainingConfig(trainRewardModelConfigSchema, { set })).toMatchObject(paths);
  });

  it.each([
    [{ ...paths, learningrate: 1 }, [], /no field "learningrate": did you mean "learningRate"\?/],
    [{ ...paths, dataset: 1 }, ["epochs=0"], /no field "dataset": --print-config[^]*at epochs/],
    [{ ...paths, epochs: 0 }, [], /epochs/],
    [{ trainData: "t", evalData: "e", out: "o" }, [], /base/],
    [paths, ["epoch=3"], /epoch/],
    [paths, ["epochs"], /KEY=VALUE/],
  ])("%j with %j fails and names what is wrong", async (config, set, message) => {
    const read = readTrainingConfig(trainRewardModelConfigSchema, { config: write(config), set });
    await expect(read).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(message) as string,
    });
  });
});

it("a repeatable option gathers its values in order", () => {
  expect(collect("b", collect("a"))).toEqual(["a", "b"]);
});
