import type { PromptLine } from "@/lib/contracts/prompt-line";
import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { deriveSeed } from "@/lm/inference/derive-seed";
import { Generator } from "@/lm/inference/generator";
import { generatorModelOf } from "@/lm/inference/generator-model";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";

export interface SamplePromptsOptions {
  directory: string;
  prompts: readonly PromptLine[];
  /** Completions of each prompt. */
  count: number;
  /** Each completion's seed is derived from theirs, the prompt's place and its own. */
  parameters: SamplingParameters;
  signal?: AbortSignal;
  /** Tokens drawn so far, and how many there can be at most by what is known now. */
  onProgress?(drawn: number, atMost: number): void;
}

/**
 * Several completions of each of several prompts, in their order.
 * @throws AppError INVALID_INPUT (naming the prompt), what openModelDirectory throws; the signal's reason
 */
export async function samplePrompts(options: SamplePromptsOptions): Promise<Completion[][]> {
  const model = openModelDirectory(options.directory);
  const promptTokenIds = options.prompts.map((prompt, index) =>
    namingPrompt(index, () => encodePrompt(model.tokenizer, toInput(prompt))),
  );
  const generator = await loadGenerator(model);
  // one that fails ends the others
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const { parameters, count } = options;
  let drawn = 0;
  let atMost = options.prompts.length * count * parameters.maxNewTokens;
  const tell = () => options.onProgress?.(drawn, atMost);
  const draw = async (prompt: number, sample: number): Promise<Completion> => {
    const completion = await generator.submit({
      promptTokenIds: promptTokenIds[prompt] as number[],
      parameters,
      seed: deriveSeed(parameters.seed, prompt, sample),
      signal,
      onToken: () => {
        drawn++;
        tell();
      },
    });
    atMost -= parameters.maxNewTokens - completion.tokenIds.length;
    tell();
    return completion;
  };
  try {
    const completions = await Promise.all(
      promptTokenIds.map((_, prompt) =>
        Promise.all(
          Array.from({ length: count }, (_, sample) =>
            draw(prompt, sample).catch((error: unknown) => {
              failure.abort();
              throw withPrompt(error, prompt);
            }),
          ),
        ),
      ),
    );
    options.signal?.throwIfAborted();
    return completions;
  } finally {
    await generator.dispose();
  }
}

async function loadGenerator(model: OpenModel): Promise<Generator> {
  try {
    return await Generator.load(generatorModelOf(model));
  } finally {
    model.weights.close();
  }
}

function toInput({ prompt, messages }: PromptLine): Parameters<typeof encodePrompt>[1] {
  return messages ? { messages } : { prompt: prompt ?? "" };
}

function namingPrompt<R>(index: number, run: () => R): R {
  try {
    return run();
  } catch (error) {
    throw withPrompt(error, index);
  }
}

function withPrompt(error: unknown, index: number): unknown {
  if (!(error instanceof AppError) || error.code !== "INVALID_INPUT") return error;
  return new AppError(error.code, `Prompt ${index + 1}: ${error.message}`, {
    cause: error,
    details: { ...error.details, prompt: index },
  });
}
