import { describe, expect, it } from "vitest";
import en from "@/app/i18n/messages/en/runs.json";
import zh from "@/app/i18n/messages/zh/runs.json";
import {
  POLICY_HYPERPARAMETERS,
  REWARD_HYPERPARAMETERS,
  checkHyperparameters,
  textsOf,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

const FORMS = [
  {
    name: "reward model",
    fields: REWARD_HYPERPARAMETERS,
    contract: trainRewardModelConfigSchema,
    places: ["base", "trainData", "evalData", "out"],
  },
  {
    name: "policy",
    fields: POLICY_HYPERPARAMETERS,
    contract: trainPolicyConfigSchema,
    places: ["policy", "rewardModel", "prompts", "out"],
  },
];

describe.each(FORMS)("the launch form of a $name run", ({ fields, contract, places }) => {
  it("offers every setting of the contract once, and no place in the file system", () => {
    const offered = fields.map((field) => field.name).sort();
    const settings = Object.keys(contract.shape).filter((name) => !places.includes(name));
    expect(offered).toEqual(settings.sort());
  });

  it("explains every setting in both languages", () => {
    for (const messages of [en, zh]) {
      const known = messages.parameters as Record<string, { label: string; hint?: string }>;
      for (const { name } of fields) {
        expect(known[name]?.label, name).toBeTruthy();
        expect(known[name]?.hint, name).toBeTruthy();
      }
    }
  });

  it("sends nothing while the defaults stand, so that the contract decides", () => {
    const texts = Object.fromEntries(fields.map((field) => [field.name, field.defaultText]));
    expect(checkHyperparameters(fields, texts)).toEqual({ overrides: {}, problems: {} });
  });
});

describe("checking the launch form", () => {
  it("says of each wrong text what is wrong, with the contract's own limits", () => {
    const { problems, overrides } = checkHyperparameters(REWARD_HYPERPARAMETERS, {
      epochs: "2.5",
      learningRate: "0",
      batchSize: "many",
      maxLength: "7",
      seed: " ",
      warmupRatio: "1.5",
      weightDecay: "0.1",
    });
    expect(problems).toEqual({
      epochs: { key: "integer", limit: 0 },
      learningRate: { key: "moreThan", limit: 0 },
      batchSize: { key: "number", limit: 0 },
      maxLength: { key: "atLeast", limit: 8 },
      seed: { key: "required", limit: 0 },
      warmupRatio: { key: "atMost", limit: 1 },
    });
    expect(overrides).toEqual({ weightDecay: 0.1 });
  });

  it("turns switches and choices into the contract's values", () => {
    expect(
      checkHyperparameters(POLICY_HYPERPARAMETERS, { adaptiveKl: "false", precision: "bfloat16" }).overrides,
    ).toEqual({ adaptiveKl: false, precision: "bfloat16" });
    expect(
      checkHyperparameters(REWARD_HYPERPARAMETERS, { template: "article", schedule: "cosine" }).overrides,
    ).toEqual({ template: "article", schedule: "cosine" });
  });

  it("opens an earlier run's form with what that run changed", () => {
    const config = trainPolicyConfigSchema.parse({
      policy: "p",
      rewardModel: "r",
      prompts: "q",
      out: "o",
      learningRate: 3e-6,
      whitenAdvantages: false,
    });
    const texts = textsOf(POLICY_HYPERPARAMETERS, config);
    expect(texts).toEqual({ learningRate: "3e-6", whitenAdvantages: "false" });
    expect(checkHyperparameters(POLICY_HYPERPARAMETERS, texts).overrides).toEqual({
      learningRate: 3e-6,
      whitenAdvantages: false,
    });
  });
});
