import * as tf from "@tensorflow/tfjs";
import { backpropagate, discardTape, record, recordAsOne } from "@/trainer/tensorflow/tape";

const INPUT = "input";

export interface Recomputation {
  input: tf.Tensor;
  /** Gives the same numbers whenever it is run. */
  body: (input: tf.Tensor) => tf.Tensor;
  /** What `body` reads beside its input and is learnt; asked for after its first run. */
  weights: () => ReadonlyMap<string, tf.Tensor>;
  /** Called when the backward pass is through with it. */
  onDone?: () => void;
}

/**
 * body(input), of which the tape keeps the input alone; the backward pass runs `body` again to differentiate it
 * (gradient checkpointing, Chen et al., 2016): one more forward pass for the memory of one layer instead of all.
 */
export function recomputed({ input, body, weights, onDone }: Recomputation): tf.Tensor {
  const kept = tf.keep(input.clone());
  return recordAsOne(
    () => body(input),
    () => {
      const sources = weights();
      const inputs: Record<string, tf.Tensor> = { ...Object.fromEntries(sources), [INPUT]: input };
      return {
        kernelName: "Recomputed",
        inputs,
        saved: [kept],
        gradient: ([outputGradient]) => {
          if (!outputGradient) throw new Error("a layer's output has no gradient");
          let gradients: Map<string, tf.Tensor> | undefined;
          const of = (name: string) => () => {
            gradients ??= differentiate(body, kept, sources, outputGradient, onDone);
            return gradients.get(name) ?? tf.zerosLike(inputs[name] ?? kept);
          };
          return Object.fromEntries(Object.keys(inputs).map((name) => [name, of(name)]));
        },
      };
    },
  );
}

function differentiate(
  body: (input: tf.Tensor) => tf.Tensor,
  input: tf.Tensor,
  weights: ReadonlyMap<string, tf.Tensor>,
  outputGradient: tf.Tensor,
  onDone?: () => void,
): Map<string, tf.Tensor> {
  const { output, tape } = record(() => body(input));
  try {
    return backpropagate(tape, output, outputGradient.clone(), new Map([...weights, [INPUT, input]]));
  } finally {
    discardTape(tape);
    output.dispose();
    onDone?.();
  }
}
