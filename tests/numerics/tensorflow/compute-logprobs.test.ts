import { describe, expect, it } from "vitest";
import { computeLogprobs as onnx } from "@/lm/inference/compute-logprobs";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import { computeLogprobs as tensorflow } from "@/trainer/tensorflow/compute-logprobs";

const root = temporaryDirectory();

describe("both engines of the logprobs command", () => {
  it.each([
    ["gpt2-reward", "is a reward model"],
    ["llama-reward", "is a reward model"],
    ["bert", "is an encoder"],
  ] as const)("refuse %s, which writes no text, with the same words", async (variant, reason) => {
    const directory = await writeTinyModel(root, variant);
    const items = [{ promptTokenIds: [5, 6], completionTokenIds: [7] }];
    const message = `${directory} ${reason}: it has no next-token logits and cannot write text.`;
    for (const engine of [onnx, tensorflow]) {
      await expect(engine({ directory, items })).rejects.toMatchObject({
        code: "UNSUPPORTED_FORMAT",
        message,
      });
    }
  });
});
