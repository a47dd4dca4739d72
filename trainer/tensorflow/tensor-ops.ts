import * as tf from "@tensorflow/tfjs";
import type { Precision } from "@/lib/contracts/precision";
import type { AttentionSpec, Ops, RotarySpec } from "@/lm/architecture/ops";
import { gelu, silu, siluTimes } from "@/trainer/tensorflow/fused/activations";
import { attention, type RotaryTables } from "@/trainer/tensorflow/fused/attention";
import { addSameShape } from "@/trainer/tensorflow/fused/elementwise";
import { embedding } from "@/trainer/tensorflow/fused/embedding";
import { layerNorm } from "@/trainer/tensorflow/fused/layer-norm";
import { adaptedLinear, frozenLinear, linear } from "@/trainer/tensorflow/fused/linear";
import { rmsNorm } from "@/trainer/tensorflow/fused/rms-norm";
import type { LowRankAdapters } from "@/trainer/tensorflow/low-rank-adapters";
import type { ParameterStore } from "@/trainer/tensorflow/parameters";
import { recomputed } from "@/trainer/tensorflow/recompute";
import { isRecording, unrecorded } from "@/trainer/tensorflow/tape";
import {
  firstTokenColumns,
  isRightPadded,
  tokenPositions,
  type TokenBatch,
} from "@/trainer/tensorflow/token-batch";

/** Added to the score of a token that may not be seen. Finite: a row of padding must not become NaN. */
const HIDDEN = -1e9;

export interface TensorOpsOptions {
  parameters: ParameterStore;
  batch: TokenBatch;
  /** Type of the matrix products; float32 where TensorFlow's library is missing. */
  precision?: Precision;
  /** Type of the gradients' products; as `precision` if unset. */
  backwardPrecision?: Precision;
  /** Gradient checkpointing: the backward pass computes each layer's inside again instead of keeping it. */
  recomputeLayers?: boolean;
  /** They alone are learnt, and the parameters are constants. */
  adapters?: LowRankAdapters;
}

/**
 * Interprets an architecture on TensorFlow tensors, with gradients. One instance serves one forward pass, inside the
 * caller's tidy; `dispose` then releases what it shared between layers (the tape keeps what it needs), or the backward
 * pass does where it runs layers again.
 *
 * Rows may be padded on either side, or have holes: positions count real tokens, and padding is never looked at.
 */
export class TensorOps implements Ops<tf.Tensor> {
  private readonly parameters: ParameterStore;
  private readonly batch: TokenBatch;
  private readonly forward: Precision;
  private readonly backward: Precision;
  private readonly rightPadded: boolean;
  private readonly shared = new Map<string, tf.Tensor>();
  /** silu(x) → x, so that a product with it can be one operation. */
  private readonly siluInputs = new WeakMap<tf.Tensor, tf.Tensor>();
  private readonly recomputeLayers: boolean;
  private readonly adapters: LowRankAdapters | undefined;
  /** Tensor id of a weight → its name. */
  private readonly names = new Map<number, string>();
  /** Layers that the backward pass will run again; what layers share must live until then. */
  private recomputations = 0;
  private isFinished = false;
  /** Parameters that the layer at hand asked for. */
  private asked = new Map<string, tf.Tensor>();

  constructor({
    parameters,
    batch,
    precision = "float32",
    backwardPrecision = precision,
    recomputeLayers = false,
    adapters,
  }: TensorOpsOptions) {
    this.parameters = parameters;
    this.batch = batch;
    this.recomputeLayers = recomputeLayers;
    this.adapters = adapters;
    this.forward = usable(precision);
    this.backward = usable(backwardPrecision);
    this.rightPadded = isRightPadded(batch);
  }

  weight(name: string, shape: readonly number[]): tf.Tensor {
    const weight = this.parameters.get(name, shape);
    this.asked.set(name, weight);
    this.names.set(weight.id, name);
    return weight;
  }

  tokenIds(): tf.Tensor {
    const { batch, time, tokenIds } = this.batch;
    return this.once("tokenIds", () => tf.tensor2d(tokenIds, [batch, time], "int32"));
  }

  positions(): tf.Tensor {
    const { batch, time } = this.batch;
    return this.once("positions", () => tf.tensor2d(tokenPositions(this.batch), [batch, time], "int32"));
  }

  tokenTypes(): tf.Tensor {
    const { batch, time } = this.batch;
    return this.once("tokenTypes", () => tf.zeros([batch, time], "int32"));
  }

  embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
    return this.adapters ? unrecorded(() => embedding(table, ids)) : embedding(table, ids);
  }

  linear(
    x: tf.Tensor,
    weight: tf.Tensor,
    options: { bias?: tf.Tensor; layout: "outIn" | "inOut" },
  ): tf.Tensor {
    const precise = { ...options, forward: this.forward, backward: this.backward };
    if (!this.adapters) return linear(x, weight, precise);
    const name = this.names.get(weight.id) ?? "";
    const adapter = this.adapters.of(name);
    if (!adapter) return frozenLinear(x, weight, precise);
    this.asked.set(`${name} down`, adapter.down);
    this.asked.set(`${name} up`, adapter.up);
    return adaptedLinear(x, weight, { ...adapter, scale: this.adapters.scale }, precise);
  }

  layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
    return layerNorm(x, gain, bias, epsilon);
  }

  rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
    return rmsNorm(x, gain, epsilon);
  }

  attention(spec: AttentionSpec<tf.Tensor>): tf.Tensor {
    const rotary = spec.rotary && this.rotaryTables(spec.rotary);
    return attention(spec.query, spec.key, spec.value, spec, this.attentionMask(spec.mask), rotary);
  }

  gelu(x: tf.Tensor, approximate: "none" | "tanh"): tf.Tensor {
    return gelu(x, approximate);
  }

  silu(x: tf.Tensor): tf.Tensor {
    const y = silu(x);
    this.siluInputs.set(y, x);
    return y;
  }

  tanh(x: tf.Tensor): tf.Tensor {
    return tf.tanh(x);
  }

  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.util.arraysEqual(a.shape, b.shape) ? addSameShape(a, b) : tf.add(a, b);
  }

  mul(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    const gate = this.siluInputs.get(a);
    return gate && tf.util.arraysEqual(a.shape, b.shape) ? siluTimes(gate, a, b) : tf.mul(a, b);
  }

  split(x: tf.Tensor, sizes: readonly number[]): tf.Tensor[] {
    // TensorFlow.js has no gradient for cutting into one piece
    return sizes.length === 1 ? [x] : tf.split(x, [...sizes], -1);
  }

  /** Releases what a layer made on its way to its output; what the backward pass needs is on the tape. */
  layer(input: tf.Tensor, body: (input: tf.Tensor) => tf.Tensor): tf.Tensor {
    if (!this.recomputeLayers || !isRecording()) return tf.tidy(() => body(input));
    this.recomputations++;
    this.asked = new Map();
    return recomputed({
      input,
      body,
      weights: () => new Map(this.asked),
      onDone: () => {
        this.recomputations--;
        this.releaseShared();
      },
    });
  }

  dispose(): void {
    this.isFinished = true;
    this.releaseShared();
  }

  private releaseShared(): void {
    if (!this.isFinished || this.recomputations > 0) return;
    for (const tensor of this.shared.values()) tensor.dispose();
    this.shared.clear();
  }

  firstToken(x: tf.Tensor): tf.Tensor {
    const { batch, time } = this.batch;
    const width = x.shape[x.rank - 1] ?? 0;
    if (this.rightPadded) return tf.slice(x, [0, 0, 0], [batch, 1, width]);
    const rows = this.once("firstRows", () => {
      const columns = firstTokenColumns(this.batch);
      return tf.tensor1d(
        columns.map((column, row) => row * time + column),
        "int32",
      );
    });
    return tf.reshape(embedding(tf.reshape(x, [batch * time, width]), rows), [batch, 1, width]);
  }

  /** [1 | B, 1, 1 | T, T] */
  private attentionMask(kind: "causal" | "full"): tf.Tensor {
    const { batch, time, mask } = this.batch;
    return this.once(`mask ${kind}`, () => {
      // Behind the real tokens, padding is hidden from them by causality already.
      if (kind === "causal" && this.rightPadded) {
        const causal = new Float32Array(time * time);
        for (let t = 0; t < time; t++) causal.fill(HIDDEN, t * time + t + 1, (t + 1) * time);
        return tf.tensor4d(causal, [1, 1, time, time]);
      }
      const real = Float32Array.from(mask, (bit) => (bit ? 0 : HIDDEN));
      if (kind === "full") return tf.tensor4d(real, [batch, 1, 1, time]);
      const both = new Float32Array(batch * time * time);
      for (let row = 0; row < batch; row++) {
        for (let t = 0; t < time; t++) {
          const start = (row * time + t) * time;
          both.set(real.subarray(row * time, (row + 1) * time), start);
          both.fill(HIDDEN, start + t + 1, start + time);
        }
      }
      return tf.tensor4d(both, [batch, 1, time, time]);
    });
  }

  private rotaryTables({ inverseFrequencies, attentionFactor }: RotarySpec): RotaryTables {
    const key = `rotary ${attentionFactor} ${inverseFrequencies.join()}`;
    const { batch, time } = this.batch;
    const rows = this.rightPadded ? 1 : batch;
    // Right-padded rows share their positions; where one ends, the table's values no longer matter.
    const positions = this.rightPadded
      ? Int32Array.from({ length: time }, (_, t) => t)
      : tokenPositions(this.batch);
    const half = inverseFrequencies.length;
    const table = (value: (angle: number, firstHalf: boolean) => number) => {
      const numbers = new Float32Array(rows * time * 2 * half);
      positions.forEach((position, at) => {
        inverseFrequencies.forEach((frequency, pair) => {
          numbers[at * 2 * half + pair] = attentionFactor * value(position * frequency, true);
          numbers[at * 2 * half + half + pair] = attentionFactor * value(position * frequency, false);
        });
      });
      return tf.tensor4d(numbers, [rows, 1, time, 2 * half]);
    };
    return {
      cos: this.once(`${key} cos`, () => table((angle) => Math.cos(angle))),
      sin: this.once(`${key} sin`, () => table((angle, firstHalf) => (firstHalf ? -1 : 1) * Math.sin(angle))),
    };
  }

  private once(key: string, make: () => tf.Tensor): tf.Tensor {
    let tensor = this.shared.get(key);
    if (!tensor) {
      // outlives the layer that asks first
      tensor = tf.keep(make());
      this.shared.set(key, tensor);
    }
    return tensor;
  }
}

/** Only TensorFlow's library has bfloat16. */
function usable(precision: Precision): Precision {
  return tf.getBackend() === "tensorflow" ? precision : "float32";
}
