import type { ComputeLogprobs } from "@/lib/contracts/logprobs";
import { TokenScorer } from "@/lm/inference/token-scorer";

/** The ONNX Runtime engine of the `logprobs` command. */
export const computeLogprobs: ComputeLogprobs = async ({ directory, items, signal, onProgress }) => {
  const scorer = await TokenScorer.load(directory);
  try {
    return await scorer.score(items, { signal, onProgress });
  } finally {
    await scorer.release();
  }
};
