import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import type { Ops } from "@/lm/architecture/ops";
import { rewardScores } from "@/lm/architecture/reward-head";

export interface ParameterSpec {
  /** Hugging Face name. */
  name: string;
  shape: readonly number[];
}

/**
 * What stands on the trunk. `language-model`: next-token logits; `reward`: the scalar head; `pooled`: an encoder with
 * its pooler; `none`: hidden states only.
 */
export type ModelHead = "language-model" | "reward" | "pooled" | "none";

/** The head of a plain model: logits for causal models, the pooler for encoders. */
export function defaultHead(architecture: Architecture): ModelHead {
  if (architecture.logits) return "language-model";
  return architecture.pooled ? "pooled" : "none";
}

/** Which parameters, of which shapes, the model needs: in order of first use, tied ones once. */
export function listParameters(
  architecture: Architecture,
  config: ArchitectureConfig,
  head: ModelHead = defaultHead(architecture),
): ParameterSpec[] {
  const found = new Map<string, readonly number[]>();
  const ops = namingOps((name, shape) => {
    const known = found.get(name);
    if (known && !sameShape(known, shape)) {
      throw new Error(
        `${architecture.modelType} asks for ${name} as [${known.join()}] and [${shape.join()}]`,
      );
    }
    found.set(name, [...shape]);
  });
  const hidden = architecture.hidden(ops, config);
  if (head === "language-model") architecture.logits?.(ops, config, hidden);
  if (head === "pooled") architecture.pooled?.(ops, config, hidden);
  if (head === "reward") rewardScores(ops, architecture, config, hidden);
  return Array.from(found, ([name, shape]) => ({ name, shape }));
}

export function countParameters(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** The third interpreter: computes nothing, tells of every parameter. */
function namingOps(onWeight: (name: string, shape: readonly number[]) => void): Ops<null> {
  const nothing = () => null;
  return {
    weight(name, shape) {
      onWeight(name, shape);
      return null;
    },
    tokenIds: nothing,
    positions: nothing,
    tokenTypes: nothing,
    embedding: nothing,
    linear: nothing,
    layerNorm: nothing,
    rmsNorm: nothing,
    attention: nothing,
    gelu: nothing,
    silu: nothing,
    tanh: nothing,
    add: nothing,
    mul: nothing,
    split: (_, sizes) => sizes.map(nothing),
    firstToken: nothing,
  };
}
