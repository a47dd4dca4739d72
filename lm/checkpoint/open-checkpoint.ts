import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import { parseJsonObject } from "@/lm/tokenizer/json-file";

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

/**
 * The weights of a Hugging Face directory: model.safetensors, or the files of model.safetensors.index.json.
 *
 * @throws AppError NOT_FOUND, UNSUPPORTED_FORMAT (weights in another format), MISSING_TENSOR, TRUNCATED_FILE,
 *   MALFORMED_FILE
 */
export function openCheckpoint(directory: string): WeightSource {
  if (existsSync(path.join(directory, SINGLE))) return SafetensorsFile.open(path.join(directory, SINGLE));
  if (existsSync(path.join(directory, INDEX))) return openSharded(directory);
  throw withoutSafetensors(directory);
}

function openSharded(directory: string): WeightSource {
  const indexFile = path.join(directory, INDEX);
  const index = indexSchema.safeParse(parseJsonObject(readFileSync(indexFile, "utf8"), indexFile));
  if (!index.success) throw new AppError("MALFORMED_FILE", `${indexFile} has no weight_map.`);
  const files = new Map<string, SafetensorsFile>();
  const places = new Map<string, SafetensorsFile>();
  const close = () => {
    for (const file of files.values()) file.close();
  };
  try {
    for (const [name, fileName] of Object.entries(index.data.weight_map)) {
      const file = files.get(fileName) ?? openShard(directory, fileName);
      files.set(fileName, file);
      if (!file.entries.has(name)) {
        throw new AppError("MISSING_TENSOR", `${fileName} has no tensor ${name}, though ${INDEX} says so.`, {
          details: { tensor: name },
        });
      }
      places.set(name, file);
    }
  } catch (error) {
    close();
    throw error;
  }
  const fileOf = (name: string) => {
    const file = places.get(name);
    if (!file) {
      throw new AppError("MISSING_TENSOR", `${directory} has no tensor ${name}.`, {
        details: { tensor: name },
      });
    }
    return file;
  };
  return {
    names: () => Array.from(places.keys()),
    shape: (name) => fileOf(name).shape(name),
    read: (name) => fileOf(name).read(name),
    close,
  };
}

function openShard(directory: string, fileName: string): SafetensorsFile {
  // the index comes from elsewhere: it may not reach outside the directory
  if (path.basename(fileName) !== fileName || !fileName.endsWith(".safetensors")) {
    throw new AppError(
      "MALFORMED_FILE",
      `${INDEX} names ${JSON.stringify(fileName)}, which is no file beside it.`,
    );
  }
  const file = path.join(directory, fileName);
  if (!existsSync(file)) {
    throw new AppError(
      "NOT_FOUND",
      `${fileName} is missing in ${directory}; ${INDEX} names it. Download it too.`,
    );
  }
  return SafetensorsFile.open(file);
}

function withoutSafetensors(directory: string): AppError {
  const others = readdirSync(directory).filter((name) => /\.(bin|pt|pth|ckpt|h5|msgpack)$/.test(name));
  if (others.length === 0) {
    return new AppError("NOT_FOUND", `${directory} has no model.safetensors.`);
  }
  return new AppError(
    "UNSUPPORTED_FORMAT",
    `${directory} holds its weights as ${others.slice(0, 3).join(", ")}, which can run code when read and is not opened. ` +
      `Convert it once with transformers: AutoModel….from_pretrained("${directory}").save_pretrained("NEW", safe_serialization=True).`,
  );
}
