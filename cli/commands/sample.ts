import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { z } from "zod";
import { jsonDocument } from "@/cli/json-document";
import { runCommand } from "@/cli/run-command";
import { promptLineSchema } from "@/lib/contracts/prompt-line";
import { samplingParametersSchema, type Completion } from "@/lib/contracts/sampling";
import { samplePrompts } from "@/lm/inference/sample-prompts";
import { readJsonLines } from "@/lm/read-json-lines";

const optionsSchema = z.object({
  model: z.string().min(1),
  prompts: z.string().min(1),
  out: z.string().min(1).optional(),
  json: z.boolean().optional(),
  n: z.coerce.number().int().min(1).max(1024),
  maxNewTokens: z.coerce.number(),
  temperature: z.coerce.number(),
  topP: z.coerce.number(),
  topK: z.coerce.number(),
  seed: z.coerce.number(),
  stop: z.array(z.string()),
});

interface SampleResult {
  samples: { completions: Completion[] }[];
  /** Tokens drawn. */
  tokens: number;
  seconds: number;
  tokensPerSecond: number;
}

export function registerSample(program: Command): void {
  const defaults = samplingParametersSchema.parse({});
  program
    .command("sample")
    .description("Let a model answer prompts.")
    .requiredOption("--model <dir>", "model directory")
    .requiredOption("--prompts <file>", 'JSONL, a line {"prompt": …} or {"messages": […]} each')
    .option("--n <k>", "completions of each prompt", "1")
    .option("--max-new-tokens <n>", "longest completion", String(defaults.maxNewTokens))
    .option("--temperature <t>", "0 is greedy", String(defaults.temperature))
    .option("--top-p <p>", "1 is off", String(defaults.topP))
    .option("--top-k <k>", "0 is off", String(defaults.topK))
    .option("--seed <s>", "same seed, same completions", String(defaults.seed))
    .option("--stop <text...>", "texts that end a completion", [])
    .option("--out <file>", "also write the JSON document to this file")
    .option("--json", "print one JSON document")
    .action(async (raw: Record<string, unknown>) => {
      await runCommand<SampleResult>({ json: raw.json === true, human: showSamples }, async (context) => {
        const { model, prompts, out, n, json: _, ...parameters } = optionsSchema.parse(raw);
        const lines = await readJsonLines(prompts, promptLineSchema);
        const started = performance.now();
        let tokens = 0;
        const completions = await samplePrompts({
          directory: model,
          prompts: lines,
          count: n,
          parameters: samplingParametersSchema.parse(parameters),
          signal: context.signal,
          onProgress: (drawn, atMost) => {
            tokens = drawn;
            context.reporter.progress({ phase: "sample", done: drawn, total: atMost, unit: "tokens" });
          },
        });
        const seconds = (performance.now() - started) / 1000;
        const samples = completions.map((all) => ({ completions: all }));
        const result = { samples, tokens, seconds, tokensPerSecond: tokens / seconds };
        if (out !== undefined) await writeFile(out, jsonDocument(result));
        return result;
      });
    });
}

function showSamples({ samples, tokens, tokensPerSecond }: SampleResult): string {
  const texts = samples.map(({ completions }, prompt) =>
    completions
      .map(({ text, finishReason }, sample) => {
        const cut = finishReason === "length" ? " …" : "";
        return `── prompt ${prompt + 1}, answer ${sample + 1}\n${text}${cut}\n`;
      })
      .join("\n"),
  );
  return `${texts.join("\n")}\n${tokens} tokens, ${tokensPerSecond.toFixed(1)} tokens/s\n`;
}
