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
  const ops = namingOps({
    onWeight(name, shape) {
      const known = found.get(name);
      if (known && !sameShape(known, shape)) {
        throw new Error(
          `${architecture.modelType} asks for ${name} as [${known.join()}] and [${shape.join()}]`,
        );
      }
      found.set(name, [...shape]);
    },
  });
  const hidden = architecture.hidden(ops, config);
  if (head === "language-model") architecture.logits?.(ops, config, hidden);
  if (head === "pooled") architecture.pooled?.(ops, config, hidden);
  if (head === "reward") rewardScores(ops, architecture, config, hidden);
  return Array.from(found, ([name, shape]) => ({ name, shape }));
}

export interface Projection {
  /** Of the weight. */
  name: string;
  layout: "outIn" | "inOut";
  inputs: number;
  outputs: number;
}

/** The weights of the linear maps inside the layers: what low-rank adapters are put on. */
export function listProjections(architecture: Architecture, config: ArchitectureConfig): Projection[] {
  const shapes = new Map<string, readonly number[]>();
  const found = new Map<string, Projection>();
  const ops = namingOps({
    onWeight: (name, shape) => shapes.set(name, shape),
    onLayerLinear(name, layout) {
      const [first = 0, second = 0] = shapes.get(name) ?? [];
      const [outputs, inputs] = layout === "outIn" ? [first, second] : [second, first];
      found.set(name, { name, layout, inputs, outputs });
    },
  });
  architecture.hidden(ops, config);
  return [...found.values()];
}

export function countParameters(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

interface NamingListener {
  onWeight(name: string, shape: readonly number[]): void;
  /** A linear map inside a layer, by its weight. */
  onLayerLinear?(name: string, layout: "outIn" | "inOut"): void;
}

/** The third interpreter: computes nothing, tells of every parameter. Its values are names of weights, or nothing. */
function namingOps({ onWeight, onLayerLinear }: NamingListener): Ops<string | null> {
  const nothing = () => null;
  let isInLayer = false;
  return {
    weight(name, shape) {
      onWeight(name, shape);
      return name;
    },
    layer(input, body) {
      isInLayer = true;
      const output = body(input);
      isInLayer = false;
      return output;
    },
    tokenIds: nothing,
    positions: nothing,
    tokenTypes: nothing,
    embedding: nothing,
    linear(_, weight, { layout }) {
      if (isInLayer && weight !== null) onLayerLinear?.(weight, layout);
      return null;
    },
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
