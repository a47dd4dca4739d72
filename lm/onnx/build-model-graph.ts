import { TOP_LOGIT_COUNT } from "@/lib/contracts/logprobs";
import { AppError } from "@/lib/errors";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { rewardScores } from "@/lm/architecture/reward-head";
import { describeBatch, lastTokenRows } from "@/lm/onnx/batch-shape";
import { encodeOnnxModel } from "@/lm/onnx/encode-onnx-model";
import { GraphBuilder, type ValueName } from "@/lm/onnx/graph-builder";
import { OnnxOps, type CacheForm } from "@/lm/onnx/onnx-ops";
import type { WeightLayout } from "@/lm/onnx/weight-layout";

/**
 * What a graph computes.
 * - `logits`: scores of the next token at every position, [B, T, V] (causal models; the form that others read).
 * - `probabilities`: distribution of the next token after the last real token of each row, at the temperature given as
 *   input `inverse_temperature` [B, 1]. [B, V] (causal models)
 * - `token-logprobs`: for chosen rows of the matrix [B·T, D], log-probability of a given next token and the ten
 *   highest logits. (causal models)
 * - `hidden`: hidden states after the last norm. [B, T, D]
 * - `reward`: the score of a sequence classification model with one label. [B]
 */
export type GraphHead = "logits" | "probabilities" | "token-logprobs" | "hidden" | "reward";

export interface ModelGraphOptions {
  head: GraphHead;
  /** Where causal models keep the keys and values of earlier tokens. */
  cache: CacheForm;
  /**
   * `lengths`: inputs `last_positions` [B] int32 (number of tokens so far, minus one) and `total_length` [1] int32;
   * `mask`: input `attention_mask` [B, total length] int64, as Hugging Face's exporter names it, right-padded; encoders
   * then also take `token_type_ids`.
   */
  inputs: "lengths" | "mask";
  /** Use ONNX Runtime's fused operators (default). */
  fused?: boolean;
}

/**
 * The ONNX file of a model: bytes of a few hundred kilobytes, whose weights stand in `layout.path`.
 *
 * @throws AppError MISSING_TENSOR, WRONG_SHAPE (weights), UNSUPPORTED_FORMAT (a head that the architecture lacks)
 */
export function buildModelGraph(
  architecture: Architecture,
  config: ArchitectureConfig,
  layout: WeightLayout,
  options: ModelGraphOptions,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const tokenIds = graph.input("input_ids", "int64", ["batch", "time"]);
  const lengths = options.inputs === "lengths" ? lengthInputs(graph) : lengthsFromMask(graph);
  const shape = describeBatch(graph, { tokenIds, ...lengths });
  const tokenTypes =
    options.inputs === "mask" && !architecture.logits
      ? graph.input("token_type_ids", "int64", ["batch", "time"])
      : undefined;
  const ops = new OnnxOps(graph, shape, layout, {
    cache: options.cache,
    fused: options.fused ?? true,
    tokenTypes,
  });

  const hidden = architecture.hidden(ops, config);
  const width = config.hiddenSize;
  const atLast = () => graph.gather(hidden, lastTokenRows(graph, shape));
  const logitsOf = (states: ValueName) => {
    if (!architecture.logits) {
      throw new AppError(
        "UNSUPPORTED_FORMAT",
        `A ${architecture.modelType} model has no next-token logits: it cannot generate text.`,
      );
    }
    return architecture.logits(ops, config, states);
  };

  switch (options.head) {
    case "logits": {
      const logits = graph.reshapeTo(logitsOf(hidden), [shape.batch, shape.time, config.vocabularySize]);
      graph.output("logits", "float32", ["batch", "time", config.vocabularySize], logits);
      break;
    }
    case "probabilities": {
      const inverse = graph.input("inverse_temperature", "float32", ["batch", 1]);
      const scaled = graph.node("Mul", [logitsOf(atLast()), inverse]);
      const distribution = graph.node("Softmax", [scaled], { attributes: { axis: { int: -1 } } });
      graph.output("probabilities", "float32", ["batch", config.vocabularySize], distribution);
      break;
    }
    case "token-logprobs":
      tokenLogprobsHead(graph, config, hidden, logitsOf);
      break;
    case "hidden": {
      const states = graph.reshapeTo(hidden, [shape.batch, shape.time, width]);
      graph.output("last_hidden_state", "float32", ["batch", "time", width], states);
      break;
    }
    case "reward": {
      const states = architecture.scoredToken === "last" ? atLast() : hidden;
      const scores = rewardScores(ops, architecture, config, states);
      graph.output("logits", "float32", ["batch", 1], scores);
      break;
    }
  }
  const metadata = { model_type: architecture.modelType, head: options.head };
  return encodeOnnxModel(graph.finish(architecture.modelType, metadata)) as Uint8Array<ArrayBuffer>;
}

interface LengthValues {
  lastPositions: ValueName;
  totalLength: ValueName;
}

function lengthInputs(graph: GraphBuilder): LengthValues {
  return {
    lastPositions: graph.input("last_positions", "int32", ["batch"]),
    totalLength: graph.input("total_length", "int32", [1]),
  };
}

function lengthsFromMask(graph: GraphBuilder): LengthValues {
  const mask = graph.input("attention_mask", "int64", ["batch", "total_length"]);
  const real = graph.node("ReduceSum", [mask, graph.int64s(1)], { attributes: { keepdims: { int: 0 } } });
  const lastPositions = graph.cast(graph.node("Sub", [real, graph.int64(1)]), "int32");
  const total = graph.gather(graph.node("Shape", [mask]), graph.int64s(1));
  return { lastPositions, totalLength: graph.cast(total, "int32") };
}

/**
 * Inputs `score_rows` [N] (rows of [B·T, D]), `next_token_ids` [N] and `top_rows` [M] (places among the N); outputs
 * `logprobs` [N], `top_logits` and `top_ids` [M, 10].
 */
function tokenLogprobsHead(
  graph: GraphBuilder,
  config: ArchitectureConfig,
  hidden: ValueName,
  logitsOf: (states: ValueName) => ValueName,
): void {
  const rows = graph.input("score_rows", "int64", ["scored"]);
  const next = graph.input("next_token_ids", "int64", ["scored"]);
  const topRows = graph.input("top_rows", "int64", ["tops"]);
  const logits = logitsOf(graph.gather(hidden, rows));
  // not ReduceLogSumExp: its one float32 accumulator loses 1e-4 over a large vocabulary
  const distribution = graph.node("LogSoftmax", [logits], { attributes: { axis: { int: -1 } } });
  const chosen = graph.node("GatherElements", [distribution, graph.reshape(next, -1, 1)], {
    attributes: { axis: { int: 1 } },
  });
  const logprobs = graph.reshape(chosen, -1);
  graph.output("logprobs", "float32", ["scored"], logprobs);

  const count = Math.min(TOP_LOGIT_COUNT, config.vocabularySize);
  const [values, ids] = [graph.freshName("top"), graph.freshName("top")];
  graph.node("TopK", [graph.gather(logits, topRows), graph.int64s(count)], { outputs: [values, ids] });
  graph.output("top_logits", "float32", ["tops", count], values);
  graph.output("top_ids", "int64", ["tops", count], ids);
}
