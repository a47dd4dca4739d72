import * as tf from "@tensorflow/tfjs";
import type { Rng } from "@/lib/rng";
import type { Projection } from "@/lm/architecture/list-parameters";
import { mergeLowRank } from "@/trainer/tensorflow/fused/linear";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

export interface LowRankSettings {
  /** Inner width r of each adapter. */
  rank: number;
  /** The update's scale is alpha / rank. */
  alpha: number;
}

export interface Adapter {
  /** A [r, I] */
  down: tf.Variable;
  /** B [O, r] */
  up: tf.Variable;
}

/**
 * Low-rank adapters (LoRA; Hu et al., 2021): W + (α/r)·B·A stands for each projection's W, of which B and A alone are
 * learnt. A starts as torch.nn.Linear does (uniform in ±1/√I), B at 0, so that training begins at the model as it is.
 * Named as PEFT names them. Owns its parameters.
 */
export class LowRankAdapters {
  readonly parameters = new ParameterStore();
  readonly scale: number;
  private readonly projections: ReadonlyMap<string, Projection>;

  constructor(projections: readonly Projection[], { rank, alpha }: LowRankSettings, rng: Rng) {
    this.scale = alpha / rank;
    this.projections = new Map(projections.map((projection) => [projection.name, projection]));
    for (const { name, inputs, outputs } of projections) {
      const bound = 1 / Math.sqrt(inputs);
      const random = Float32Array.from({ length: rank * inputs }, () => (2 * rng.uniform() - 1) * bound);
      this.parameters.add(downName(name), [rank, inputs], random);
      this.parameters.add(upName(name), [outputs, rank], new Float32Array(outputs * rank));
    }
  }

  /** Of a weight's name; undefined where it has none. */
  of(name: string): Adapter | undefined {
    if (!this.projections.has(name)) return undefined;
    return { down: this.parameters.get(downName(name)), up: this.parameters.get(upName(name)) };
  }

  /** The named weight with its adapter merged in, in the weight's own layout; undefined where it has none. */
  merge(name: string, weight: tf.Tensor): tf.Tensor | undefined {
    const adapter = this.of(name);
    const layout = this.projections.get(name)?.layout;
    if (!adapter || !layout) return undefined;
    return tf.tidy(() => mergeLowRank(weight, { ...adapter, scale: this.scale }, layout));
  }

  dispose(): void {
    this.parameters.dispose();
  }
}

function downName(weightName: string): string {
  return `${weightName.replace(/\.weight$/, "")}.lora_A.weight`;
}

function upName(weightName: string): string {
  return `${weightName.replace(/\.weight$/, "")}.lora_B.weight`;
}
