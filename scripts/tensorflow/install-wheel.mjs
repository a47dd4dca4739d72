// TensorFlow's libraries and C headers out of the wheel on the Python package index, kept in the cache.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { requireCompiler } from "./build-addon.mjs";
import { extractWheel, readWheelText } from "./extract-wheel.mjs";
import { fetchWheel } from "./fetch-wheel.mjs";
import { inspectDirectory } from "./find-tensorflow.mjs";
import { libraryNames, TENSORFLOW_VERSION, wheelDirectory } from "./places.mjs";

const NEEDED_BYTES = { cpu: 1.1e9, gpu: 9e9 };
/** Headers that the addon includes, with room for what another version of it might. */
const HEADER_FOLDERS = [
  "tensorflow/c/",
  "tensorflow/core/platform/ctstring",
  "tsl/platform/ctstring",
  "xla/tsl/c/",
];
/** Loaded by CUDA's own libraries when needed; linking against them would only cost memory. */
const NOT_LINKED = /^lib(cudnn_|nvblas|cufftw|nvrtc-builtins|cusolverMg)/;

/**
 * @param {{device: "cpu" | "gpu", progress?: Function, log?: Function}} options
 * @returns {Promise<import("./find-tensorflow.mjs").TensorflowLibrary>}
 */
export async function installWheel({ device, progress, log }) {
  const directory = wheelDirectory(device);
  const ready = inspectInstalled(directory);
  if (ready) return ready;

  const platforms = wheelPlatforms();
  if (platforms.length === 0) {
    throw new Error(`There is no TensorFlow wheel for ${process.platform} ${process.arch}.`);
  }
  // before a quarter of a gigabyte is fetched in vain
  await requireCompiler();
  const parent = path.dirname(directory);
  fs.mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  checkSpace(parent, device);

  const scratch = path.join(
    parent,
    `${path.basename(directory)}.tmp-${process.pid}-${crypto.randomBytes(4).toString("hex")}`,
  );
  fs.mkdirSync(scratch, { recursive: true });
  try {
    const packages = packageNames(device);
    log?.(`Fetching TensorFlow ${TENSORFLOW_VERSION} (${packages[0]}) from the Python package index.`);
    const { wheel, name } = await fetchFirst(packages, { platforms, scratch, progress, log });
    const files = await extractWheel(wheel, { directory: scratch, rename: placeOfTensorflowFile, progress });
    if (device === "gpu")
      Object.assign(files, await installCuda(wheel, { platforms, scratch, progress, log }));
    fs.rmSync(path.join(scratch, "wheels"), { recursive: true, force: true });
    const manifest = {
      package: name,
      version: TENSORFLOW_VERSION,
      installedAt: new Date().toISOString(),
      files,
    };
    fs.writeFileSync(path.join(scratch, "manifest.json"), JSON.stringify(manifest, null, 1));
    fs.rmSync(directory, { recursive: true, force: true });
    fs.renameSync(scratch, directory);
  } catch (error) {
    fs.rmSync(scratch, { recursive: true, force: true });
    if (error.code === "ENOSPC")
      throw new Error(`The disk is full: TensorFlow could not be unpacked in ${parent}.`);
    throw error;
  }
  const installed = inspectInstalled(directory);
  if (!installed) throw new Error(`The TensorFlow wheel holds no C library or headers.`);
  return installed;
}

/** What an earlier set-up left in the cache, if it is whole: every file there, with its size. */
function inspectInstalled(directory) {
  let manifest;
  try {
    manifest = JSON.parse(fs.readFileSync(path.join(directory, "manifest.json"), "utf8"));
  } catch {
    return undefined;
  }
  for (const [place, { bytes }] of Object.entries(manifest.files)) {
    const stat = fs.statSync(path.join(directory, place), { throwIfNoEntry: false });
    if (stat?.size !== bytes) return undefined;
  }
  const library = inspectDirectory(path.join(directory, "tensorflow"), manifest.version);
  if (!library) return undefined;
  const extra = Object.keys(manifest.files)
    .filter((place) => /^nvidia\/[^/]+\/lib\/lib[^/]+\.so\.\d+$/.test(place))
    .filter((place) => !NOT_LINKED.test(path.basename(place)))
    .map((place) => path.join(directory, place));
  return { ...library, extra };
}

