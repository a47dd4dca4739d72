import { z } from "zod";
import { conversationSchema, type Conversation } from "@/lib/contracts/message";
import type { StageReporter } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import type { PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { readJsonEntries } from "@/trainer/reward/read-json-entries";

const promptSchema = z.union(
  [
    z
      .object({ messages: conversationSchema })
      .transform(({ messages }) => ({ messages, input: { messages } as const })),
    z
      .object({ prompt: conversationSchema })
      .transform(({ prompt }) => ({ messages: prompt, input: { messages: prompt } as const })),
    z.object({ prompt: z.string().min(1) }).transform(({ prompt }) => ({
      messages: [{ role: "user" as const, content: prompt }] satisfies Conversation,
      input: { prompt },
    })),
  ],
  "it has neither a prompt nor messages that end with the user's",
);

const PROBLEMS_TOLD = 10;

/**
 * Prompts of a JSONL file (or JSON array) of `{prompt}` or `{messages}`, encoded for the policy. Lines that cannot be
 * read and prompts of more than `maxTokens` are left out, and told.
 * @throws AppError NOT_ENOUGH_DATA if none is left
 */
export async function readPrompts(
  file: string,
  tokenizer: TextTokenizer,
  { maxTokens, reporter }: { maxTokens: number; reporter: StageReporter },
): Promise<{ prompts: PolicyPrompt[]; skipped: number }> {
  const prompts: PolicyPrompt[] = [];
  const problems: string[] = [];
  for await (const { line, text } of readJsonEntries(file)) {
    const problem = readOne(text, tokenizer, maxTokens, prompts);
    if (problem !== undefined) problems.push(`line ${line}: ${problem}`);
  }
  for (const problem of problems.slice(0, PROBLEMS_TOLD))
    reporter.log("warning", `prompts, ${problem}; left out`);
  if (problems.length > PROBLEMS_TOLD) {
    reporter.log("warning", `prompts: ${problems.length - PROBLEMS_TOLD} more left out`);
  }
  if (prompts.length === 0) {
    throw new AppError(
      "NOT_ENOUGH_DATA",
      `${file} holds no prompt that can be used${problems[0] === undefined ? "" : ` (${problems[0]})`}. At least one is needed.`,
      { details: { prompts: 0, promptsNeeded: 1 } },
    );
  }
  return { prompts, skipped: problems.length };
}

/** Adds the prompt, or says what is wrong with it. */
function readOne(
  text: string,
  tokenizer: TextTokenizer,
  maxTokens: number,
  prompts: PolicyPrompt[],
): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not valid JSON: ${(error as Error).message}`;
  }
  const parsed = promptSchema.safeParse(value);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? "not a prompt";
  const { messages, input } = parsed.data;
  let tokenIds: number[];
  try {
    tokenIds = encodePrompt(tokenizer, input);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  if (tokenIds.length > maxTokens) return `it has ${tokenIds.length} tokens, more than ${maxTokens}`;
  prompts.push({ messages, tokenIds });
  return undefined;
}
