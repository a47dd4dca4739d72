import * as tf from "@tensorflow/tfjs";
import { executeOp, nodeBackend } from "@/trainer/tensorflow/execute-op";

/**
 * log π(token) under softmax(logits / temperature). logits [N, V], tokenIds [N] int32 → [N].
 *
 * Where TensorFlow's library computes, its fused kernel gives value and gradient in one pass, and that gradient is all
 * that is kept.
 */
export function tokenLogprobs(logits: tf.Tensor2D, tokenIds: tf.Tensor1D, temperature = 1): tf.Tensor1D {
  const logprobs = tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const [losses, gradient] = sparseCrossEntropy(z, tokenIds);
    save([gradient]);
    return {
      value: tf.neg(losses),
      gradFunc: (dy, saved) => tf.mul(saved[0] as tf.Tensor2D, tf.expandDims(tf.neg(dy), -1)),
    };
  })(scaled(logits, temperature));
  return logprobs as tf.Tensor1D;
}

export interface TokenDistribution {
  /** log π(token) under softmax(logits / temperature). [N] */
  logprobs: tf.Tensor1D;
  /** −Σ p·log p of the same distribution, nats. [N] */
  entropy: tf.Tensor1D;
}

/**
 * Log-probabilities of the given tokens and the entropy of each row. logits [N, V], tokenIds [N] int32.
 *
 * One operation on the tape. It keeps the logits (they are its caller's, so no copy is made), and three numbers a row;
 * the gradient is one [N, V] tensor, built from the logits again:
 *
 *   d logprob/d z = onehot − p;   d entropy/d z = −p·(log p + entropy);   z = logits / temperature
 */
export function tokenLogprobsAndEntropy(
  logits: tf.Tensor2D,
  tokenIds: tf.Tensor1D,
  temperature = 1,
): TokenDistribution {
  const both = tf.customGrad((...args) => {
    const [logits, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const logNormalizer = tf.logSumExp(scaled(logits, temperature), -1);
    const chosen = scaled(pickColumns(logits, tokenIds), temperature);
    const entropy = entropyOf(logits, logNormalizer, temperature);
    save([logits, tokenIds, logNormalizer, entropy]);
    return {
      value: tf.stack([tf.sub(chosen, logNormalizer), entropy]),
      gradFunc: (dy, saved) => {
        const [logits, tokenIds, logNormalizer, entropy] = saved as [
          tf.Tensor2D,
          tf.Tensor1D,
          tf.Tensor1D,
          tf.Tensor1D,
        ];
        const [dLogprob, dEntropy] = tf.unstack(dy) as [tf.Tensor1D, tf.Tensor1D];
        const logP = tf.sub(scaled(logits, temperature), tf.expandDims(logNormalizer, -1));
        // −p·(dL + dH·(log p + H)) + dL·onehot
        const constant = tf.add(dLogprob, tf.mul(dEntropy, entropy));
        const factor = tf.add(tf.mul(logP, tf.expandDims(dEntropy, -1)), tf.expandDims(constant, -1));
        const smooth = tf.neg(tf.mul(tf.exp(logP), factor));
        const total = addAtColumns(smooth as tf.Tensor2D, tokenIds, dLogprob);
        return temperature === 1 ? total : tf.div(total, temperature);
      },
    };
  })(logits);
  const [logprobs, entropy] = tf.unstack(both) as [tf.Tensor1D, tf.Tensor1D];
  return { logprobs, entropy };
}

/**
 * Mean cross-entropy of the next tokens, weighted: Σ w·(−log p(target)) / divisor. logits [N, V], targets [N] int32.
 *
 * @param weights [N]; 0 leaves a row out
 * @param divisor tokens of the whole batch, so that microbatches add up to the same gradient
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
  divisor: number,
): tf.Scalar {
  return tf.div(tf.neg(tf.sum(tf.mul(tokenLogprobs(logits, targets), weights))), divisor);
}

/** Losses [N] and softmax − onehot [N, V]. */
function sparseCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): [tf.Tensor, tf.Tensor] {
  const backend = nodeBackend();
  if (backend) {
    const attributes = { T: { type: backend.binding.TF_FLOAT }, Tlabels: { type: backend.binding.TF_INT32 } };
    const outputs = executeOp("SparseSoftmaxCrossEntropyWithLogits", [logits, targets], attributes, 2);
    return outputs as [tf.Tensor, tf.Tensor];
  }
  const logNormalizer = tf.logSumExp(logits, -1, true);
  const probabilities = tf.exp(tf.sub(logits, logNormalizer)) as tf.Tensor2D;
  const losses = tf.sub(tf.squeeze(logNormalizer, [1]), pickColumns(logits, targets));
  return [losses, addAtColumns(probabilities, targets, tf.fill([targets.size], -1))];
}

/** log Z − Σ p·z */
function entropyOf(logits: tf.Tensor2D, logNormalizer: tf.Tensor, temperature: number): tf.Tensor {
  return tf.tidy(() => {
    const z = scaled(logits, temperature);
    const p = tf.exp(tf.sub(z, tf.expandDims(logNormalizer, -1)));
    return tf.sub(logNormalizer, tf.sum(tf.mul(p, z), -1));
  });
}

function scaled(x: tf.Tensor, temperature: number): tf.Tensor {
  return temperature === 1 ? x : tf.div(x, temperature);
}

/** x[n, columns[n]]. [N, V] → [N] */
function pickColumns(x: tf.Tensor2D, columns: tf.Tensor1D): tf.Tensor1D {
  return tf.gather(tf.reshape(x, [-1]), flatPlaces(columns, x.shape[1])) as tf.Tensor1D;
}

/** x with values[n] added at [n, columns[n]]; x must not be used any more. */
function addAtColumns(x: tf.Tensor2D, columns: tf.Tensor1D, values: tf.Tensor1D): tf.Tensor2D {
  const [rows, width] = x.shape;
  const backend = nodeBackend();
  const at = tf.stack([tf.range(0, rows, 1, "int32"), columns], 1);
  if (!backend) return tf.add(x, tf.scatterND(at, values, [rows, width])) as tf.Tensor2D;
  const attributes = { T: { type: backend.binding.TF_FLOAT }, Tindices: { type: backend.binding.TF_INT32 } };
  return executeOp("TensorScatterAdd", [x, at, values], attributes)[0] as tf.Tensor2D;
}

function flatPlaces(columns: tf.Tensor1D, width: number): tf.Tensor1D {
  return tf.add(
    tf.mul(tf.range(0, columns.size, 1, "int32"), tf.scalar(width, "int32")),
    columns,
  ) as tf.Tensor1D;
}
