import * as tf from "@tensorflow/tfjs";
import { AppError } from "@/lib/errors";
import { sameShape, type ParameterSpec } from "@/lm/architecture/list-parameters";
import type { SafetensorsLayout } from "@/lm/checkpoint/layout-safetensors";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import { ownedTensor } from "@/trainer/tensorflow/owned-tensor";
import { nodeBackend } from "@/trainer/tensorflow/execute-op";

let instances = 0;

export interface WriteOptions {
  fileOffset?: number;
  read?: (name: string) => Float32Array;
}

/**
 * A model's parameters as TensorFlow variables under their Hugging Face names. Owns them: `dispose` releases them.
 */
export class ParameterStore {
  private readonly variables = new Map<string, tf.Variable>();
  /** TensorFlow.js wants each variable's name to be unique in the process. */
  private readonly prefix = `parameters${instances++}/`;

  /** Copies the named parameters out of a checkpoint. @throws AppError MISSING_TENSOR, WRONG_SHAPE */
  static fromWeights(weights: WeightSource, parameters: readonly ParameterSpec[]): ParameterStore {
    const store = new ParameterStore();
    try {
      for (const { name, shape } of parameters) {
        const found = weights.shape(name);
        if (!sameShape(found, shape)) throw wrongShape(name, found, shape);
        store.add(name, shape, weights.read(name));
      }
    } catch (error) {
      store.dispose();
      throw error;
    }
    return store;
  }

  /** The same numbers in variables of their own, e.g. a frozen reference. */
  clone(): ParameterStore {
    const store = new ParameterStore();
    for (const name of this.names()) store.add(name, this.shape(name), this.toFloat32(name));
    return store;
  }

  add(name: string, shape: readonly number[], data: Float32Array): void {
    if (this.variables.has(name)) throw new Error(`There is a parameter ${name} already`);
    const value = ownedTensor(data, shape);
    this.variables.set(name, tf.variable(value, true, this.prefix + name));
    value.dispose();
  }

  has(name: string): boolean {
    return this.variables.has(name);
  }

  /** @throws AppError MISSING_TENSOR, WRONG_SHAPE */
  get(name: string, shape?: readonly number[]): tf.Variable {
    const variable = this.variables.get(name);
    if (!variable) {
      throw new AppError("MISSING_TENSOR", `The model has no tensor ${name}.`, { details: { tensor: name } });
    }
    if (shape && !sameShape(variable.shape, shape)) throw wrongShape(name, variable.shape, shape);
    return variable;
  }

  names(): string[] {
    return [...this.variables.keys()];
  }

  shape(name: string): readonly number[] {
    return this.get(name).shape;
  }

  specs(): ParameterSpec[] {
    return Array.from(this.variables, ([name, { shape }]) => ({ name, shape }));
  }

  /** The variables by name; of a part of them if names are given. */
  entries(names: readonly string[] = this.names()): Map<string, tf.Variable> {
    return new Map(names.map((name) => [name, this.get(name)]));
  }

  /** A copy of the numbers, row-major. */
  toFloat32(name: string): Float32Array {
    const data = this.get(name).dataSync<"float32">();
    // TensorFlow's library copies by itself; WebAssembly may hand out a view.
    return nodeBackend() ? data : Float32Array.from(data);
  }

  /** @throws AppError WRONG_SHAPE */
  set(name: string, data: Float32Array): void {
    const variable = this.get(name);
    if (data.length !== variable.size) throw wrongShape(name, [data.length], variable.shape);
    const value = ownedTensor(data, variable.shape);
    variable.assign(value);
    value.dispose();
  }

  /**
   * Writes the parameters' numbers where a safetensors file has them: `target` holds a whole file, or its bytes from
   * `fileOffset` on. So an ONNX Runtime session, whose graph points into that file, can be given new weights.
   *
   * @param read gives other numbers than the parameters' own
   */
  writeInto(
    layout: SafetensorsLayout,
    target: Uint8Array,
    { fileOffset = 0, read = (name) => this.toFloat32(name) }: WriteOptions = {},
  ): void {
    for (const [name, place] of layout.tensors) {
      this.get(name, place.shape);
      const data = read(name);
      target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place.offset - fileOffset);
    }
  }

  /** Number of single numbers. */
  count(): number {
    return Array.from(this.variables.values()).reduce((sum, { size }) => sum + size, 0);
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }
}

function wrongShape(name: string, found: readonly number[], expected: readonly number[]): AppError {
  return new AppError(
    "WRONG_SHAPE",
    `The tensor ${name} has the shape [${found.join(", ")}]; the model needs [${expected.join(", ")}].`,
    { details: { tensor: name, found: found.join(), expected: expected.join() } },
  );
}
