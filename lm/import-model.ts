import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ImportModelConfig } from "@/lib/contracts/import-model";
import type { StageContext } from "@/lib/contracts/progress";
import { countParameters } from "@/lm/architecture/list-parameters";
import { refuseTaken } from "@/lm/checkpoint/atomic-directory";
import { openSource } from "@/lm/checkpoint/sources/open-source";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";
import { writeModelDirectory } from "@/lm/checkpoint/write-model-directory";

export interface ImportModelResult {
  directory: string;
  source: string;
  /** `model_type` of config.json. */
  modelType: string;
  /** What stands on the trunk: language-model, reward, pooled (an encoder) or none. */
  head: string;
  /** Number of parameters, tied ones once. */
  parameters: number;
  /** Number of tensors written. */
  tensors: number;
  /** Tensors of the source that the model does not use. */
  unusedTensors: string[];
  vocabularySize: number;
  maxPositions: number;
  hasChatTemplate: boolean;
  tokenizerHash: string;
  contentHash: string;
}

/** Files beside the model that are carried over where a source has them. */
const CARRIED_FILES = ["reward.json"];

/**
 * Imports a model: opens the source, checks every parameter against what the architecture asks for, and writes a model
 * directory with float32 weights and an ONNX graph, all of it or nothing.
 *
 * @throws AppError CONFLICT (out is taken), NOT_FOUND, SOURCE_UNREACHABLE, UNKNOWN_ARCHITECTURE, MISSING_TENSOR,
 *   WRONG_SHAPE, TRUNCATED_FILE, MALFORMED_FILE, UNSUPPORTED_FORMAT, VOCABULARY_MISMATCH, DISK_FULL, RUN_CANCELLED
 */
export async function importModel(
  config: ImportModelConfig,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<ImportModelResult> {
  const { reporter, signal } = context;
  refuseTaken(path.resolve(config.out));
  const { model, dispose } = await openSource(config.source, context);
  try {
    for (const warning of model.warnings) reporter.log("warning", warning);
    const used = new Set(model.parameters.map(({ name }) => name));
    const unusedTensors = model.weights.names().filter((name) => !used.has(name));
    if (unusedTensors.length > 0) {
      const some = unusedTensors.slice(0, 5).join(", ") + (unusedTensors.length > 5 ? ", …" : "");
      reporter.log(
        "warning",
        `The model does not use ${unusedTensors.length} of the source's tensors: ${some}`,
      );
    }
    const written = await writeModelDirectory({
      out: config.out,
      configJson: model.configJson,
      generationConfigJson: model.generationConfigJson,
      tokenizer: model.tokenizer.files,
      tensors: model.parameters.map(({ name, shape }) => ({
        name,
        shape,
        data: () => model.weights.read(name),
      })),
      head: model.head,
      extraFiles: carriedFiles(model),
      source: config.source,
      createdBy: "import-model",
      signal,
      onBytes: (done, total) => reporter.progress({ phase: "write", done, total, unit: "bytes" }),
    });
    return {
      directory: written.directory,
      source: config.source,
      modelType: String(model.configJson.model_type),
      head: model.head,
      parameters: countParameters(model.parameters),
      tensors: model.parameters.length,
      unusedTensors,
      vocabularySize: model.config.vocabularySize,
      maxPositions: model.config.maxPositions,
      hasChatTemplate: model.tokenizer.hasChatTemplate,
      tokenizerHash: written.tokenizerHash,
      contentHash: written.contentHash,
    };
  } finally {
    dispose();
  }
}

function carriedFiles(model: OpenModel): Record<string, Uint8Array> {
  const places = CARRIED_FILES.map((name) => [name, path.join(model.directory, name)] as const);
  return Object.fromEntries(
    places.filter(([, file]) => existsSync(file)).map(([name, file]) => [name, readFileSync(file)]),
  );
}
