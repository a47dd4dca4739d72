import type { z } from "zod";
import { conversationSchema, type Message } from "@/lib/contracts/message";
import {
  alignmentTripleSchema,
  preferenceRecordSchema,
  scoredResponsesSchema,
  trlPreferenceSchema,
  type PreferenceRecord,
  type TrlPreference,
} from "@/lib/contracts/preference-data";
import { parseTranscript } from "@/trainer/reward/parse-transcript";
import { promptKey } from "@/trainer/reward/prompt-key";

/** Why one entry of a data file cannot be used. */
export class PreferenceProblem extends Error {
  override readonly name = "PreferenceProblem";
}

/**
 * One parsed JSON value of any known format as a record. The format is told by its fields, entry by entry.
 * @throws PreferenceProblem with the reason
 */
export function parsePreference(value: unknown): PreferenceRecord {
  if (Array.isArray(value)) return fromTriple(value);
  if (typeof value !== "object" || value === null) throw new PreferenceProblem("it is not a JSON object");
  if ("responses" in value) return checkRecord(parse(preferenceRecordSchema, value));
  if ("outputs" in value) return fromScoredResponses(value);
  if ("chosen" in value && "rejected" in value) return fromPair(parse(trlPreferenceSchema, value));
  const fields = Object.keys(value).slice(0, 8).join(", ") || "none";
  throw new PreferenceProblem(
    `it has neither input and outputs, nor chosen and rejected, nor messages and responses (fields: ${fields})`,
  );
}

function fromTriple(value: unknown[]): PreferenceRecord {
  const parsed = alignmentTripleSchema.safeParse(value);
  if (!parsed.success)
    throw new PreferenceProblem("a list must be [question, accepted answer, rejected answer]");
  const [question, chosen, rejected] = parsed.data;
  return pairRecord([{ role: "user", content: question }], chosen, rejected);
}

function fromScoredResponses(value: object): PreferenceRecord {
  const { input, outputs } = parse(scoredResponsesSchema, value);
  const messages = conversation([{ role: "user", content: input }]);
  return {
    promptKey: promptKey(messages),
    messages,
    responses: outputs.map(({ response, score }) => ({ text: response, score })),
    synthetic: false,
    judgmentIds: [],
  };
}

function fromPair(pair: TrlPreference): PreferenceRecord {
  const margin = pair.margin ?? undefined;
  if (typeof pair.chosen === "string" && typeof pair.rejected === "string") {
    return fromTexts(pair.prompt, pair.chosen, pair.rejected, margin);
  }
  if (typeof pair.chosen === "string" || typeof pair.rejected === "string") {
    throw new PreferenceProblem("chosen and rejected must both be texts or both be lists of messages");
  }
  return fromMessages(promptMessages(pair.prompt), pair.chosen, pair.rejected, margin);
}

function fromTexts(
  prompt: TrlPreference["prompt"],
  chosen: string,
  rejected: string,
  margin?: number,
): PreferenceRecord {
  if (prompt === undefined) {
    const [chosenTurns, rejectedTurns] = [parseTranscript(chosen), parseTranscript(rejected)];
    if (chosenTurns && rejectedTurns) return fromMessages([], chosenTurns, rejectedTurns, margin);
    const length = sharedPrefixLength(chosen, rejected);
    if (length === 0) throw new PreferenceProblem("without a prompt, chosen and rejected must begin alike");
    prompt = chosen.slice(0, length);
  }
  let stem = typeof prompt === "string" ? prompt : undefined;
  if (stem !== undefined && stem.trim() !== "" && chosen.startsWith(stem) && rejected.startsWith(stem)) {
    [chosen, rejected] = [chosen.slice(stem.length).trimStart(), rejected.slice(stem.length).trimStart()];
    stem = stem.trimEnd();
  }
  return pairRecord(promptMessages(stem ?? prompt), chosen, rejected, margin);
}

/** The end of what both texts begin with, moved back to the last white space so that no word is cut in two. */
function sharedPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  const space = a.slice(0, length).search(/\s\S*$/);
  return space < 0 ? 0 : space;
}

/** A text that is itself a transcript ("\n\nHuman: …\n\nAssistant:") becomes its turns. */
function promptMessages(prompt: TrlPreference["prompt"]): Message[] {
  if (prompt === undefined) return [];
  if (typeof prompt !== "string") return prompt;
  const turns = parseTranscript(prompt);
  if (!turns) return [{ role: "user", content: prompt }];
  const last = turns.at(-1);
  return last?.role === "assistant" && last.content === "" ? turns.slice(0, -1) : turns;
}

function fromMessages(
  prompt: Message[],
  chosen: readonly Message[],
  rejected: readonly Message[],
  margin?: number,
): PreferenceRecord {
  let shared = 0;
  while (
    shared < chosen.length - 1 &&
    shared < rejected.length - 1 &&
    same(chosen[shared], rejected[shared])
  ) {
    shared++;
  }
  const [chosenRest, rejectedRest] = [chosen.slice(shared), rejected.slice(shared)];
  const [chosenAnswer, rejectedAnswer] = [chosenRest[0], rejectedRest[0]];
  if (
    !(chosenRest.length === 1 && rejectedRest.length === 1) ||
    chosenAnswer?.role !== "assistant" ||
    rejectedAnswer?.role !== "assistant"
  ) {
    throw new PreferenceProblem(
      "chosen and rejected must differ in exactly their last message, an assistant's",
    );
  }
  const head = chosen.slice(0, shared);
  const repeats = head.length >= prompt.length && prompt.every((message, i) => same(message, head[i]));
  // A system message may stand in `prompt` alone, a conversation in both.
  const messages = repeats ? head : [...prompt, ...head];
  return pairRecord(messages, chosenAnswer.content, rejectedAnswer.content, margin);
}

function pairRecord(prompt: Message[], chosen: string, rejected: string, margin?: number): PreferenceRecord {
  if (chosen === rejected) throw new PreferenceProblem("chosen and rejected are the same");
  const messages = conversation(prompt);
  return {
    promptKey: promptKey(messages),
    messages,
    responses: [{ text: chosen }, { text: rejected }],
    ranking: [[0], [1]],
    margin,
    synthetic: false,
    judgmentIds: [],
  };
}

function checkRecord(record: PreferenceRecord): PreferenceRecord {
  const ranked = record.ranking?.flat() ?? [];
  if (ranked.some((index) => index >= record.responses.length)) {
    throw new PreferenceProblem("its ranking names a response that it does not have");
  }
  if (new Set(ranked).size !== ranked.length)
    throw new PreferenceProblem("its ranking names a response twice");
  return record;
}

function conversation(messages: Message[]): Message[] {
  return parse(conversationSchema, messages);
}

function same(a: Message | undefined, b: Message | undefined): boolean {
  return a?.role === b?.role && a?.content.trim() === b?.content.trim();
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PreferenceProblem(
    parsed.error.issues
      .slice(0, 3)
      .map((issue) => (issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message))
      .join("; "),
  );
}
