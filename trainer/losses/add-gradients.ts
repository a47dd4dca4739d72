import * as tf from "@tensorflow/tfjs";

/** Gradients by parameter name. */
export type Gradients = Map<string, tf.Tensor>;

/** The sum by name, of the gradients of two microbatches; both inputs are disposed of. */
export function addGradients(sum: Gradients, more: Gradients): Gradients {
  const out: Gradients = new Map(sum);
  for (const [name, gradient] of more) {
    const known = out.get(name);
    out.set(name, known ? tf.add(known, gradient) : gradient);
    if (known) tf.dispose([known, gradient]);
  }
  return out;
}

export function disposeGradients(gradients: Gradients): void {
  for (const gradient of gradients.values()) gradient.dispose();
  gradients.clear();
}
