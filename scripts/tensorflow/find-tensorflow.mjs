// A TensorFlow that is already on the machine: its C headers and libraries.
import fs from "node:fs";
import path from "node:path";
import { libraryNames } from "./places.mjs";
import { runProgram } from "./run-program.mjs";

/**
 * @typedef {{directory: string, include: string, main: string, framework: string, version: string, extra: string[]}} TensorflowLibrary
 * `main` and `framework` are absolute paths; `extra` are further libraries to link against (CUDA's).
 */

/**
 * Looks for headers and libraries in a directory: laid out as Python's package or as the libtensorflow archive.
 *
 * @returns {TensorflowLibrary | undefined}
 */
export function inspectDirectory(directory, version = "") {
  const names = libraryNames();
  const include = path.join(directory, "include");
  if (!fs.existsSync(path.join(include, "tensorflow/c/eager/c_api.h"))) return undefined;
  for (const place of [directory, path.join(directory, "lib")]) {
    const main = names.main.map((name) => path.join(place, name)).find((file) => fs.existsSync(file));
    const framework = path.join(place, names.framework);
    if (main && fs.existsSync(framework)) {
      return {
        directory: place,
        include,
        main: fs.realpathSync(main),
        framework: fs.realpathSync(framework),
        version: version || versionFromHeader(include),
        extra: [],
      };
    }
  }
  return undefined;
}

/** TensorFlow of the active Python. Asks only where it lies: importing it would take seconds. */
export async function findPythonTensorflow() {
  const program = [
    "import importlib.util, importlib.metadata, json",
    "spec = importlib.util.find_spec('tensorflow')",
    "names = ['tensorflow', 'tensorflow-cpu', 'tensorflow-intel', 'tensorflow-macos']",
    "def version():",
    "  for name in names:",
    "    try: return importlib.metadata.version(name)",
    "    except importlib.metadata.PackageNotFoundError: pass",
    "  return ''",
    "place = spec and spec.submodule_search_locations and list(spec.submodule_search_locations)[0]",
    "print(json.dumps({'place': place or '', 'version': version()}))",
  ].join("\n");
  for (const python of pythonCommands()) {
    const result = await runProgram(python, ["-c", program], { timeoutSeconds: 20 });
    if (result.code !== 0) continue;
    try {
      const { place, version } = JSON.parse(result.stdout.trim());
      return place ? inspectDirectory(place, version) : undefined;
    } catch {
      continue;
    }
  }
  return undefined;
}

export function pythonCommands() {
  return process.platform === "win32" ? ["python", "py"] : ["python3", "python"];
}

/** Is there an NVIDIA GPU with a driver? */
export async function hasNvidiaGpu() {
  if (process.platform !== "linux" || process.env.CUDA_VISIBLE_DEVICES === "-1") return false;
  if (!fs.existsSync("/dev/nvidiactl") && !fs.existsSync("/dev/nvidia0")) return false;
  const result = await runProgram("nvidia-smi", ["-L"], { timeoutSeconds: 20 });
  return result.code === 0 && /GPU \d+:/.test(result.stdout);
}

function versionFromHeader(include) {
  const file = path.join(include, "tensorflow/core/public/version.h");
  if (!fs.existsSync(file)) return "";
  const text = fs.readFileSync(file, "utf8");
  const part = (name) => new RegExp(`#define TF_${name}_VERSION\\s+(\\d+)`).exec(text)?.[1];
  const numbers = [part("MAJOR"), part("MINOR"), part("PATCH")];
  return numbers.every(Boolean) ? numbers.join(".") : "";
}
