import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";

/**
 * The values that say how a batch is laid out. Tokens travel through the graph as rows of one matrix
 * [B·T, D], because ONNX's Gemm, the one matrix product that reads a transposed weight as it stands in the file, takes
 * two dimensions.
 */
export interface BatchShape {
  /** [B, T] int64 */
  tokenIds: ValueName;
  /** Number of tokens of each row now in the sequence, minus one (GroupQueryAttention's convention). [B] int32 */
  lastPositions: ValueName;
  /** Longest sequence of the batch, past included. [1] int32 */
  totalLength: ValueName;
  /** B and T, one-element int64 values. */
  batch: ValueName;
  time: ValueName;
  /** T as int32. [1] */
  timeInt32: ValueName;
  /** Tokens of each row already in the cache: 0 in a first run. [B, 1] int64 */
  pastLengths: ValueName;
  /** Position of each token in its sequence. [B, T] int64 */
  positions: ValueName;
}

/**
 * A run is a prompt's first (T = total length, rows padded on the right) or goes on from a cache (then T new tokens a
 * row, none of them padding).
 */
export function describeBatch(
  graph: GraphBuilder,
  inputs: Pick<BatchShape, "tokenIds" | "lastPositions" | "totalLength">,
): BatchShape {
  const shape = graph.node("Shape", [inputs.tokenIds]);
  const batch = graph.gather(shape, graph.int64s(0));
  const time = graph.gather(shape, graph.int64s(1));
  const timeInt32 = graph.cast(time, "int32");
  const isFirst = graph.node("Equal", [timeInt32, inputs.totalLength]);
  const ahead = graph.node("Sub", [graph.node("Add", [inputs.lastPositions, graph.int32(1)]), timeInt32]);
  const past = graph.node("Where", [isFirst, graph.int32(0), ahead]);
  const pastLengths = graph.reshape(graph.cast(past, "int64"), -1, 1);
  const positions = graph.node("Add", [pastLengths, range(graph, time)]);
  return { ...inputs, batch, time, timeInt32, pastLengths, positions };
}

/** Row of the matrix [B·T, …] that holds the last real token of each sequence. [B] int64 */
export function lastTokenRows(graph: GraphBuilder, shape: BatchShape): ValueName {
  // after a cache every token is real, and the last position exceeds T − 1
  const lastColumn = graph.node("Sub", [shape.timeInt32, graph.int32(1)]);
  const column = graph.cast(graph.node("Min", [shape.lastPositions, lastColumn]), "int64");
  return graph.node("Add", [firstTokenRows(graph, shape), column]);
}

/** Row of the matrix [B·T, …] that holds the first token of each sequence. [B] int64 */
export function firstTokenRows(graph: GraphBuilder, shape: BatchShape): ValueName {
  return graph.node("Mul", [range(graph, shape.batch), shape.time]);
}

/** 0, 1, … n − 1 for a one-element int64 value. [n] int64 */
export function range(graph: GraphBuilder, count: ValueName): ValueName {
  const scalar = graph.node("Squeeze", [count, graph.int64s(0)]);
  return graph.node("Range", [graph.int64(0), scalar, graph.int64(1)]);
}
