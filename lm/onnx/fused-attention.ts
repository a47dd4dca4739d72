import type { AttentionSpec } from "@/lm/architecture/ops";
import type { LayerCache } from "@/lm/onnx/attention-cache";
import type { BatchShape } from "@/lm/onnx/batch-shape";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";

/** Cosines and sines of every position of the batch, [total length, W/2]. */
export interface RotaryTable {
  cosines: ValueName;
  sines: ValueName;
}

/**
 * Whether ONNX Runtime's GroupQueryAttention takes this layer: heads of a multiple of 8, with rotary of 16
 * (contrib_ops/cpu/bert/group_query_attention_helper.h).
 */
export function fitsGroupQueryAttention(spec: AttentionSpec<unknown>): boolean {
  return spec.mask === "causal" && spec.headWidth % (spec.rotary ? 16 : 8) === 0;
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
  const inputs = [
    graph.reshapeTo(spec.query, [shape.batch, shape.time, queryWidth]),
    graph.reshapeTo(spec.key, [shape.batch, shape.time, keyWidth]),
    graph.reshapeTo(spec.value, [shape.batch, shape.time, keyWidth]),
    cache?.pastKey ?? "",
    cache?.pastValue ?? "",
    shape.lastPositions,
    shape.totalLength,
  ];
  if (rotary) inputs.push(rotary.cosines, rotary.sines);
  const attended = graph.node("GroupQueryAttention", inputs, {
    domain: "com.microsoft",
    outputs: [
      graph.freshName("attended"),
      // the kernel works in its present outputs, also where nobody asks for them
      cache?.presentKey ?? graph.freshName("keys"),
      cache?.presentValue ?? graph.freshName("values"),
    ],
    attributes: {
      num_heads: { int: spec.heads },
      kv_num_heads: { int: spec.keyValueHeads },
      scale: { float: spec.scale },
      do_rotary: { int: rotary ? 1 : 0 },
    },
  });
  return graph.reshape(attended, -1, queryWidth);
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
