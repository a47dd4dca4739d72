import * as tf from "@tensorflow/tfjs";
import { BFLOAT16, executeSingleOp, fromBfloat16, nodeBackend } from "@/trainer/tensorflow/execute-op";

/**
 * Matrix product of two matrices, transposed as asked. [M, K]·[K, N] → [M, N]. Without gradient.
 * WebAssembly's transposed products are ten times slower than a transposition and a plain one.
 */
export function matMul2d(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  const backend = nodeBackend();
  if (!backend) {
    return tf.tidy(() => {
      const left = (transposeA ? tf.transpose(a) : a) as tf.Tensor2D;
      const right = (transposeB ? tf.transpose(b) : b) as tf.Tensor2D;
      return tf.matMul(left, right);
    });
  }
  return executeSingleOp("MatMul", [a, b], {
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
    T: { type: backend.binding.TF_FLOAT },
  });
}

/** The same with bfloat16 operands (see `toBfloat16`), sums in float32 inside, result rounded to bfloat16, float32. */
export function matMul2dBfloat16(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  return tf.tidy(() =>
    fromBfloat16(
      executeSingleOp("MatMul", [a, b], {
        transpose_a: { bool: transposeA },
        transpose_b: { bool: transposeB },
        T: { type: BFLOAT16 },
      }),
    ),
  );
}

/** Batched product over the leading axes; rank 3. Without gradient. */
export function matMulBatched(
  a: tf.Tensor3D,
  b: tf.Tensor3D,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor3D {
  const backend = nodeBackend();
  if (!backend) {
    return tf.tidy(() => {
      const left = transposeA ? tf.transpose(a, [0, 2, 1]) : a;
      const right = transposeB ? tf.transpose(b, [0, 2, 1]) : b;
      return tf.matMul(left, right);
    });
  }
  return executeSingleOp("BatchMatMulV2", [a, b], {
    adj_x: { bool: transposeA },
    adj_y: { bool: transposeB },
    T: { type: backend.binding.TF_FLOAT },
  }) as tf.Tensor3D;
}

/**
 * Sums the rows of `values` [N, D] that share an id: out[ids[n]] += values[n]. → [segments, D]. Without gradient.
 */
export function segmentSum(values: tf.Tensor2D, ids: tf.Tensor1D, segments: number): tf.Tensor2D {
  if (nodeBackend()) return tf.unsortedSegmentSum(values, ids, segments) as tf.Tensor2D;
  // WebAssembly has no such kernel.
  const width = values.shape[1];
  const sums = new Float32Array(segments * width);
  const rows = values.dataSync();
  ids.dataSync().forEach((id, row) => {
    for (let i = 0; i < width; i++)
      sums[id * width + i] = (sums[id * width + i] ?? 0) + (rows[row * width + i] ?? 0);
  });
  return tf.tensor2d(sums, [segments, width]);
}
