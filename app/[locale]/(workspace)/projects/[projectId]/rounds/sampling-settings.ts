import { z } from "zod";
import { describeHyperparameter } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { samplingParametersSchema } from "@/lib/contracts/sampling";

const { shape } = samplingParametersSchema;

/** What a round asks for; the folded ones say how answers are drawn. */
export const ROUND_SETTINGS = [
  describeHyperparameter("k", z.int().min(1).max(16).default(4), false),
  describeHyperparameter("overlap", z.int().min(1).max(50).default(1), false),
];

export const MAX_PROMPTS_SETTING = describeHyperparameter(
  "maxPrompts",
  z.int().min(1).max(10_000).default(20),
  false,
);

export const SAMPLING_SETTINGS = [
  describeHyperparameter("temperature", shape.temperature, true),
  describeHyperparameter("topP", shape.topP, true),
  describeHyperparameter("topK", shape.topK, true),
  describeHyperparameter("maxNewTokens", shape.maxNewTokens, true),
];
