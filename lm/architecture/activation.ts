import type { Ops } from "@/lm/architecture/ops";
import { unsupportedSetting } from "@/lm/architecture/parse-config";

const ACTIVATIONS = {
  silu: "silu",
  swish: "silu",
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "geluTanh",
  gelu_fast: "geluTanh",
  gelu_pytorch_tanh: "geluTanh",
} as const satisfies Record<string, string>;

export type Activation = (typeof ACTIVATIONS)[keyof typeof ACTIVATIONS];

/** The activation that Hugging Face means by `name`. @throws AppError UNSUPPORTED_FORMAT */
export function parseActivation(setting: string, name: string): Activation {
  const found = Object.entries(ACTIVATIONS).find(([key]) => key === name)?.[1];
  if (!found) throw unsupportedSetting(setting, name, Object.keys(ACTIVATIONS).join(", "));
  return found;
}

export function activate<T>(ops: Ops<T>, activation: Activation, x: T): T {
  switch (activation) {
    case "silu":
      return ops.silu(x);
    case "gelu":
      return ops.gelu(x, "none");
    case "geluTanh":
      return ops.gelu(x, "tanh");
  }
}
