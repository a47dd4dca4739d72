import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import type { ModelHead } from "@/lm/architecture/list-parameters";
import { architectureFor } from "@/lm/architecture/registry";
import { writeAtomicDirectory } from "@/lm/checkpoint/atomic-directory";
import { layoutSafetensors, type SafetensorsLayout } from "@/lm/checkpoint/layout-safetensors";
import { writeSafetensors, type WritableTensor } from "@/lm/checkpoint/write-safetensors";
import { buildModelGraph, type ModelGraphOptions } from "@/lm/onnx/build-model-graph";
import { tokenizerHash } from "@/lm/tokenizer/tokenizer-hash";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import type { TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";

export const WEIGHTS_FILE = "model.safetensors";
const GRAPH_FILE = "onnx/model.onnx";

export interface WriteModelDirectoryOptions {
  /** Must not exist, or be empty. */
  out: string;
  /** config.json; the number type is set to float32 here. */
  configJson: JsonObject;
  generationConfigJson?: JsonObject;
  tokenizer: TokenizerFiles;
  /** Every parameter of the architecture with this head, under its Hugging Face name. */
  tensors: readonly WritableTensor[];
  head: ModelHead;
  /** Further files by their path inside the directory. */
  extraFiles?: Readonly<Record<string, string | Uint8Array>>;
  /** What it was made from, in words or a path: kept in plaudit.json. */
  source: string;
  /** The command or stage that wrote it. */
  createdBy: string;
  onBytes?(written: number, total: number): void;
  signal?: AbortSignal;
}

export interface WrittenModelDirectory {
  directory: string;
  layout: SafetensorsLayout;
  tokenizerHash: string;
  /** SHA-256 over configuration, tokenizer and weights. */
  contentHash: string;
}

/**
 * Writes a model directory in one piece: float32 weights, configuration, tokenizer, and the ONNX graph over the same
 * weights. @throws AppError CONFLICT, DISK_FULL; whatever the tensors' functions throw
 */
export async function writeModelDirectory(
  options: WriteModelDirectoryOptions,
): Promise<WrittenModelDirectory> {
  const { out, tensors, tokenizer } = options;
  const configJson = asFloat32(options.configJson);
  const { architecture, config } = architectureFor(configJson);
  const total = layoutSafetensors(tensors).totalBytes;
  const hash = tokenizerHash(tokenizer.tokenizerJson);
  const written = await writeAtomicDirectory({ out, neededBytes: total }, async (directory) => {
    const weights = await writeSafetensors(path.join(directory, WEIGHTS_FILE), tensors, {
      signal: options.signal,
      onBytes: (bytes) => options.onBytes?.(bytes, total),
    });
    const contentHash = combineHashes(configJson, hash, weights.contentHash);
    const files = {
      "config.json": pretty(configJson),
      "generation_config.json": pretty(options.generationConfigJson ?? {}),
      "tokenizer.json": JSON.stringify(tokenizer.tokenizerJson),
      "tokenizer_config.json": pretty(tokenizer.tokenizerConfig),
      "plaudit.json": pretty({
        tokenizerHash: hash,
        contentHash,
        source: options.source,
        createdBy: options.createdBy,
      }),
      [GRAPH_FILE]: standardGraph(architecture, config, weights, options.head),
      ...options.extraFiles,
    };
    for (const [name, content] of Object.entries(files)) writeSynced(path.join(directory, name), content);
    linkOrCopy(path.join(directory, WEIGHTS_FILE), path.join(directory, "onnx", WEIGHTS_FILE));
    options.signal?.throwIfAborted();
    return { weights, contentHash };
  });
  return { directory: out, layout: written.weights, tokenizerHash: hash, contentHash: written.contentHash };
}

/** The graph that other programs read: Hugging Face's input names, past keys and values for causal models. */
function standardGraph(
  architecture: Architecture,
  config: ArchitectureConfig,
  layout: SafetensorsLayout,
  head: ModelHead,
): Uint8Array {
  const graphHead: ModelGraphOptions["head"] =
    head === "language-model" ? "logits" : head === "reward" ? "reward" : "hidden";
  return buildModelGraph(
    architecture,
    config,
    { path: WEIGHTS_FILE, tensors: layout.tensors },
    { head: graphHead, cache: head === "language-model" ? "in-out" : "none", inputs: "mask" },
  );
}

function asFloat32(configJson: JsonObject): JsonObject {
  // newer files say "dtype" where older ones say "torch_dtype"
  const { dtype, ...rest } = configJson;
  return dtype === undefined ? { ...rest, torch_dtype: "float32" } : { ...rest, dtype: "float32" };
}

function combineHashes(configJson: JsonObject, tokenizer: string, weights: string): string {
  const config = createHash("sha256").update(JSON.stringify(configJson)).digest("hex");
  return createHash("sha256").update([config, tokenizer, weights].join("\n")).digest("hex");
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function writeSynced(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = openSync(file, "wx");
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    // some file systems have no hard links; a copy-on-write clone where there is one, else a copy
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}
