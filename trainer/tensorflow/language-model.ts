import * as tf from "@tensorflow/tfjs";
import type { Precision } from "@/lib/contracts/precision";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { rewardScores } from "@/lm/architecture/reward-head";
import { embedding } from "@/trainer/tensorflow/fused/embedding";
import type { LowRankAdapters } from "@/trainer/tensorflow/low-rank-adapters";
import type { ParameterStore } from "@/trainer/tensorflow/parameters";
import { TensorOps } from "@/trainer/tensorflow/tensor-ops";
import { lastTokenColumns, type TokenBatch } from "@/trainer/tensorflow/token-batch";

/** A model ready to compute: its function, its sizes, its numbers. */
export interface LanguageModel {
  architecture: Architecture;
  config: ArchitectureConfig;
  parameters: ParameterStore;
  precision: Precision;
  /** Gradient checkpointing: less memory for one more forward pass. */
  recomputeLayers?: boolean;
  /** Low-rank adapters: they alone are learnt, and `parameters` stay as they are. */
  adapters?: LowRankAdapters;
}

/** What a training step changes. */
export function learntParameters({ parameters, adapters }: LanguageModel): ParameterStore {
  return adapters ? adapters.parameters : parameters;
}

/** A parameter's numbers as they are served: with its adapter merged in. */
export function servedNumbers({ parameters, adapters }: LanguageModel, name: string): Float32Array {
  const merged = adapters?.merge(name, parameters.get(name));
  if (!merged) return parameters.toFloat32(name);
  const numbers = merged.dataSync<"float32">();
  merged.dispose();
  return numbers;
}

/** Final hidden states. [B, T, D]. Call it inside a tidy. */
export function hiddenStates(model: LanguageModel, batch: TokenBatch): tf.Tensor3D {
  const { parameters, precision, recomputeLayers, adapters } = model;
  const ops = new TensorOps({ parameters, batch, precision, recomputeLayers, adapters });
  try {
    return model.architecture.hidden(ops, model.config) as tf.Tensor3D;
  } finally {
    ops.dispose();
  }
}

/**
 * Rows of [B, T, D] at cells b·T + t: → [N, D].
 *
 * @param cells [N] int32
 */
export function hiddenAt(hidden: tf.Tensor3D, cells: tf.Tensor1D): tf.Tensor2D {
  const [batch, time, width] = hidden.shape;
  return embedding(tf.reshape(hidden, [batch * time, width]), cells) as tf.Tensor2D;
}

/**
 * Next-token logits of chosen hidden states, [N, D] → [N, V]. Their products are float32 in the forward pass whatever
 * the model's precision: bfloat16 would round a logit of 20 to a multiple of ⅛.
 */
export function logitsOf(model: LanguageModel, rows: tf.Tensor2D): tf.Tensor2D {
  const { architecture, config } = model;
  const [count, width] = rows.shape;
  const logits = withHead(model, NO_TOKENS, (ops) => {
    if (!architecture.logits) throw new Error(`${architecture.modelType} predicts no next tokens`);
    return architecture.logits(ops, config, tf.reshape(rows, [1, count, width]) as tf.Tensor);
  });
  return tf.reshape(logits, [count, config.vocabularySize]);
}

/** Next-token logits at cells b·T + t of a batch. [N, V] */
export function logitsAt(model: LanguageModel, batch: TokenBatch, cells: readonly number[]): tf.Tensor2D {
  return logitsOf(model, hiddenAt(hiddenStates(model, batch), tf.tensor1d([...cells], "int32")));
}

/** An encoder's pooled first tokens, of hidden states of the same batch. [B, D] */
export function pooledStates(model: LanguageModel, batch: TokenBatch, hidden: tf.Tensor3D): tf.Tensor2D {
  const { architecture, config } = model;
  const pooled = withHead(model, batch, (ops) => {
    if (!architecture.pooled) throw new Error(`${architecture.modelType} has no pooler`);
    return architecture.pooled(ops, config, hidden as tf.Tensor);
  });
  return tf.reshape(pooled, [batch.batch, config.hiddenSize]);
}

/** The reward head's score of each row, read at its last real token, or for encoders at its first. [B] */
export function rewardOf(model: LanguageModel, batch: TokenBatch): tf.Tensor1D {
  const { architecture, config } = model;
  const hidden = hiddenStates(model, batch);
  const score = (tokens: TokenBatch, input: tf.Tensor) =>
    withHead(model, tokens, (ops) =>
      tf.reshape(rewardScores(ops, architecture, config, input), [batch.batch]),
    );
  if (architecture.scoredToken === "first") return score(batch, hidden) as tf.Tensor1D;
  const cells = lastTokenColumns(batch).map((column, row) => row * batch.time + column);
  const last = hiddenAt(hidden, tf.tensor1d(cells, "int32"));
  return score(NO_TOKENS, tf.reshape(last, [1, batch.batch, config.hiddenSize])) as tf.Tensor1D;
}

/** Heads never look at the tokens, except for the place of the first one. */
const NO_TOKENS: TokenBatch = { batch: 0, time: 0, tokenIds: new Int32Array(), mask: new Uint8Array() };

function withHead(
  { parameters, precision, adapters }: LanguageModel,
  batch: TokenBatch,
  head: (ops: TensorOps) => tf.Tensor,
): tf.Tensor {
  const ops = new TensorOps({
    parameters,
    batch,
    precision: "float32",
    backwardPrecision: precision,
    adapters,
  });
  try {
    return head(ops);
  } finally {
    ops.dispose();
  }
}
