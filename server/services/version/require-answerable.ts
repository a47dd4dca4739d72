import { open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ModelVersion } from "@/drizzle/schema/model-versions";
import { samplingParametersSchema } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { SamplerClient } from "@/lm/inference/client";

export interface RequireAnswerableOptions {
  version: ModelVersion;
  dataDirectory: string;
  /** Null where none is configured: then only the files are looked at. */
  sampler: { url: string; token: string } | null;
}

/** What every model directory holds beside its weights. */
const FILES = ["plaudit.json", "config.json", "tokenizer.json", "onnx/model.onnx"];
const WEIGHTS = ["model.safetensors", "onnx/model.safetensors"];

/** Loading a model takes seconds; a sampler that needs longer than this is stuck. */
const PATIENCE_MILLISECONDS = 60_000;

/** The format's own limit. */
const MOST_HEADER_BYTES = 100_000_000;

const identitySchema = z.object({ contentHash: z.string() });
const paritySchema = z.object({ maxAbsoluteDifference: z.number(), tolerance: z.number() });
const headerSchema = z.record(z.string(), z.object({ data_offsets: z.tuple([z.number(), z.number()]) }));

/**
 * That a policy can answer before it is asked to: its directory is whole, its export gave the trained numbers, and the
 * sampler draws a token from it. @throws MALFORMED_FILE, PARITY_FAILED, or what the sampler said
 */
export async function requireAnswerable({ version, dataDirectory, sampler }: RequireAnswerableOptions) {
  requireParity(version);
  await requireWholeDirectory(version, dataDirectory);
  if (!sampler) return;
  await new SamplerClient(sampler).chat({
    model: version.directory,
    messages: [{ role: "user", content: "?" }],
    parameters: samplingParametersSchema.parse({ maxNewTokens: 1, temperature: 0 }),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
}

/** An imported model is served as it came; a trained one has passed the gate of its export. */
function requireParity({ source, parity, name }: ModelVersion): void {
  if (source === "import") return;
  const measured = paritySchema.safeParse(parity);
  if (measured.success && measured.data.maxAbsoluteDifference <= measured.data.tolerance) return;
  throw new AppError("PARITY_FAILED", `${name} has no parity result that passed: train or export it again`, {
    details: { reason: "parityNotMeasured", version: name },
  });
}

async function requireWholeDirectory(version: ModelVersion, dataDirectory: string): Promise<void> {
  const place = path.join("models", version.directory);
  const root = path.join(dataDirectory, place);
  const check = async (file: string, isWhole: (file: string) => Promise<boolean>) => {
    if (await isWhole(path.join(root, file)).catch(() => false)) return;
    const at = path.join(place, file);
    throw new AppError("MALFORMED_FILE", `${version.name} cannot answer: ${at} is missing or incomplete`, {
      details: { reason: "modelIncomplete", version: version.name, path: at },
    });
  };
  for (const file of FILES) await check(file, async (at) => (await stat(at)).size > 0);
  for (const file of WEIGHTS) await check(file, holdsAllTensors);
  await check("plaudit.json", async (at) => {
    const identity = identitySchema.parse(JSON.parse(await readFile(at, "utf8")));
    return identity.contentHash === version.contentHash;
  });
}

/** safetensors: eight bytes with the header's length, the header, and the bytes that it tells of. */
async function holdsAllTensors(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Number((await handle.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
    if (length > Math.min(size - 8, MOST_HEADER_BYTES)) return false;
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, 8);
    const { __metadata__: _, ...tensors } = JSON.parse(buffer.toString("utf8")) as Record<string, unknown>;
    const ends = Object.values(headerSchema.parse(tensors)).map((tensor) => tensor.data_offsets[1]);
    return ends.every((end) => 8 + length + end <= size);
  } finally {
    await handle.close();
  }
}
