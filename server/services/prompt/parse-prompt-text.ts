import { z } from "zod";
import { conversationSchema, type Conversation } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";

export const promptFormatSchema = z.enum(["auto", "lines", "jsonl", "json"]);
export type PromptFormat = z.infer<typeof promptFormatSchema>;

export interface ParsedRecord {
  /** Line of the file, or position in the JSON array, from 1. */
  line: number;
  messages: Conversation;
  tags: string[];
  /** Responses from elsewhere that came with it. */
  responses: string[];
  /** The record's responses had scores, which are nobody's judgment here and are left out. */
  hadScores: boolean;
}

/** What may be wrong with a record; the pages have a text for each. */
export const LINE_PROBLEMS = [
  "noJson",
  "noPrompt",
  "noResponses",
  "tooMany",
  "empty",
  "lastMessage",
  "systemMessage",
  "wrongField",
] as const;

export interface LineError {
  line: number;
  problem: (typeof LINE_PROBLEMS)[number];
  /** Where in the record, as `messages.0.content`; empty if that says nothing. */
  field: string;
  message: string;
}

export interface ParsedText {
  format: Exclude<PromptFormat, "auto">;
  records: ParsedRecord[];
  errors: LineError[];
}

const MAX_RECORDS = 5000;

const promptTextSchema = z.string().trim().min(1, "the prompt is empty").max(200_000);
const responseTextSchema = z.string().min(1, "a response is empty").max(200_000);
const tagsField = { tags: z.array(z.string().trim().min(1).max(60)).max(20).optional() };

/** `{prompt}` or `{messages}`, with responses or without; other fields are other people's and are let be. */
const promptRecordSchema = z.object({
  prompt: z.union([promptTextSchema, conversationSchema]).optional(),
  messages: conversationSchema.optional(),
  responses: z
    .array(z.union([responseTextSchema, z.object({ text: responseTextSchema })]))
    .max(16)
    .optional(),
  ...tagsField,
});

/** The article's form: `{input, outputs: [{response, score}]}`. */
const articleRecordSchema = z.object({
  input: promptTextSchema,
  outputs: z
    .array(z.object({ response: responseTextSchema, score: z.number().optional() }))
    .min(1)
    .max(16),
  ...tagsField,
});

/** Reads prompts, one a line, as JSON lines or as a JSON array. A bad line is reported with its number, not thrown. */
export function parsePromptText(text: string, format: PromptFormat = "auto"): ParsedText {
  const clean = text.replace(/^\uFEFF/, "");
  const known = format === "auto" ? guessFormat(clean) : format;
  const records: ParsedRecord[] = [];
  const errors: LineError[] = [];
  for (const { line, read } of known === "json" ? readArray(clean) : readLines(clean, known)) {
    if (records.length + errors.length >= MAX_RECORDS) {
      const message = `an import takes at most ${MAX_RECORDS} prompts: split the file`;
      errors.push({ line, problem: "tooMany", field: "", message });
      break;
    }
    try {
      records.push(parseRecord(line, read()));
    } catch (error) {
      errors.push({ line, ...problemOf(error), message: reasonOf(error) });
    }
  }
  return { format: known, records, errors };
}

interface RawRecord {
  line: number;
  read: () => unknown;
}

function guessFormat(text: string): Exclude<PromptFormat, "auto"> {
  const start = text.trimStart();
  if (start.startsWith("[")) {
    try {
      JSON.parse(text);
      return "json";
    } catch {
      // lines of text may well start with a bracket
    }
  }
  return start.startsWith("{") ? "jsonl" : "lines";
}

function readLines(text: string, format: "lines" | "jsonl"): RawRecord[] {
  return text
    .split(/\r?\n/)
    .map((content, i) => ({ content: content.trim(), line: i + 1 }))
    .filter(({ content }) => content !== "")
    .map(({ content, line }) => ({
      line,
      read: () => (format === "jsonl" ? (JSON.parse(content) as unknown) : { prompt: content }),
    }));
}

function readArray(text: string): RawRecord[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw new AppError("MALFORMED_FILE", `this is not a JSON array: ${reasonOf(error)}`, {
      cause: error,
      details: { reason: "noJsonArray" },
    });
  }
  if (!Array.isArray(values)) {
    throw new AppError("MALFORMED_FILE", "this is not a JSON array of prompts", {
      details: { reason: "noJsonArray" },
    });
  }
  return values.map((value: unknown, i) => ({ line: i + 1, read: () => value }));
}

function parseRecord(line: number, raw: unknown): ParsedRecord {
  const value = typeof raw === "string" ? { prompt: raw } : raw;
  if (typeof value === "object" && value !== null && "input" in value) {
    const { input, outputs, tags = [] } = articleRecordSchema.parse(value);
    return {
      line,
      messages: asConversation(input),
      tags,
      responses: outputs.map((output) => output.response),
      hadScores: outputs.some((output) => output.score !== undefined),
    };
  }
  const { prompt, messages, responses = [], tags = [] } = promptRecordSchema.parse(value);
  const conversation = messages ?? (prompt === undefined ? undefined : asConversation(prompt));
  if (!conversation) throw new Error("neither prompt nor messages nor input is here");
  return {
    line,
    messages: conversation,
    tags,
    responses: responses.map((response) => (typeof response === "string" ? response : response.text)),
    hadScores: false,
  };
}

function asConversation(prompt: string | Conversation): Conversation {
  return typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
}

function problemOf(error: unknown): Pick<LineError, "problem" | "field"> {
  if (error instanceof SyntaxError) return { problem: "noJson", field: "" };
  if (!(error instanceof z.ZodError)) return { problem: "noPrompt", field: "" };
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const named =
    issue?.code === "custom" ? LINE_PROBLEMS.find((one) => one === issue.params?.problem) : undefined;
  if (named) return { problem: named, field };
  return { problem: issue?.code === "too_small" ? "empty" : "wrongField", field };
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues
      .map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(": "))
      .join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}
