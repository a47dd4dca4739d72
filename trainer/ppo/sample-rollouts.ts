import type { Rng } from "@/lib/rng";
import { layoutSafetensors } from "@/lm/checkpoint/layout-safetensors";
import { Generator } from "@/lm/inference/generator";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { servedNumbers, type LanguageModel } from "@/trainer/tensorflow/language-model";
import type { LanguageRollout, PolicyPrompt } from "@/trainer/ppo/language-rollout";

export interface SamplingOptions {
  temperature: number;
  maxNewTokens: number;
  signal?: AbortSignal;
  /** Tokens drawn so far. */
  onToken?: (drawn: number) => void;
}

/** An ONNX Runtime session over the policy's weights of this moment. The caller disposes of it. */
export async function openGenerator(model: LanguageModel, tokenizer: TextTokenizer): Promise<Generator> {
  const layout = layoutSafetensors(model.parameters.specs());
  const bytes = new Uint8Array(layout.totalBytes);
  model.parameters.writeInto(layout, bytes, { read: (name) => servedNumbers(model, name) });
  return Generator.load({
    architecture: model.architecture,
    config: model.config,
    weights: { layout: { path: "model.safetensors", tensors: layout.tensors }, source: { bytes } },
    decoder: tokenizer,
    endTokenIds: tokenizer.endTokenIds,
  });
}

/**
 * One response a prompt, drawn from the whole distribution (no top-k, no top-p: a truncated one biases the ratio).
 * @throws the signal's reason
 */
export async function sampleRollouts(
  generator: Generator,
  prompts: readonly PolicyPrompt[],
  rng: Rng,
  { temperature, maxNewTokens, signal, onToken }: SamplingOptions,
): Promise<LanguageRollout[]> {
  let drawn = 0;
  const rollouts = await Promise.all(
    prompts.map(async (prompt): Promise<LanguageRollout> => {
      const { text, tokenIds, logprobs, finishReason } = await generator.submit({
        promptTokenIds: prompt.tokenIds,
        parameters: { temperature, topK: 0, topP: 1, maxNewTokens, stop: [], seed: 0 },
        seed: rng.nextUint32(),
        onToken: () => onToken?.(++drawn),
        signal,
      });
      return {
        prompt,
        promptTokenIds: prompt.tokenIds,
        tokenIds,
        samplerLogprobs: logprobs,
        text,
        ended: finishReason === "stop",
      };
    }),
  );
  signal?.throwIfAborted();
  return rollouts;
}
