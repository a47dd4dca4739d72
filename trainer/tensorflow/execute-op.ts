import * as tf from "@tensorflow/tfjs";

/** A tensor as the addon knows it. */
export interface RawTensor {
  id: number;
  shape: number[];
  dtype: number;
}

export interface OpAttribute {
  name: string;
  type: number;
  value: boolean | number | string | number[];
}

/** The N-API addon of @tensorflow/tfjs-node-gpu, as far as it is used here. */
export interface TensorflowBinding {
  executeOp(name: string, attributes: OpAttribute[], inputIds: number[], outputs: number): RawTensor[];
  /** Uses the array's memory while the tensor lives. */
  createTensor(shape: readonly number[], dtype: number, data: tf.backend_util.TypedArray): number;
  deleteTensor(id: number): void;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

/** TensorFlow's DT_BFLOAT16, which TensorFlow.js has no name for. */
export const BFLOAT16 = 14;

interface TensorData extends RawTensor {
  values: tf.backend_util.BackendValues | null;
  refCount: number;
}

/** The parts of the package's backend that its own types keep private. */
interface NodeBackend {
  binding: TensorflowBinding;
  tensorMap: { get(dataId: object): TensorData; set(dataId: object, data: TensorData): void };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(raw: RawTensor): tf.Tensor;
}

/** TensorFlow's backend; null where WebAssembly computes. */
export function nodeBackend(): NodeBackend | null {
  return tf.getBackend() === "tensorflow" ? (tf.backend() as unknown as NodeBackend) : null;
}

/** The backend, where only TensorFlow's own library will do. */
export function requireNodeBackend(): NodeBackend {
  const backend = nodeBackend();
  if (!backend) throw new Error("This operation needs TensorFlow's library; WebAssembly has no such kernel.");
  return backend;
}

export type AttributeValue =
  | { bool: boolean }
  | { int: number | number[] }
  | { float: number }
  | { string: string }
  /** A TensorFlow data type number. */
  | { type: number }
  | { shape: number[] };

export function opAttribute(binding: TensorflowBinding, name: string, value: AttributeValue): OpAttribute {
  if ("bool" in value) return { name, type: binding.TF_ATTR_BOOL, value: value.bool };
  if ("int" in value) return { name, type: binding.TF_ATTR_INT, value: value.int };
  if ("float" in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
  if ("string" in value) return { name, type: binding.TF_ATTR_STRING, value: value.string };
  if ("shape" in value) return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
  return { name, type: binding.TF_ATTR_TYPE, value: value.type };
}

/**
 * Runs any TensorFlow operation eagerly. It bypasses the tape: call it where no gradient is recorded, that is inside
 * a `tf.customGrad`, in a gradient, or in an optimiser.
 *
 * @param name as in TensorFlow's op registry, e.g. "UnsortedSegmentSum"
 */
export function executeOp(
  name: string,
  inputs: readonly tf.TensorInfo[],
  attributes: Readonly<Record<string, AttributeValue>>,
  outputs = 1,
): tf.Tensor[] {
  const backend = requireNodeBackend();
  const list = Object.entries(attributes).map(([key, value]) => opAttribute(backend.binding, key, value));
  const raw = backend.binding.executeOp(name, list, backend.getInputTensorIds(inputs), outputs);
  return raw.map((tensor) => wrapRaw(backend, tensor));
}

/** The first output of `executeOp`. */
export function executeSingleOp(
  name: string,
  inputs: readonly tf.TensorInfo[],
  attributes: Readonly<Record<string, AttributeValue>>,
): tf.Tensor {
  const [output] = executeOp(name, inputs, attributes, 1);
  if (!output) throw new Error(`${name} gave no output`);
  return output;
}

/**
 * TensorFlow.js does not know bfloat16. Such a tensor goes under the name float32 so that tidy and save handle it
 * like any other, but only `castFrom` and operations run by `executeOp` may touch its numbers.
 */
function wrapRaw(backend: NodeBackend, raw: RawTensor): tf.Tensor {
  if (raw.dtype !== BFLOAT16) return backend.createOutputTensor(raw);
  const dataId = {};
  backend.tensorMap.set(dataId, { ...raw, values: null, refCount: 1 });
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape: raw.shape, dtype: "float32" });
}

/** float32 → bfloat16, rounded to the nearest. See `wrapRaw` for what the result is good for. */
export function toBfloat16(x: tf.Tensor): tf.Tensor {
  const { binding } = requireNodeBackend();
  return executeSingleOp("Cast", [x], {
    SrcT: { type: binding.TF_FLOAT },
    DstT: { type: BFLOAT16 },
    Truncate: { bool: false },
  });
}

/** bfloat16 → float32, exact. */
export function fromBfloat16(x: tf.Tensor): tf.Tensor {
  const { binding } = requireNodeBackend();
  return executeSingleOp("Cast", [x], {
    SrcT: { type: BFLOAT16 },
    DstT: { type: binding.TF_FLOAT },
    Truncate: { bool: false },
  });
}
