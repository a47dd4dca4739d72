import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Check } from "@/cli/doctor/finding";
import { readSelection } from "@/scripts/setup-tensorflow.mjs";
import { findChromium } from "@/scripts/support/chromium.mjs";
import { dataDirectory } from "@/scripts/support/paths.mjs";

/** Loads what an earlier set-up has readied; does not download anything. */
export const checkTensorflow: Check = async () => {
  const selection = readSelection();
  if (!selection) {
    return {
      status: "warning",
      detail: "not readied yet",
      advice:
        "npm start does it; alone: node scripts/setup-tensorflow.mjs (Python's pip, and a C++ compiler).",
    };
  }
  const { loadTensorflow } = await import("@/trainer/tensorflow/load-tensorflow");
  const { tier, version } = await loadTensorflow();
  if (tier === "wasm") {
    return {
      status: "warning",
      detail: "WebAssembly only",
      advice: `${selection.warning ?? "Training is slow."} Try again: node scripts/setup-tensorflow.mjs`,
    };
  }
  return { status: "ok", detail: `${version}, ${tier}, from ${selection.tier}` };
};

export const checkOnnxRuntime: Check = async () => {
  try {
    const { env, listSupportedBackends } = await import("onnxruntime-node");
    const backends = listSupportedBackends()
      .filter(({ bundled }) => bundled)
      .map(({ name }) => name);
    return {
      status: "ok",
      detail: `${env.versions.node ?? env.versions.common}, ${backends.join(", ")}`,
    };
  } catch (error) {
    return {
      status: "error",
      detail: (error as Error).message,
      advice: "Sampling and export need it. Install the packages again with `npm ci`.",
    };
  }
};

export const checkModels: Check = () => {
  const root = path.join(dataDirectory(), "models");
  const names = existsSync(root)
    ? readdirSync(root).filter((name) => existsSync(path.join(root, name, "plaudit.json")))
    : [];
  if (names.length > 0)
    return Promise.resolve({ status: "ok", detail: `${names.length}: ${names.slice(0, 6).join(", ")}` });
  return Promise.resolve({
    status: "warning",
    detail: `none in ${root}`,
    advice:
      "npm start fetches the default policy. Without a network: npx plaudit import-model SOURCE --out DIR.",
  });
};

export const checkChromium: Check = async () => {
  try {
    return { status: "ok", detail: await findChromium() };
  } catch {
    return {
      status: "warning",
      detail: "none found",
      advice: "Only the browser tests need one; npm test gets it.",
    };
  }
};
