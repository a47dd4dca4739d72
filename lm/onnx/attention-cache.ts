import type { AttentionSpec } from "@/lm/architecture/ops";
import type { BatchShape } from "@/lm/onnx/batch-shape";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";
import type { RotaryTable } from "@/lm/onnx/rotary-table";

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

/** Past keys and values that the graph only reads. [B, K, P, W] */
export interface ReadCache {
  keys: ValueName;
  values: ValueName;
}

/** This run's own tokens, turned by their positions. [B, T, H·W] and [B, T, K·W] */
export interface NewRows {
  query: ValueName;
  keys: ValueName;
  values: ValueName;
}

/** Declares the inputs of a layer's cache that the graph only reads. */
export function declareReadCache(
  graph: GraphBuilder,
  layer: number,
  keyValueHeads: number,
  headWidth: number,
): ReadCache {
  const names = cacheNames(layer);
  const past = ["batch", keyValueHeads, "past_length", headWidth];
  return {
    keys: graph.input(names.pastKey, "float32", past),
    values: graph.input(names.pastValue, "float32", past),
  };
}

/** Turns this run's queries and keys; keys and values become outputs, for the caller to write into its cache. */
export function declareNewRows(
  graph: GraphBuilder,
  shape: BatchShape,
  layer: number,
  spec: AttentionSpec<ValueName>,
  rotary: RotaryTable | undefined,
): NewRows {
  const names = cacheNames(layer);
  const keyWidth = spec.keyValueHeads * spec.headWidth;
  const rows = (value: ValueName, width: number, name: ValueName, turned: boolean) => {
    const sizes = graph.concat([shape.batch, shape.time, graph.int64s(width)], 0);
    if (!rotary || !turned) return graph.node("Reshape", [value, sizes], { outputs: [name] });
    const unturned = graph.node("Reshape", [value, sizes]);
    return graph.node("RotaryEmbedding", [unturned, shape.positions, rotary.cosines, rotary.sines], {
      domain: "com.microsoft",
      outputs: [name],
    });
  };
  const query = rows(spec.query, spec.heads * spec.headWidth, graph.freshName("query"), true);
  const keys = rows(spec.key, keyWidth, names.newKeys, true);
  const values = rows(spec.value, keyWidth, names.newValues, false);
  for (const name of [keys, values]) graph.output(name, "float32", ["batch", "time", keyWidth], name);
  return { query, keys, values };
}
