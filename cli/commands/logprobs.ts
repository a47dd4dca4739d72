import type { Command } from "commander";
import { z } from "zod";
import { runCommand } from "@/cli/run-command";
import {
  logprobsEngineSchema,
  type ComputeLogprobs,
  type LogprobsEngine,
  type ScoredTokens,
  type TokensToScore,
} from "@/lib/contracts/logprobs";
import { completedPromptLineSchema, type CompletedPromptLine } from "@/lib/contracts/prompt-line";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";
import { loadTextTokenizer, type TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { readJsonLines } from "@/lm/read-json-lines";

const optionsSchema = z.object({
  model: z.string().min(1),
  texts: z.string().min(1),
  engine: logprobsEngineSchema,
});

export function registerLogprobs(program: Command): void {
  program
    .command("logprobs")
    .description("Tell how likely a model finds given completions, token by token, at temperature 1.")
    .requiredOption("--model <dir>", "model directory")
    .requiredOption("--texts <file>", 'JSONL, a line {"prompt": … | "messages": […], "completion": …} each')
    .option("--engine <name>", "onnx or tensorflow", "onnx")
    .option("--json", "print one JSON document")
    .action(async (raw: Record<string, unknown>) => {
      await runCommand({ json: raw.json === true, human: showResults }, async (context) => {
        const { model, texts, engine } = optionsSchema.parse(raw);
        const lines = await readJsonLines(texts, completedPromptLineSchema);
        const tokenizer = loadTextTokenizer(model);
        const computeLogprobs = await loadEngine(engine);
        const results = await computeLogprobs({
          directory: model,
          items: lines.map((line) => tokenize(tokenizer, line)),
          signal: context.signal,
          onProgress: (done) =>
            context.reporter.progress({ phase: "score", done, total: lines.length, unit: "texts" }),
        });
        return { results };
      });
    });
}

/** Each engine is a native library of tens of megabytes: only the one asked for is loaded. */
async function loadEngine(engine: LogprobsEngine): Promise<ComputeLogprobs> {
  switch (engine) {
    case "onnx":
      return (await import("@/lm/inference/compute-logprobs")).computeLogprobs;
    case "tensorflow":
      return (await import("@/trainer/tensorflow/compute-logprobs")).computeLogprobs;
  }
}

function tokenize(
  tokenizer: TextTokenizer,
  { prompt, messages, completion }: CompletedPromptLine,
): TokensToScore {
  return {
    promptTokenIds: encodePrompt(tokenizer, messages ? { messages } : { prompt: prompt ?? "" }),
    completionTokenIds: tokenizer.encode(completion, { specialTokens: false }),
  };
}

function showResults({ results }: { results: ScoredTokens[] }): string {
  const lines = results.map(({ logprobs, tokenIds }, index) => {
    const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
    const perToken = tokenIds.length > 0 ? (sum / tokenIds.length).toFixed(3) : "–";
    return `text ${index + 1}: ${tokenIds.length} tokens, log-probability ${sum.toFixed(3)}, ${perToken} a token`;
  });
  return `${lines.join("\n")}\n`;
}
