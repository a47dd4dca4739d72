import { z } from "zod";
import { foreignConversationSchema, type Conversation } from "@/lib/contracts/message";
import type { StageReporter } from "@/lib/contracts/progress";
import { describeIssues } from "@/lib/describe-issues";
import { AppError } from "@/lib/errors";
import { encodePrompt, type PromptInput } from "@/lm/tokenizer/encode-prompt";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import type { PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { readJsonEntries } from "@/trainer/reward/read-json-entries";

const conversationLineSchema = z.object({ messages: foreignConversationSchema });
const promptConversationLineSchema = z.object({ prompt: foreignConversationSchema });
const textLineSchema = z.object({ prompt: z.string().min(1, "the prompt is empty") });

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
  const prompt = parsePrompt(value);
  if ("problem" in prompt) return prompt.problem;
  let tokenIds: number[];
  try {
    tokenIds = encodePrompt(tokenizer, prompt.input);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  if (tokenIds.length > maxTokens) return `it has ${tokenIds.length} tokens, more than ${maxTokens}`;
  prompts.push({ messages: prompt.messages, tokenIds });
  return undefined;
}

/** `messages` before `prompt`: files that have both keep the whole conversation, answer included, in one of them. */
function parsePrompt(value: unknown): { messages: Conversation; input: PromptInput } | { problem: string } {
  const hasMessages = typeof value === "object" && value !== null && "messages" in value;
  const hasPrompt = typeof value === "object" && value !== null && "prompt" in value;
  const listed = hasMessages ? conversationLineSchema.safeParse(value) : undefined;
  if (listed?.success) return { messages: listed.data.messages, input: { messages: listed.data.messages } };
  if (hasPrompt && Array.isArray(value.prompt)) {
    const parsed = promptConversationLineSchema.safeParse(value);
    if (!parsed.success) return { problem: describeIssues(parsed.error) };
    return { messages: parsed.data.prompt, input: { messages: parsed.data.prompt } };
  }
  if (hasPrompt) {
    const parsed = textLineSchema.safeParse(value);
    if (!parsed.success) return { problem: describeIssues(parsed.error) };
    return {
      messages: [{ role: "user", content: parsed.data.prompt }],
      input: { prompt: parsed.data.prompt },
    };
  }
  return { problem: listed ? describeIssues(listed.error) : "it has neither a prompt nor messages" };
}
