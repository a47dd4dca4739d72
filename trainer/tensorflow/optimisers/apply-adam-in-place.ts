import type * as tf from "@tensorflow/tfjs";
import {
  executeSingleOp,
  opAttribute,
  requireNodeBackend,
  type OpAttribute,
} from "@/trainer/tensorflow/execute-op";
import type { AdamSlot, AdamWOptions } from "@/trainer/tensorflow/optimisers/adam-slot";

/**
 * Adam by TensorFlow's own kernel: one pass over memory instead of ten, and no temporaries.
 *
 * The kernel works on resource variables. Each tensor is lent to one for the time of the update: assigning shares its
 * buffer, giving up our handle makes the resource its only owner (otherwise the kernel would copy it first), and
 * reading afterwards gives us a handle of the same buffer.
 *
 * TensorFlow's ε stands elsewhere: θ −= lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂), so ε̂ = ε·√(1 − β₂ᵗ).
 */
export function applyAdamInPlace(
  slots: readonly AdamSlot[],
  step: number,
  learningRate: number,
  { beta1, beta2, epsilon }: AdamWOptions,
): void {
  const backend = requireNodeBackend();
  const { binding } = backend;
  const constants = [
    beta1 ** step,
    beta2 ** step,
    learningRate,
    beta1,
    beta2,
    epsilon * Math.sqrt(1 - beta2 ** step),
  ].map((value) => binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value)));
  const resources = [createResource(0), createResource(1), createResource(2)];
  const attributes: OpAttribute[] = [
    opAttribute(binding, "T", { type: binding.TF_FLOAT }),
    opAttribute(binding, "use_locking", { bool: false }),
    opAttribute(binding, "use_nesterov", { bool: false }),
  ];
  try {
    for (const { variable, first, second, gradient } of slots) {
      const lent = [variable, first, second];
      lent.forEach((tensor, i) => lend(tensor, resources[i] ?? -1));
      const [gradientId] = backend.getInputTensorIds([gradient]);
      binding.executeOp("ResourceApplyAdam", attributes, [...resources, ...constants, gradientId ?? -1], 0);
      lent.forEach((tensor, i) => takeBack(tensor, resources[i] ?? -1));
    }
  } finally {
    resources.forEach(destroyResource);
    constants.forEach((id) => binding.deleteTensor(id));
  }
}

let names = 0;

function createResource(index: number): number {
  const { binding } = requireNodeBackend();
  const [handle] = binding.executeOp(
    "VarHandleOp",
    [
      opAttribute(binding, "dtype", { type: binding.TF_FLOAT }),
      opAttribute(binding, "shape", { shape: [] }),
      opAttribute(binding, "shared_name", { string: `adam-${process.pid}-${names++}-${index}` }),
    ],
    [],
    1,
  );
  if (!handle) throw new Error("TensorFlow made no resource variable");
  return handle.id;
}

function destroyResource(resource: number): void {
  const { binding } = requireNodeBackend();
  binding.executeOp(
    "DestroyResourceOp",
    [opAttribute(binding, "ignore_lookup_error", { bool: true })],
    [resource],
    0,
  );
  binding.deleteTensor(resource);
}

function lend(tensor: tf.Variable, resource: number): void {
  const backend = requireNodeBackend();
  const { binding } = backend;
  if (backend.tensorMap.get(tensor.dataId).refCount > 1) giveOwnMemory(tensor);
  const [id] = backend.getInputTensorIds([tensor]);
  if (id === undefined) throw new Error("TensorFlow does not hold the tensor");
  const attributes = [
    opAttribute(binding, "dtype", { type: binding.TF_FLOAT }),
    opAttribute(binding, "validate_shape", { bool: false }),
  ];
  binding.executeOp("AssignVariableOp", attributes, [resource, id], 0);
  binding.deleteTensor(id);
}

/** Somebody holds a clone or a reshaped view of the variable, whose numbers must stay as they are. */
function giveOwnMemory(tensor: tf.Variable): void {
  const { binding } = requireNodeBackend();
  const copy = executeSingleOp("DeepCopy", [tensor], { T: { type: binding.TF_FLOAT } });
  tensor.assign(copy);
  copy.dispose();
}

function takeBack(tensor: tf.Variable, resource: number): void {
  const backend = requireNodeBackend();
  const { binding } = backend;
  const attributes = [opAttribute(binding, "dtype", { type: binding.TF_FLOAT })];
  const [read] = binding.executeOp("ReadVariableOp", attributes, [resource], 1);
  if (!read) throw new Error("TensorFlow lost the variable");
  const data = backend.tensorMap.get(tensor.dataId);
  data.id = read.id;
}
