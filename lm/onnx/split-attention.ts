import type { AttentionSpec } from "@/lm/architecture/ops";
import type { NewRows, ReadCache } from "@/lm/onnx/attention-cache";
import { range, type BatchShape } from "@/lm/onnx/batch-shape";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";

const MASKED = -1e30;

/** What the attention layers of one graph share; made once. */
export interface SplitContext {
  /** Length of the cache's time axis, used or not. One-element int64 value. */
  cacheLength: ValueName;
  /** 0 where a token sees a key, −1e30 where not. [B, 1, 1, T, P + T] */
  bias: ValueName;
}

/**
 * Attention over a cache that the graph only reads, and over this run's own rows, out of ONNX's own operators: for head
 * widths that GroupQueryAttention refuses, and as its twin in tests. [B·T, H·W]
 */
export function splitAttention(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  cache: ReadCache,
  newRows: NewRows,
  context: SplitContext,
): ValueName {
  const { keyValueHeads, headWidth, heads } = spec;
  const group = heads / keyValueHeads;
  const perHead = (rows: ValueName) =>
    graph.transpose(graph.reshapeTo(rows, [shape.batch, shape.time, keyValueHeads, headWidth]), 0, 2, 1, 3);
  const newKeys = perHead(newRows.keys);
  const newValues = perHead(newRows.values);
  const byGroup = graph.reshapeTo(newRows.query, [shape.batch, shape.time, keyValueHeads, group, headWidth]);
  const query = graph.reshapeTo(graph.transpose(byGroup, 0, 2, 3, 1, 4), [
    shape.batch,
    keyValueHeads,
    -1,
    headWidth,
  ]);

  const dots = (keys: ValueName) =>
    graph.node("FusedMatMul", [query, keys], {
      domain: "com.microsoft",
      attributes: { transB: { int: 1 }, alpha: { float: spec.scale } },
    });
  const scores = graph.concat([dots(cache.keys), dots(newKeys)], 3);
  const grouped = graph.reshapeTo(scores, [shape.batch, keyValueHeads, group, shape.time, -1]);
  const masked = graph.node("Add", [grouped, context.bias]);
  const weights = graph.node("Softmax", [masked], { attributes: { axis: { int: -1 } } });
  const flat = graph.reshapeTo(weights, [
    shape.batch,
    keyValueHeads,
    graph.node("Mul", [shape.time, graph.int64s(group)]),
    -1,
  ]);
  const [old, fresh] = [graph.freshName("weights"), graph.freshName("weights")];
  graph.node("Split", [flat, graph.concat([context.cacheLength, shape.time], 0)], {
    attributes: { axis: { int: 3 } },
    outputs: [old, fresh],
  });
  const sum = graph.node("Add", [
    graph.node("MatMul", [old, cache.values]),
    graph.node("MatMul", [fresh, newValues]),
  ]);
  const ungrouped = graph.reshapeTo(sum, [shape.batch, keyValueHeads, group, shape.time, headWidth]);
  return graph.reshape(graph.transpose(ungrouped, 0, 3, 1, 2, 4), -1, heads * headWidth);
}

/** `keys` is any layer's cache, [B, K, P, W]. */
export function splitContext(graph: GraphBuilder, shape: BatchShape, keys: ValueName): SplitContext {
  const cacheLength = graph.gather(graph.node("Shape", [keys]), graph.int64s(2));
  // cached: every slot that the row has filled
  const isFilled = graph.node("Less", [range(graph, cacheLength), shape.pastLengths]);
  // not a Reshape: that reads a size of 0 (an empty cache) as "keep"
  const filled = graph.node("Unsqueeze", [isFilled, graph.int64s(1, 2, 3)]);
  // own: tokens up to this one
  const steps = range(graph, shape.time);
  const isEarlier = graph.node("LessOrEqual", [steps, graph.reshape(steps, -1, 1)]);
  const bias = (visible: ValueName, length: ValueName) =>
    graph.node("Expand", [
      graph.node("Where", [visible, graph.float(0), graph.float(MASKED)]),
      graph.concat([shape.batch, graph.int64s(1, 1), shape.time, length], 0),
    ]);
  return { cacheLength, bias: graph.concat([bias(filled, cacheLength), bias(isEarlier, shape.time)], 4) };
}
