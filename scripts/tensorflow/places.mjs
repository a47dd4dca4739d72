// Where TensorFlow and the addon built against it are kept, and what they are called on this platform.
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const TENSORFLOW_VERSION = "2.18.1";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
/** The package whose addon is built; its JavaScript calls the addon. */
export const PACKAGE_DIRECTORY = path.join(REPOSITORY, "node_modules/@tensorflow/tfjs-node-gpu");
export const NODE_HEADERS = path.join(REPOSITORY, "node_modules/node-api-headers/include");
export const NAPI_VERSION = 8;

/** Shared by all clones of one person: half a gigabyte needs to be fetched and unpacked only once. */
export function cacheDirectory() {
  const base =
    process.env.XDG_CACHE_HOME || path.join(process.env.HOME || os.homedir() || REPOSITORY, ".cache");
  return path.join(base, "plaudit", "tensorflow");
}

/** @param {"cpu" | "gpu"} device */
export function wheelDirectory(device) {
  const platform = `${process.platform}-${process.arch}${device === "gpu" ? "-gpu" : ""}`;
  return path.join(cacheDirectory(), TENSORFLOW_VERSION, platform);
}

/** File names of the two libraries, in order of preference for the first. */
export function libraryNames() {
  return process.platform === "darwin"
    ? {
        main: ["libtensorflow_cc.2.dylib", "libtensorflow.2.dylib"],
        framework: "libtensorflow_framework.2.dylib",
      }
    : { main: ["libtensorflow_cc.so.2", "libtensorflow.so.2"], framework: "libtensorflow_framework.so.2" };
}

/** Where the answer of the last set-up is written; one for each thing that would change it. */
export function selectionFile() {
  const key = [
    process.platform,
    process.arch,
    process.env.TENSORFLOW_DIR ?? "",
    packageVersion(),
    TENSORFLOW_VERSION,
  ];
  const hash = crypto.createHash("sha256").update(key.join("\n")).digest("hex").slice(0, 16);
  return path.join(cacheDirectory(), "selections", `${hash}.json`);
}

export function packageVersion() {
  try {
    return JSON.parse(fs.readFileSync(path.join(PACKAGE_DIRECTORY, "package.json"), "utf8")).version;
  } catch {
    return "";
  }
}

/** Writes a whole file or nothing. */
export function writeFileAtomically(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${crypto.randomBytes(4).toString("hex")}.tmp`;
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, file);
}
