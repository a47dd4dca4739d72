import * as tf from "@tensorflow/tfjs";
import type { Precision } from "@/lib/contracts/precision";
import { toBfloat16 } from "@/trainer/tensorflow/execute-op";
import { sumRows } from "@/trainer/tensorflow/fused/sum-rows";
import { matMul2d, matMul2dBfloat16 } from "@/trainer/tensorflow/kernels";

export interface LinearOptions {
  bias?: tf.Tensor;
  /** `outIn`: weight is [O, I]; `inOut`: [I, O]. */
  layout: "outIn" | "inOut";
  /** Type of the products' operands in each direction; sums, results and gradients are float32. */
  forward: Precision;
  backward: Precision;
}

/**
 * x [..., I] times `weight` plus bias → [..., O]. Keeps x and the weight; in bfloat16, their bfloat16 copies, so that
 * the backward pass casts nothing but the incoming gradient.
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, options: LinearOptions): tf.Tensor {
  const { bias, layout, forward, backward } = options;
  const outIn = layout === "outIn";
  const inputs = x.shape[x.rank - 1] ?? 0;
  const outputs = weight.shape[outIn ? 0 : 1] ?? 0;
  const forwardProduct = forward === "bfloat16" ? matMul2dBfloat16 : matMul2d;
  const backwardProduct = backward === "bfloat16" ? matMul2dBfloat16 : matMul2d;

  return tf.customGrad((...args) => {
    const save = args[args.length - 1] as unknown as tf.GradSaveFunc;
    const [x, weight, bias] = args as [tf.Tensor, tf.Tensor, tf.Tensor | undefined];
    const rows = tf.reshape(x, [-1, inputs]);
    const narrow = forward === "bfloat16" || backward === "bfloat16";
    const narrowRows = narrow ? toBfloat16(rows) : rows;
    const narrowWeight = narrow ? toBfloat16(weight) : weight;
    save(backward === "bfloat16" ? [narrowRows, narrowWeight] : [rows, weight]);
    const product =
      forward === "bfloat16"
        ? forwardProduct(narrowRows, narrowWeight, false, outIn)
        : forwardProduct(rows, weight, false, outIn);
    const hasBias = options.bias !== undefined && bias !== undefined;
    const sum = hasBias ? tf.add(product, bias) : product;
    return {
      value: tf.reshape(sum, [...x.shape.slice(0, -1), outputs]),
      gradFunc: (dy, saved) => {
        const [rows, weight] = saved as [tf.Tensor, tf.Tensor];
        const flat = tf.reshape(dy, [-1, outputs]);
        const gradient = backward === "bfloat16" ? toBfloat16(flat) : flat;
        const dx = tf.reshape(backwardProduct(gradient, weight, false, !outIn), x.shape);
        const dWeight = outIn
          ? backwardProduct(gradient, rows, true, false)
          : backwardProduct(rows, gradient, true, false);
        return hasBias ? [dx, dWeight, sumRows(flat)] : [dx, dWeight];
      },
    };
  })(...(bias ? [x, weight, bias] : [x, weight]));
}

/**
 * The same with a weight and bias that are not learnt: the tape keeps neither x nor a copy of the weight, and the
 * backward pass is one product instead of two.
 */
export function frozenLinear(x: tf.Tensor, weight: tf.Tensor, options: LinearOptions): tf.Tensor {
  const { bias, layout, forward, backward } = options;
  const outIn = layout === "outIn";
  const inputs = x.shape[x.rank - 1] ?? 0;
  const outputs = weight.shape[outIn ? 0 : 1] ?? 0;
  return tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([weight]);
    const product = matMulAs(forward, tf.reshape(x, [-1, inputs]), weight, outIn);
    return {
      value: tf.reshape(bias ? tf.add(product, bias) : product, [...x.shape.slice(0, -1), outputs]),
      gradFunc: (dy, saved) => {
        const gradient = tf.reshape(dy, [-1, outputs]);
        return tf.reshape(matMulAs(backward, gradient, saved[0] as tf.Tensor, !outIn), x.shape);
      },
    };
  })(x);
}

export interface LowRankUpdate {
  /** A [r, I] */
  down: tf.Tensor;
  /** B [O, r] */
  up: tf.Tensor;
  scale: number;
}

/**
 * x times the frozen `weight` plus scale·B·A, of which A and B are learnt (LoRA; Hu et al., 2021). The sum is formed
 * once and kept: its cost is that of the weights, not of the tokens, and neither direction needs a second product or
 * sum of the output's size.
 *
 *   dx = dy·W′;  dB = scale·dyᵀ·(x·Aᵀ);  dA = scale·(dy·B)ᵀ·x
 */
export function adaptedLinear(
  x: tf.Tensor,
  weight: tf.Tensor,
  { down, up, scale }: LowRankUpdate,
  options: LinearOptions,
): tf.Tensor {
  const { bias, layout, forward, backward } = options;
  const outIn = layout === "outIn";
  const inputs = x.shape[x.rank - 1] ?? 0;
  const outputs = weight.shape[outIn ? 0 : 1] ?? 0;
  return tf.customGrad((...args) => {
    const [x, down, up, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const merged = mergeLowRank(weight, { down, up, scale }, layout);
    save([x, down, up, merged]);
    const product = matMulAs(forward, tf.reshape(x, [-1, inputs]), merged, outIn);
    return {
      value: tf.reshape(bias ? tf.add(product, bias) : product, [...x.shape.slice(0, -1), outputs]),
      gradFunc: (dy, saved) => {
        const [x, down, up, merged] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const gradient = tf.reshape(dy, [-1, outputs]);
        const rows = tf.reshape(x, [-1, inputs]);
        const narrow = tf.mul(matMul2d(rows, down, false, true), scale);
        const narrowGradient = tf.mul(matMul2d(gradient, up, false, false), scale);
        return [
          tf.reshape(matMulAs(backward, gradient, merged, !outIn), x.shape),
          matMul2d(narrowGradient, rows, true, false),
          matMul2d(gradient, narrow, true, false),
        ];
      },
    };
  })(x, down, up);
}

/** weight + scale·B·A, in the weight's own layout. Without gradient. */
export function mergeLowRank(
  weight: tf.Tensor,
  { down, up, scale }: LowRankUpdate,
  layout: LinearOptions["layout"],
): tf.Tensor {
  const update = layout === "outIn" ? matMul2d(up, down, false, false) : matMul2d(down, up, true, true);
  return tf.add(weight, tf.mul(update, scale));
}

function matMulAs(precision: Precision, a: tf.Tensor, b: tf.Tensor, transposeB: boolean): tf.Tensor {
  return precision === "bfloat16"
    ? matMul2dBfloat16(toBfloat16(a), toBfloat16(b), false, transposeB)
    : matMul2d(a, b, false, transposeB);
}
