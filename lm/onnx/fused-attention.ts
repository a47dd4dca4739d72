import type { AttentionSpec } from "@/lm/architecture/ops";
import type { LayerCache, NewRows, ReadCache } from "@/lm/onnx/attention-cache";
import type { BatchShape } from "@/lm/onnx/batch-shape";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";
import type { RotaryTable } from "@/lm/onnx/rotary-table";

/**
 * Whether ONNX Runtime's GroupQueryAttention takes this layer: heads of a multiple of 8, with rotary of 16
 * (contrib_ops/cpu/bert/group_query_attention_helper.h).
 */
export function fitsGroupQueryAttention(
  spec: AttentionSpec<unknown>,
  rotaryInside = spec.rotary !== undefined,
): boolean {
  return spec.mask === "causal" && spec.headWidth % (rotaryInside ? 16 : 8) === 0;
}

export function fitsMultiHeadAttention(spec: AttentionSpec<unknown>): boolean {
  return spec.mask === "full" && spec.heads === spec.keyValueHeads && !spec.rotary;
}

/**
 * com.microsoft.GroupQueryAttention. It knows lengths instead of masks: row b sees its own `lastPositions[b] + 1`
 * tokens, so that rows of different length are padded on the right. If past and present are one buffer, it writes the
 * new keys in place. [B·T, H·W]
 */
export function groupQueryAttention(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  cache: LayerCache | undefined,
  rotary: RotaryTable | undefined,
): ValueName {
  const queryWidth = spec.heads * spec.headWidth;
  const keyWidth = spec.keyValueHeads * spec.headWidth;
  const rows = {
    query: graph.reshapeTo(spec.query, [shape.batch, shape.time, queryWidth]),
    keys: graph.reshapeTo(spec.key, [shape.batch, shape.time, keyWidth]),
    values: graph.reshapeTo(spec.value, [shape.batch, shape.time, keyWidth]),
  };
  const past = cache && { keys: cache.pastKey, values: cache.pastValue };
  return groupQueryNode(graph, shape, spec, rows, past, cache, rotary);
}

/**
 * The same over a cache that the graph only reads, its own rows already turned. The kernel puts past and new together
 * in memory of its own, a layer at a time. [B·T, H·W]
 */
export function groupQueryAttentionOverCache(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  rows: NewRows,
  cache: ReadCache,
): ValueName {
  return groupQueryNode(graph, shape, spec, rows, cache, undefined, undefined);
}

function groupQueryNode(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  rows: NewRows,
  past: ReadCache | undefined,
  present: Pick<LayerCache, "presentKey" | "presentValue"> | undefined,
  rotary: RotaryTable | undefined,
): ValueName {
  const inputs = [
    rows.query,
    rows.keys,
    rows.values,
    past?.keys ?? "",
    past?.values ?? "",
    shape.lastPositions,
    shape.totalLength,
  ];
  if (rotary) inputs.push(rotary.cosines, rotary.sines);
  const attended = graph.node("GroupQueryAttention", inputs, {
    domain: "com.microsoft",
    outputs: [
      graph.freshName("attended"),
      // the kernel works in its present outputs, also where nobody asks for them
      present?.presentKey ?? graph.freshName("keys"),
      present?.presentValue ?? graph.freshName("values"),
    ],
    attributes: {
      num_heads: { int: spec.heads },
      kv_num_heads: { int: spec.keyValueHeads },
      scale: { float: spec.scale },
      do_rotary: { int: rotary ? 1 : 0 },
    },
  });
  return graph.reshape(attended, -1, spec.heads * spec.headWidth);
}

/**
 * com.microsoft.MultiHeadAttention over every real token of the row; `keyMask` [B, T] int32 is 1 for these.
 * [B·T, H·W]
 */
export function multiHeadAttention(
  graph: GraphBuilder,
  shape: BatchShape,
  spec: AttentionSpec<ValueName>,
  keyMask: ValueName,
): ValueName {
  const width = spec.heads * spec.headWidth;
  const rows = (value: ValueName) => graph.reshapeTo(value, [shape.batch, shape.time, width]);
  const attended = graph.node(
    "MultiHeadAttention",
    [rows(spec.query), rows(spec.key), rows(spec.value), "", keyMask],
    {
      domain: "com.microsoft",
      attributes: {
        num_heads: { int: spec.heads },
        scale: { float: spec.scale },
        // the default of −10 000 leaves padding a share where dot products are large
        mask_filter_value: { float: -1e30 },
      },
    },
  );
  return graph.reshape(attended, -1, width);
}
