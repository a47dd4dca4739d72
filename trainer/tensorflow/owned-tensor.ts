import * as tf from "@tensorflow/tfjs";
import { executeSingleOp, nodeBackend } from "@/trainer/tensorflow/execute-op";

/**
 * A tensor in memory of its own. `tf.tensor` would go on using the array that it is given, which an optimiser that
 * updates in place would then write into.
 */
export function ownedTensor(data: Float32Array, shape: readonly number[]): tf.Tensor {
  const backend = nodeBackend();
  if (!backend) return tf.tensor(Float32Array.from(data), [...shape], "float32");
  return tf.tidy(() =>
    executeSingleOp("DeepCopy", [tf.tensor(data, [...shape], "float32")], {
      T: { type: backend.binding.TF_FLOAT },
    }),
  );
}
