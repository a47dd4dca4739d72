// Compiles the N-API addon of @tensorflow/tfjs-node-gpu against a TensorFlow library.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { cacheDirectory, NAPI_VERSION, NODE_HEADERS, PACKAGE_DIRECTORY } from "./places.mjs";
import { lastLines, runProgram } from "./run-program.mjs";

/**
 * The addon for this library, built if it is not in the cache yet.
 *
 * @param {import("./find-tensorflow.mjs").TensorflowLibrary} library
 * @param {{log?: Function, progress?: Function}} options
 * @returns {Promise<string>} path of tfjs_binding.node
 */
export async function buildAddon(library, { log, progress } = {}) {
  const sources = sourceFiles();
  const flags = compilerFlags(library);
  const target = path.join(
    cacheDirectory(),
    "addons",
    addonKey(library, sources, flags),
    "tfjs_binding.node",
  );
  if (fs.existsSync(target)) return target;

  const compiler = await requireCompiler();
  log?.(`Building TensorFlow's addon with ${compiler} (some ten seconds).`);
  progress?.({ phase: "building TensorFlow's addon", done: 0, total: null, unit: "files" });
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.${crypto.randomBytes(4).toString("hex")}.tmp`;
  try {
    const result = await runProgram(
      compiler,
      [...flags.compile, ...sources, ...flags.link, "-o", temporary],
      {
        timeoutSeconds: 600,
      },
    );
    if (result.code !== 0) {
      throw new Error(`${compiler} could not build TensorFlow's addon:\n${lastLines(result, 12)}`);
    }
    fs.renameSync(temporary, target);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  return target;
}

function sourceFiles() {
  const directory = path.join(PACKAGE_DIRECTORY, "binding");
  if (!fs.existsSync(directory)) {
    throw new Error("@tensorflow/tfjs-node-gpu is not installed: run npm ci first.");
  }
  const files = fs.readdirSync(directory).filter((name) => name.endsWith(".cc"));
  return files.sort().map((name) => path.join(directory, name));
}

/** @param {import("./find-tensorflow.mjs").TensorflowLibrary} library */
function compilerFlags(library) {
  const compile = ["-O2", "-std=c++17", "-fPIC", "-DNDEBUG", `-DNAPI_VERSION=${NAPI_VERSION}`];
  compile.push("-I", library.include, "-I", NODE_HEADERS);
  const directories = [
    ...new Set([library.main, library.framework, ...library.extra].map((file) => path.dirname(file))),
  ];
  const runPaths = directories.map((directory) => `-Wl,-rpath,${directory}`);
  if (process.platform === "darwin") {
    return {
      compile: [...compile, "-bundle", "-undefined", "dynamic_lookup"],
      link: [library.main, library.framework, ...runPaths],
    };
  }
  // CUDA's libraries are named outright: they are loaded with the addon, and TensorFlow, which asks for them by their
  // bare names, finds them loaded. LD_LIBRARY_PATH cannot be set for a process that runs already.
  const extra = library.extra.length > 0 ? ["-Wl,--no-as-needed", ...library.extra, "-Wl,--as-needed"] : [];
  return { compile: [...compile, "-shared"], link: [library.main, library.framework, ...extra, ...runPaths] };
}

function addonKey(library, sources, flags) {
  const hash = crypto.createHash("sha256");
  for (const file of sources) hash.update(fs.readFileSync(file));
  hash.update(JSON.stringify(flags));
  for (const file of [library.main, library.framework]) {
    const { size, mtimeMs } = fs.statSync(file);
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  const version = library.version || "unknown";
  return `napi${NAPI_VERSION}-${process.platform}-${process.arch}-tf${version}-${hash.digest("hex").slice(0, 16)}`;
}

/** @throws Error if there is none, saying how to get one */
export async function requireCompiler() {
  for (const command of [process.env.CXX, "g++", "c++", "clang++"]) {
    if (!command) continue;
    const result = await runProgram(command, ["--version"], { timeoutSeconds: 20 });
    if (result.code === 0) return command;
  }
  throw new Error(
    "No C++ compiler was found. Install one (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; " +
      "macOS: xcode-select --install) and start again.",
  );
}
