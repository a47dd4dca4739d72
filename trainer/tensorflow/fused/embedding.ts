import * as tf from "@tensorflow/tfjs";
import { segmentSum } from "@/trainer/tensorflow/kernels";

/** Rows of `table` [N, D] picked by `ids` (any shape, int32) → [...ids, D]. Keeps only the ids. */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [rows, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const [count, width] = rows.shape as [number, number];
    save([ids]);
    return {
      value: tf.gather(rows, ids),
      gradFunc: (dy, saved) => {
        const flatIds = tf.reshape(saved[0] as tf.Tensor, [-1]) as tf.Tensor1D;
        return segmentSum(tf.reshape(dy, [-1, width]), flatIds, count);
      },
    };
  })(table);
}
