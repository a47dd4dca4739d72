import { AppError } from "@/lib/errors";
import type { AttentionSpec, Ops, RotarySpec } from "@/lm/architecture/ops";
import { declareCache, declareNewRows, declareReadCache } from "@/lm/onnx/attention-cache";
import { firstTokenRows, range, type BatchShape } from "@/lm/onnx/batch-shape";
import {
  fitsGroupQueryAttention,
  fitsMultiHeadAttention,
  groupQueryAttention,
  groupQueryAttentionOverCache,
  multiHeadAttention,
} from "@/lm/onnx/fused-attention";
import type { GraphBuilder, ValueName } from "@/lm/onnx/graph-builder";
import type { OnnxNode } from "@/lm/onnx/onnx-model";
import { plainAttention } from "@/lm/onnx/plain-attention";
import type { RotaryTable } from "@/lm/onnx/rotary-table";
import { splitAttention, splitContext, type SplitContext } from "@/lm/onnx/split-attention";
import type { WeightLayout } from "@/lm/onnx/weight-layout";

export type CacheForm = "none" | "in-out" | "split";

export interface OnnxOpsOptions {
  /**
   * `none`: a run sees whole sequences. `in-out`: each layer takes its past and gives past and new together, as others
   * expect. `split`: each layer takes its past and gives only this run's rows, which the caller adds:
   * ONNX Runtime itself would write a whole cache in place, but its Node binding copies every output of a run.
   */
  cache: CacheForm;
  /** ONNX Runtime's fused operators where they fit; without them every operator is ONNX's own. */
  fused: boolean;
  /** [B, T] int64; zeros if absent. */
  tokenTypes?: ValueName;
}

/**
 * The interpreter that writes an ONNX graph. A `T` is the name of a value; activations are matrices [B·T, D]
 * (see lm/onnx/batch-shape.ts).
 */
export class OnnxOps implements Ops<ValueName> {
  private attentionLayers = 0;
  private readonly attentionNames = new Set<string>();
  private splitContext?: SplitContext;
  private readonly shared = new Map<string, ValueName>();
  /** The node that made each value, as long as a norm may still be fused into it. */
  private readonly openSums = new Map<ValueName, OnnxNode>();

  constructor(
    private readonly graph: GraphBuilder,
    private readonly shape: BatchShape,
    private readonly layout: WeightLayout,
    private readonly options: OnnxOpsOptions,
  ) {}

  weight(name: string, shape: readonly number[]): ValueName {
    if (this.graph.hasInitializer(name)) return name;
    const place = this.layout.tensors.get(name);
    if (!place) {
      throw new AppError(
        "MISSING_TENSOR",
        `The weights lack "${name}", which the model's architecture needs.`,
        {
          details: { tensor: name },
        },
      );
    }
    if (place.shape.join() !== shape.join()) {
      throw new AppError(
        "WRONG_SHAPE",
        `"${name}" has shape [${place.shape.join(", ")}]; the configuration asks for [${shape.join(", ")}].`,
        { details: { tensor: name } },
      );
    }
    const { offset, byteLength } = place;
    return this.graph.initializer({
      name,
      type: "float32",
      shape,
      external: { path: this.layout.path, offset, byteLength },
    });
  }

  tokenIds(): ValueName {
    return this.once("tokenIds", () => this.graph.reshape(this.shape.tokenIds, -1));
  }

  positions(): ValueName {
    return this.once("positions", () => this.graph.reshape(this.shape.positions, -1));
  }

  tokenTypes(): ValueName {
    return this.once("tokenTypes", () => {
      const { tokenTypes } = this.options;
      if (tokenTypes) return this.graph.reshape(tokenTypes, -1);
      const ids = this.tokenIds();
      return this.graph.node("Sub", [ids, ids]);
    });
  }

  embedding(table: ValueName, ids: ValueName): ValueName {
    return this.graph.gather(table, ids);
  }

  linear(
    x: ValueName,
    weight: ValueName,
    { bias, layout }: { bias?: ValueName; layout: "outIn" | "inOut" },
  ): ValueName {
    return this.graph.node("Gemm", bias === undefined ? [x, weight] : [x, weight, bias], {
      attributes: { transB: { int: layout === "outIn" ? 1 : 0 } },
    });
  }

  layerNorm(x: ValueName, gain: ValueName, bias: ValueName, epsilon: number): ValueName {
    const fused = this.fuseNorm(x, "SkipLayerNormalization", [gain, bias], epsilon);
    if (fused) return fused;
    return this.graph.node("LayerNormalization", [x, gain, bias], {
      attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    });
  }

  rmsNorm(x: ValueName, gain: ValueName, epsilon: number): ValueName {
    const { graph } = this;
    const fused = this.fuseNorm(x, "SkipSimplifiedLayerNormalization", [gain], epsilon);
    if (fused) return fused;
    if (this.options.fused) {
      return graph.node("SimplifiedLayerNormalization", [x, gain], {
        attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
      });
    }
    const square = graph.node("ReduceMean", [graph.node("Mul", [x, x]), graph.int64s(-1)]);
    const root = graph.node("Sqrt", [graph.node("Add", [square, graph.float(epsilon)])]);
    return graph.node("Mul", [graph.node("Div", [x, root]), gain]);
  }