async function fetchFirst(names, { platforms, scratch, progress, log }) {
  const problems = new Set();
  for (const name of names) {
    const directory = path.join(scratch, "wheels");
    fs.mkdirSync(directory, { recursive: true });
    try {
      const wheel = await fetchWheel({
        name,
        version: TENSORFLOW_VERSION,
        platforms,
        directory,
        progress,
        log,
      });
      return { wheel, name };
    } catch (error) {
      problems.add(error.message);
    }
  }
  throw new Error([...problems].join("\n"));
}

/** The nvidia-* wheels that TensorFlow's own wheel asks for, at exactly those versions. */
async function installCuda(tensorflowWheel, { platforms, scratch, progress, log }) {
  const metadata = (await readWheelText(tensorflowWheel, ".dist-info/METADATA")) ?? "";
  const files = {};
  for (const { name, version } of cudaRequirements(metadata)) {
    log?.(`Fetching ${name} ${version}.`);
    const wanted = [...platforms, "manylinux1_x86_64", "manylinux2014_x86_64"];
    const directory = path.join(scratch, "wheels");
    const wheel = await fetchWheel({ name, version, platforms: wanted, directory, progress, log });
    // TensorFlow's libraries look for ../nvidia/*/lib beside themselves.
    const rename = (file) => (/^nvidia\/[^/]+\/(lib|bin|nvvm)\//.test(file) ? file : undefined);
    Object.assign(files, await extractWheel(wheel, { directory: scratch, rename, progress }));
    fs.rmSync(wheel, { force: true });
  }
  for (const place of Object.keys(files)) {
    if (place.includes("/bin/")) fs.chmodSync(path.join(scratch, place), 0o755);
  }
  return files;
}

/** @returns {{name: string, version: string}[]} */
export function cudaRequirements(metadata) {
  const lines = metadata.split("\n").filter((line) => /^Requires-Dist:\s*nvidia-/.test(line));
  return lines.flatMap((line) => {
    const match = /^Requires-Dist:\s*(nvidia-[\w-]+)\s*\(?==\s*([\w.]+)\)?\s*;.*and-cuda/.exec(line);
    return match ? [{ name: match[1], version: match[2] }] : [];
  });
}

function placeOfTensorflowFile(file) {
  const { main, framework } = libraryNames();
  const name = path.basename(file);
  if (
    /^tensorflow\/[^/]+$/.test(file) &&
    ([...main, framework].includes(name) || name === "THIRD_PARTY_NOTICES.txt")
  ) {
    return file;
  }
  const header = /^tensorflow\/include\/(.+)$/.exec(file)?.[1];
  if (header === "LICENSE" || header === "tensorflow/core/public/version.h") return file;
  return header && HEADER_FOLDERS.some((folder) => header.startsWith(folder)) ? file : undefined;
}

function packageNames(device) {
  return device === "gpu" || process.platform === "darwin"
    ? ["tensorflow"]
    : ["tensorflow-cpu", "tensorflow"];
}

function wheelPlatforms() {
  const key = `${process.platform}-${process.arch}`;
  if (key === "linux-x64") return isMusl() ? [] : ["manylinux2014_x86_64"];
  if (key === "linux-arm64") return isMusl() ? [] : ["manylinux2014_aarch64"];
  if (key === "darwin-arm64") return ["macosx_12_0_arm64", "macosx_11_0_arm64"];
  if (key === "darwin-x64") return ["macosx_12_0_x86_64", "macosx_10_15_x86_64"];
  return [];
}

/** Wheels for glibc do not load on Alpine and its like. */
function isMusl() {
  return !process.report?.getReport().header.glibcVersionRuntime;
}

function removeLeftovers(parent) {
  for (const name of fs.readdirSync(parent)) {
    if (name.includes(".tmp-")) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function checkSpace(directory, device) {
  const { bavail, bsize } = fs.statfsSync(directory);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES[device]) return;
  const gigabytes = (bytes) => (bytes / 1e9).toFixed(1);
  throw new Error(
    `TensorFlow needs ${gigabytes(NEEDED_BYTES[device])} GB in ${directory}; ${gigabytes(free)} GB are free. ` +
      "Free some space, or set XDG_CACHE_HOME to a larger disk.",
  );
}
