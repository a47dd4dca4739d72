import type { AttentionSpec } from "@/lm/architecture/ops";
import type { LayerCache } from "@/lm/onnx/attention-cache";
import { range, type BatchShape } from "@/lm/onnx/batch-shape";
import type { RotaryTable } from "@/lm/onnx/rotary-table";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";

const MASKED = -1e30;

/**
 * Attention out of ONNX's own operators, for head widths that the fused operators refuse, and as their twin in tests.
 * Same contract: right-padded rows, a cache whose rows are written at each token's own position. [B·T, H·W]
 */
export function plainAttention(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  cache: LayerCache | undefined,
  rotary: RotaryTable | undefined,
): ValueName {
  const { heads, keyValueHeads, headWidth } = spec;
  const group = heads / keyValueHeads;
  const byHead = (value: ValueName, count: number) =>
    graph.transpose(graph.reshapeTo(value, [shape.batch, shape.time, count, headWidth]), 0, 2, 1, 3);
  let query = byHead(spec.query, heads);
  let key = byHead(spec.key, keyValueHeads);
  let value = byHead(spec.value, keyValueHeads);
  if (rotary) {
    const table = pickPositions(graph, shape, rotary);
    query = rotate(graph, query, table, headWidth);
    key = rotate(graph, key, table, headWidth);
  }
  if (cache) {
    key = writeCache(graph, shape, key, cache.pastKey, cache.presentKey, [keyValueHeads, headWidth]);
    value = writeCache(graph, shape, value, cache.pastValue, cache.presentValue, [keyValueHeads, headWidth]);
  }

  const slots = graph.gather(graph.node("Shape", [key]), graph.int64s(2));
  const grouped = graph.reshapeTo(query, [shape.batch, keyValueHeads, -1, headWidth]);
  const products = graph.node("MatMul", [grouped, graph.transpose(key, 0, 1, 3, 2)]);
  const scaled = graph.node("Mul", [products, graph.float(spec.scale)]);
  const scores = graph.reshapeTo(scaled, [shape.batch, keyValueHeads, group, shape.time, slots]);
  const visible = graph.reshapeTo(visibility(graph, shape, spec.mask, slots), [shape.batch, 1, 1, -1, slots]);
  const masked = graph.node("Where", [visible, scores, graph.float(MASKED)]);
  const weights = graph.node("Softmax", [masked], { attributes: { axis: { int: -1 } } });
  const flatWeights = graph.reshapeTo(weights, [shape.batch, keyValueHeads, -1, slots]);
  const attended = graph.node("MatMul", [flatWeights, value]);
  const perHead = graph.reshapeTo(attended, [shape.batch, heads, shape.time, headWidth]);
  return graph.reshape(graph.transpose(perHead, 0, 2, 1, 3), -1, heads * headWidth);
}

/** Which cache slots a token sees: [B, T, S] for causal, [B, 1, S] for full. */
function visibility(
  graph: GraphBuilder,
  shape: BatchShape,
  mask: AttentionSpec<unknown>["mask"],
  slots: ValueName,
): ValueName {
  const slot = range(graph, slots);
  const limit =
    mask === "causal" ? shape.positions : graph.reshape(graph.cast(shape.lastPositions, "int64"), -1, 1);
  return graph.node("LessOrEqual", [slot, graph.node("Unsqueeze", [limit, graph.int64s(2)])]);
}

/**
 * The cache with the new rows [B, K, T, W] written at their tokens' positions, made long enough for the batch.
 * [B, K, S, W]
 */
function writeCache(
  graph: GraphBuilder,
  shape: BatchShape,
  rows: ValueName,
  past: ValueName,
  present: ValueName,
  [keyValueHeads, headWidth]: [number, number],
): ValueName {
  const pastLength = graph.gather(graph.node("Shape", [past]), graph.int64s(2));
  const total = graph.reshape(graph.cast(shape.totalLength, "int64"), 1);
  const slots = graph.node("Max", [pastLength, total]);
  const missing = graph.node("Sub", [slots, pastLength]);
  const filler = graph.node("Expand", [
    graph.float(0),
    graph.concat([shape.batch, graph.int64s(keyValueHeads), missing, graph.int64s(headWidth)], 0),
  ]);
  const old = graph.concat([past, filler], 2);
  const position = graph.node("Unsqueeze", [shape.positions, graph.int64s(1)]);
  const slot = graph.reshape(range(graph, slots), 1, -1, 1);
  // [B, S, T]: token t goes to slot s
  const goes = graph.cast(graph.node("Equal", [slot, position]), "float32");
  const placed = graph.node("MatMul", [graph.node("Unsqueeze", [goes, graph.int64s(1)]), rows]);
  const written = graph.node("ReduceMax", [goes, graph.int64s(2)], { attributes: { keepdims: { int: 1 } } });
  const isWritten = graph.cast(graph.node("Unsqueeze", [written, graph.int64s(1)]), "bool");
  return graph.node("Where", [isWritten, placed, old], { outputs: [present] });
}

/** Rows of the table at each token's position. [B, 1, T, W/2] */
function pickPositions(graph: GraphBuilder, shape: BatchShape, table: RotaryTable): RotaryTable {
  const positions = shape.positions;
  const pick = (value: ValueName) =>
    graph.node("Unsqueeze", [graph.gather(value, positions), graph.int64s(1)]);
  return { cosines: pick(table.cosines), sines: pick(table.sines) };
}

/** Turns the pairs (i, i + W/2) of the last axis. */
function rotate(graph: GraphBuilder, value: ValueName, table: RotaryTable, width: number): ValueName {
  const halves = [graph.freshName("half"), graph.freshName("half")] as const;
  graph.node("Split", [value, graph.int64s(width / 2, width / 2)], {
    attributes: { axis: { int: -1 } },
    outputs: [...halves],
  });
  const times = (a: ValueName, b: ValueName) => graph.node("Mul", [a, b]);
  const first = graph.node("Sub", [times(halves[0], table.cosines), times(halves[1], table.sines)]);
  const second = graph.node("Add", [times(halves[1], table.cosines), times(halves[0], table.sines)]);
  return graph.concat([first, second], -1);
}
