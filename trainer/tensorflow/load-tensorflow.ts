import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { AppError } from "@/lib/errors";
import { setupTensorflow, type SetupTensorflowOptions } from "@/scripts/setup-tensorflow.mjs";
import type { TensorflowBinding } from "@/trainer/tensorflow/execute-op";

export interface TensorflowRuntime {
  tf: typeof tf;
  /** node-cpu, node-gpu: TensorFlow's own library; wasm: correct, slow, float32 only. */
  tier: "node-cpu" | "node-gpu" | "wasm";
  /** TensorFlow's version; for wasm, that of the backend's package. */
  version: string;
  /** TensorFlow's eager calls; null for wasm. */
  binding: TensorflowBinding | null;
  threads: number;
  /** What is lost, and why, where only WebAssembly is left. */
  warning: string | null;
}

let loading: Promise<TensorflowRuntime> | undefined;

/**
 * Loads TensorFlow into this process, once; readies it first where it is missing (see scripts/setup-tensorflow.mjs).
 * `import * as tf from "@tensorflow/tfjs"` then computes on it everywhere.
 *
 * @throws AppError TENSORFLOW_UNAVAILABLE if not even WebAssembly loads
 */
export function loadTensorflow(options: SetupTensorflowOptions = {}): Promise<TensorflowRuntime> {
  loading ??= load(options).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(options: SetupTensorflowOptions): Promise<TensorflowRuntime> {
  const threads = setEnvironment();
  const selection = await setupTensorflow(options);
  try {
    if (selection.addon !== null) return { ...(await loadAddon(selection.addon)), threads, warning: null };
    options.log?.(selection.warning ?? "Training runs on WebAssembly.");
    return { ...(await loadWasm()), threads, warning: selection.warning };
  } catch (error) {
    throw new AppError(
      "TENSORFLOW_UNAVAILABLE",
      "TensorFlow could not be loaded. Run `node scripts/setup-tensorflow.mjs` to see what is missing.",
      { cause: error, details: { failure: error instanceof Error ? error.message : String(error) } },
    );
  }
}

/** TensorFlow reads these when its library is loaded. Returns the number of threads. */
function setEnvironment(): number {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_DETERMINISTIC_OPS ??= "1";
  // Its products are faster on every processor tried, not only on those for which TensorFlow turns it on by itself.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "1";
  // float32 means float32 on GPUs too, not TensorFloat-32
  process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  process.env.TF_NUM_INTRAOP_THREADS ??= String(usableProcessors());
  process.env.TF_NUM_INTEROP_THREADS ??= "1";
  return Number(process.env.TF_NUM_INTRAOP_THREADS);
}

/** Processors that this process may use: a container's quota counts, which Node 20 does not know. */
function usableProcessors(): number {
  const available = availableParallelism();
  try {
    const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").trim().split(" ").map(Number);
    if (quota && period) return Math.max(1, Math.min(available, Math.ceil(quota / period)));
  } catch {
    return available; // no cgroups here
  }
  return available;
}

type Loaded = Pick<TensorflowRuntime, "tf" | "tier" | "version" | "binding">;

async function loadAddon(addon: string): Promise<Loaded> {
  // Node 23 removed what the package's backend still calls.
  const legacy = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;

  // The package's index.js looks for the addon in the package; the backend itself takes any.
  const require = createRequire(import.meta.url);
  const binding = require(addon) as TensorflowBinding;
  require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels");
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend") as {
    NodeJSKernelBackend: new (binding: TensorflowBinding, packageName: string) => tf.KernelBackend;
  };
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu"), 3);
  await useBackend("tensorflow");
  const tier = binding.isUsingGpuDevice() ? "node-gpu" : "node-cpu";
  return { tf, tier, version: binding.TF_Version, binding };
}

async function loadWasm(): Promise<Loaded> {
  const require = createRequire(import.meta.url);
  const wasm = require("@tensorflow/tfjs-backend-wasm") as {
    setWasmPaths: (prefix: string) => void;
    version_wasm: string;
  };
  const main = require.resolve("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(path.dirname(main) + path.sep);
  await useBackend("wasm");
  return { tf, tier: "wasm", version: wasm.version_wasm, binding: null };
}

async function useBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js refused its ${name} backend.`);
  await tf.ready();
}
