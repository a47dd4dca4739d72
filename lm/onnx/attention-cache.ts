import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";

/** Names of one layer's cache among the graph's inputs and outputs: those that Hugging Face's exporter gives. */
export function cacheNames(layer: number): {
  pastKey: string;
  pastValue: string;
  presentKey: string;
  presentValue: string;
  newKeys: string;
  newValues: string;
} {
  return {
    newKeys: `new.${layer}.key`,
    newValues: `new.${layer}.value`,
    pastKey: `past_key_values.${layer}.key`,
    pastValue: `past_key_values.${layer}.value`,
    presentKey: `present.${layer}.key`,
    presentValue: `present.${layer}.value`,
  };
}

/** The cache of one attention layer in the graph. Keys and values are [B, K, cache length, W]. */
export interface LayerCache {
  pastKey: ValueName;
  pastValue: ValueName;
  presentKey: ValueName;
  presentValue: ValueName;
}

/** The cache of one layer: what the graph reads, [B, K, P, W], and under which names it gives the rows to add. */
export interface SplitCache {
  keys: ValueName;
  values: ValueName;
  newKeys: ValueName;
  newValues: ValueName;
}

/** Declares the inputs and outputs of a layer's cache. */
export function declareCache(
  graph: GraphBuilder,
  layer: number,
  keyValueHeads: number,
  headWidth: number,
): LayerCache {
  const names = cacheNames(layer);
  const past = ["batch", keyValueHeads, "past_length", headWidth];
  const present = ["batch", keyValueHeads, "present_length", headWidth];
  graph.input(names.pastKey, "float32", past);
  graph.input(names.pastValue, "float32", past);
  graph.output(names.presentKey, "float32", present, names.presentKey);
  graph.output(names.presentValue, "float32", present, names.presentValue);
  return names;
}

/** Declares the inputs of a cache that the graph only reads, and the outputs that hold this run's own rows. */
export function declareSplitCache(
  graph: GraphBuilder,
  layer: number,
  keyValueHeads: number,
  headWidth: number,
): SplitCache {
  const names = cacheNames(layer);
  const past = ["batch", keyValueHeads, "past_length", headWidth];
  const rows = ["batch", keyValueHeads, "time", headWidth];
  const keys = graph.input(names.pastKey, "float32", past);
  const values = graph.input(names.pastValue, "float32", past);
  graph.output(names.newKeys, "float32", rows, names.newKeys);
  graph.output(names.newValues, "float32", rows, names.newValues);
  return { keys, values, newKeys: names.newKeys, newValues: names.newValues };
}
