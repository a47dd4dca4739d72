import type {
  OnnxAttribute,
  OnnxElementType,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxValue,
} from "@/lm/onnx/onnx-model";

/** Name of a value in the graph being built. */
export type ValueName = string;

export interface NodeOptions {
  attributes?: Readonly<Record<string, OnnxAttribute>>;
  domain?: OnnxNode["domain"];
  /** Names of the outputs; one fresh name if absent. */
  outputs?: string[];
}

/** Collects the nodes of one ONNX graph, in the order in which they can run. */
export class GraphBuilder {
  readonly inputs: OnnxValue[] = [];
  readonly outputs: OnnxValue[] = [];
  readonly nodes: OnnxNode[] = [];
  private readonly initializers = new Map<string, OnnxInitializer>();
  private counter = 0;

  freshName(hint: string): ValueName {
    return `${hint}_${this.counter++}`;
  }

  input(name: string, type: OnnxElementType, shape: OnnxValue["shape"]): ValueName {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Makes `value` an output of the graph, called `name`. */
  output(name: string, type: OnnxElementType, shape: OnnxValue["shape"], value: ValueName): void {
    if (value !== name) this.node("Identity", [value], { outputs: [name] });
    this.outputs.push({ name, type, shape });
  }

  /** Adds a node and returns its first output. */
  node(operator: string, inputs: ValueName[], options: NodeOptions = {}): ValueName {
    const outputs = options.outputs ?? [this.freshName(operator.toLowerCase())];
    this.nodes.push({
      name: `${operator}_${this.nodes.length}`,
      operator,
      domain: options.domain ?? "",
      inputs,
      outputs,
      attributes: options.attributes ?? {},
    });
    return outputs[0] ?? "";
  }

  initializer(tensor: OnnxInitializer): ValueName {
    this.initializers.set(tensor.name, tensor);
    return tensor.name;
  }

  hasInitializer(name: string): boolean {
    return this.initializers.has(name);
  }

  /** A one-dimensional int64 constant, shared by everyone who asks for the same numbers. */
  int64s(...values: number[]): ValueName {
    const name = `int64s_${values.join("_")}`;
    const data = BigInt64Array.from(values, BigInt);
    return this.initializer({ name, type: "int64", shape: [values.length], data });
  }

  int64(value: number): ValueName {
    return this.initializer({
      name: `int64_${value}`,
      type: "int64",
      shape: [],
      data: BigInt64Array.of(BigInt(value)),
    });
  }

  int32(value: number): ValueName {
    return this.initializer({ name: `int32_${value}`, type: "int32", shape: [], data: Int32Array.of(value) });
  }

  float(value: number): ValueName {
    return this.initializer({
      name: `float_${value}`,
      type: "float32",
      shape: [],
      data: Float32Array.of(value),
    });
  }

  floats(hint: string, shape: readonly number[], data: Float32Array): ValueName {
    return this.initializer({ name: this.freshName(hint), type: "float32", shape, data });
  }

  reshape(value: ValueName, ...shape: number[]): ValueName {
    return this.node("Reshape", [value, this.int64s(...shape)]);
  }

  /** Reshapes to sizes of which some are known only when the graph runs: 1-element int64 values. */
  reshapeTo(value: ValueName, sizes: (number | ValueName)[]): ValueName {
    const parts = sizes.map((size) => (typeof size === "number" ? this.int64s(size) : size));
    return this.node("Reshape", [value, this.concat(parts, 0)]);
  }

  concat(values: ValueName[], axis: number): ValueName {
    return this.node("Concat", values, { attributes: { axis: { int: axis } } });
  }

  gather(table: ValueName, indices: ValueName, axis = 0): ValueName {
    return this.node("Gather", [table, indices], { attributes: { axis: { int: axis } } });
  }

  transpose(value: ValueName, ...permutation: number[]): ValueName {
    return this.node("Transpose", [value], { attributes: { perm: { ints: permutation } } });
  }

  cast(value: ValueName, type: OnnxElementType | "bool"): ValueName {
    const to = { float32: 1, int32: 6, int64: 7, bool: 9 }[type];
    return this.node("Cast", [value], { attributes: { to: { int: to } } });
  }

  finish(name: string, metadata: Readonly<Record<string, string>> = {}): OnnxModel {
    return {
      name,
      inputs: this.inputs,
      outputs: this.outputs,
      nodes: this.nodes,
      initializers: [...this.initializers.values()],
      metadata,
    };
  }
}
