import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { listParameters, type ModelHead, type ParameterSpec } from "@/lm/architecture/list-parameters";
import { architectureFor } from "@/lm/architecture/registry";
import { canonicalWeights } from "@/lm/checkpoint/canonical-weights";
import { checkParameters } from "@/lm/checkpoint/check-parameters";
import { checkVocabulary } from "@/lm/checkpoint/check-vocabulary";
import { modelHead } from "@/lm/checkpoint/model-head";
import { openCheckpoint } from "@/lm/checkpoint/open-checkpoint";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import { probeChatTemplate } from "@/lm/tokenizer/probe-chat-template";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { parseJsonObject, readJsonIfPresent, type JsonObject } from "@/lm/tokenizer/json-file";
import { readTokenizerFiles } from "@/lm/tokenizer/tokenizer-files";

export interface OpenModel {
  directory: string;
  configJson: JsonObject;
  /** Empty object where the directory has none. */
  generationConfigJson: JsonObject;
  architecture: Architecture;
  config: ArchitectureConfig;
  /** The head that the checkpoint carries. */
  head: ModelHead;
  /** All parameters of trunk and head, checked against the files. */
  parameters: readonly ParameterSpec[];
  /** Under the architecture's names. Whoever opened the directory closes it. */
  weights: WeightSource;
  tokenizer: TextTokenizer;
  /** What a person should know of the model before using it. */
  warnings: readonly string[];
}

/**
 * Opens a Hugging Face directory: everything is parsed and checked, no weight is read yet.
 *
 * @throws AppError NOT_FOUND, UNKNOWN_ARCHITECTURE, MISSING_TENSOR, WRONG_SHAPE, TRUNCATED_FILE, MALFORMED_FILE,
 *   UNSUPPORTED_FORMAT, VOCABULARY_MISMATCH
 */
export function openModelDirectory(directory: string): OpenModel {
  const configJson = readConfig(directory);
  const { architecture, config } = architectureFor(configJson);
  const generationConfigJson = readJsonIfPresent(directory, "generation_config.json") ?? {};
  const weights = canonicalWeights(openCheckpoint(directory), architecture);
  try {
    const head = modelHead(architecture, config, weights);
    const parameters = listParameters(architecture, config, head);
    checkParameters(weights, parameters);
    const tokenizer = new TextTokenizer(readTokenizerFiles(directory), configJson, generationConfigJson);
    return {
      directory,
      configJson,
      generationConfigJson,
      architecture,
      config,
      head,
      parameters,
      weights,
      tokenizer,
      warnings: [...checkVocabulary(tokenizer, config), ...probeChatTemplate(tokenizer)],
    };
  } catch (error) {
    weights.close();
    throw error;
  }
}

function readConfig(directory: string): JsonObject {
  if (!existsSync(directory)) {
    throw new AppError("NOT_FOUND", `There is no model directory ${directory}.`);
  }
  if (!statSync(directory).isDirectory()) {
    throw new AppError(
      "UNSUPPORTED_FORMAT",
      `${directory} is a file; a Hugging Face directory was expected.`,
    );
  }
  const file = path.join(directory, "config.json");
  if (!existsSync(file)) {
    throw new AppError(
      "NOT_FOUND",
      `${directory} has no config.json: it is not a Hugging Face model directory.`,
    );
  }
  return parseJsonObject(readFileSync(file, "utf8"), file);
}
