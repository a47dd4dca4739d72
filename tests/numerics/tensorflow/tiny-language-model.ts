import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Precision } from "@/lib/contracts/precision";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { TINY_VARIANTS, type TinyVariant } from "@/tests/support/tiny-variants";
import { hiddenAt, hiddenStates, logitsOf, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { padTokens, type PadOptions } from "@/trainer/tensorflow/token-batch";
import { crossEntropy } from "@/trainer/tensorflow/token-logprobs";

export async function writeTinyModel(root: string, variant: TinyVariant): Promise<string> {
  const directory = path.join(root, variant);
  await makeTinyModel({ ...TINY_VARIANTS[variant], directory });
  return directory;
}

export function loadModel(directory: string, precision: Precision = "float32"): LanguageModel {
  const { architecture, config, parameters, weights } = openModelDirectory(directory);
  try {
    return { architecture, config, parameters: ParameterStore.fromWeights(weights, parameters), precision };
  } finally {
    weights.close();
  }
}

/**
 * Summed cross-entropy of the sequences' next tokens over `divisor`; each sequence's first token is only read.
 */
export function nextTokenLoss(
  model: LanguageModel,
  sequences: readonly (readonly number[])[],
  divisor: number,
  side: PadOptions["side"] = "right",
): tf.Scalar {
  const batch = padTokens(sequences, { padTokenId: 3, side });
  const targets = sequences.flatMap((sequence, row) => {
    const start = row * batch.time + (side === "left" ? batch.time - sequence.length : 0);
    return sequence.slice(1).map((id, t) => ({ cell: start + t, id }));
  });
  const column = (values: number[]) => tf.tensor1d(values, "int32");
  const rows = hiddenAt(hiddenStates(model, batch), column(targets.map(({ cell }) => cell)));
  const weights = tf.ones([targets.length]) as tf.Tensor1D;
  return crossEntropy(logitsOf(model, rows), column(targets.map(({ id }) => id)), weights, divisor);
}