  attention(spec: AttentionSpec<ValueName>): ValueName {
    if (this.attentionNames.has(spec.name)) {
      throw new Error(`two attention layers are called "${spec.name}"; each needs a cache of its own`);
    }
    this.attentionNames.add(spec.name);
    const { graph, shape } = this;
    const rotary = spec.rotary && this.rotaryTable(spec.rotary);
    const layer = this.attentionLayers++;
    if (this.options.cache === "split" && spec.mask === "causal") {
      return this.attendSplit(spec, layer, rotary);
    }
    const cache =
      this.options.cache === "in-out" && spec.mask === "causal"
        ? declareCache(graph, layer, spec.keyValueHeads, spec.headWidth)
        : undefined;
    if (this.options.fused && fitsGroupQueryAttention(spec)) {
      return groupQueryAttention(graph, shape, spec, cache, rotary);
    }
    if (this.options.fused && fitsMultiHeadAttention(spec)) {
      return multiHeadAttention(graph, shape, spec, this.keyMask());
    }
    return plainAttention(graph, shape, spec, cache, rotary);
  }

  private attendSplit(
    spec: AttentionSpec<ValueName>,
    layer: number,
    rotary: RotaryTable | undefined,
  ): ValueName {
    const { graph, shape } = this;
    const cache = declareReadCache(graph, layer, spec.keyValueHeads, spec.headWidth);
    const rows = declareNewRows(graph, shape, layer, spec, rotary);
    if (this.options.fused && fitsGroupQueryAttention(spec, false)) {
      return groupQueryAttentionOverCache(graph, shape, spec, rows, cache);
    }
    this.splitContext ??= splitContext(graph, shape, cache.keys);
    return splitAttention(graph, shape, spec, cache, rows, this.splitContext);
  }

  gelu(x: ValueName, approximate: "none" | "tanh"): ValueName {
    return this.graph.node("Gelu", [x], { attributes: { approximate: { string: approximate } } });
  }

  silu(x: ValueName): ValueName {
    if (this.options.fused) {
      return this.graph.node("QuickGelu", [x], {
        domain: "com.microsoft",
        attributes: { alpha: { float: 1 } },
      });
    }
    return this.graph.node("Mul", [x, this.graph.node("Sigmoid", [x])]);
  }

  tanh(x: ValueName): ValueName {
    return this.graph.node("Tanh", [x]);
  }

  add(a: ValueName, b: ValueName): ValueName {
    const sum = this.graph.node("Add", [a, b]);
    const node = this.graph.nodes.at(-1);
    if (node) this.openSums.set(sum, node);
    return sum;
  }

  mul(a: ValueName, b: ValueName): ValueName {
    return this.graph.node("Mul", [a, b]);
  }

  split(x: ValueName, sizes: readonly number[]): ValueName[] {
    const outputs = sizes.map(() => this.graph.freshName("split"));
    this.graph.node("Split", [x, this.graph.int64s(...sizes)], {
      attributes: { axis: { int: -1 } },
      outputs,
    });
    return outputs;
  }

  firstToken(x: ValueName): ValueName {
    return this.graph.gather(x, firstTokenRows(this.graph, this.shape));
  }

  /**
   * Turns the sum that made `x` into ONNX Runtime's sum-and-norm, which gives both. The node keeps its place, so that
   * users of the sum still come after it.
   */
  private fuseNorm(
    x: ValueName,
    operator: "SkipLayerNormalization" | "SkipSimplifiedLayerNormalization",
    parameters: ValueName[],
    epsilon: number,
  ): ValueName | undefined {
    const sum = this.openSums.get(x);
    if (!this.options.fused || !sum) return undefined;
    this.openSums.delete(x);
    const normed = this.graph.freshName("normed");
    sum.operator = operator;
    sum.domain = "com.microsoft";
    sum.inputs = [...sum.inputs, ...parameters];
    sum.outputs = [normed, "", "", x];
    sum.attributes = { epsilon: { float: epsilon } };
    return normed;
  }

  /** cos and sin of position · frequency, for every position up to the batch's total length. */
  private rotaryTable({ inverseFrequencies, attentionFactor }: RotarySpec): RotaryTable {
    const key = `${attentionFactor}|${inverseFrequencies.join()}`;
    const { graph } = this;
    const part = (operator: "Cos" | "Sin") =>
      this.once(`${operator}|${key}`, () => {
        const wave = graph.node(operator, [
          this.once(`angles|${key}`, () => this.angles(inverseFrequencies)),
        ]);
        return attentionFactor === 1 ? wave : graph.node("Mul", [wave, graph.float(attentionFactor)]);
      });
    return { cosines: part("Cos"), sines: part("Sin") };
  }

  private angles(inverseFrequencies: readonly number[]): ValueName {
    const { graph } = this;
    const total = graph.reshape(graph.cast(this.shape.totalLength, "int64"), 1);
    const positions = graph.reshape(graph.cast(range(graph, total), "float32"), -1, 1);
    const width = inverseFrequencies.length;
    const frequencies = graph.floats("frequencies", [1, width], Float32Array.from(inverseFrequencies));
    return graph.node("Mul", [positions, frequencies]);
  }

  /** 1 for real tokens, 0 for padding. [B, T] int32 */
  private keyMask(): ValueName {
    return this.once("keyMask", () => {
      const { graph, shape } = this;
      const last = graph.reshape(graph.cast(shape.lastPositions, "int64"), -1, 1);
      return graph.cast(graph.node("LessOrEqual", [range(graph, shape.time), last]), "int32");
    });
  }

  private once(key: string, make: () => ValueName): ValueName {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.shared.set(key, value);
    return value;
  }
}
