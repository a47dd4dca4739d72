import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";
import { requireLanguageModel } from "@/lm/checkpoint/require-language-model";
import { weightsOf, type ModelWeights } from "@/lm/inference/model-weights";
import type { TokenDecoder } from "@/lm/inference/text-stream";

/** A language model that need not lie in a directory: a policy in training. */
export interface GeneratorModel {
  architecture: Architecture;
  config: ArchitectureConfig;
  weights: ModelWeights;
  /** Without one, completions have no text and stop texts are refused. */
  decoder?: TokenDecoder;
  endTokenIds: readonly number[];
}

/** The language model of an open directory. @throws AppError UNSUPPORTED_FORMAT for encoders and reward models */
export function generatorModelOf(model: OpenModel): GeneratorModel {
  requireLanguageModel(model);
  const { architecture, config, tokenizer } = model;
  return {
    architecture,
    config,
    weights: weightsOf(model),
    decoder: tokenizer,
    endTokenIds: tokenizer.endTokenIds,
  };
}
