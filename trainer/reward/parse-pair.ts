import { conversationSchema, type Message } from "@/lib/contracts/message";
import type { PreferenceRecord, TrlPreference } from "@/lib/contracts/preference-data";
import { implicitPromptLength } from "@/trainer/reward/implicit-prompt";
import { parseTranscript } from "@/trainer/reward/parse-transcript";
import { parseEntry, PreferenceProblem } from "@/trainer/reward/preference-problem";
import { recordKey } from "@/trainer/reward/prompt-key";

/** Stands where nothing was said before the responses: a prompt ends with the user's message. */
const NOTHING: Message = { role: "user", content: "" };

/**
 * TRL's or HH's pair as a record: what was said before, up to a user's message, is the prompt; what follows on either
 * side is a response, of one answer or of several turns.
 * @throws PreferenceProblem
 */
export function parsePair({ prompt, chosen, rejected, margin }: TrlPreference): PreferenceRecord {
  if (typeof chosen === "string" && typeof rejected === "string") {
    const pair =
      typeof prompt === "object" ? { prompt, chosen, rejected } : splitTexts(prompt ?? "", chosen, rejected);
    return pairRecord(pair, margin);
  }
  if (typeof chosen === "string" || typeof rejected === "string") {
    throw new PreferenceProblem("chosen and rejected must both be texts or both be lists of messages");
  }
  return pairRecord(splitConversations(promptMessages(prompt ?? ""), chosen, rejected), margin);
}

/** A prompt and its two responses: texts, or what follows the prompt as messages. */
interface Pair {
  prompt: Message[];
  chosen: string | Message[];
  rejected: string | Message[];
}

function splitTexts(prompt: string, chosen: string, rejected: string): Pair {
  let stem = prompt;
  if (stem.trim() === "") {
    const [chosenTurns, rejectedTurns] = [parseTranscript(chosen), parseTranscript(rejected)];
    if (chosenTurns && rejectedTurns) return splitConversations([], chosenTurns, rejectedTurns);
    stem = chosen.slice(0, implicitPromptLength(chosen, rejected));
  }
  if (stem.trim() !== "" && chosen.startsWith(stem) && rejected.startsWith(stem)) {
    [chosen, rejected] = [chosen.slice(stem.length).trimStart(), rejected.slice(stem.length).trimStart()];
    stem = stem.trimEnd();
  }
  if (parseTranscript(stem)?.at(-1)?.role === "assistant") {
    // the answers go on where the transcript stops, and may themselves be transcripts of several turns
    const [chosenTurns, rejectedTurns] = [`${stem} ${chosen}`, `${stem} ${rejected}`].map(parseTranscript);
    return splitConversations([], chosenTurns ?? [], rejectedTurns ?? []);
  }
  return { prompt: promptMessages(stem), chosen, rejected };
}

/** A text that is itself a transcript ("\n\nHuman: …\n\nAssistant:") becomes its turns. */
function promptMessages(prompt: string | Message[]): Message[] {
  if (typeof prompt !== "string") return prompt;
  if (prompt.trim() === "") return [];
  const turns = parseTranscript(prompt);
  if (!turns) return [{ role: "user", content: prompt }];
  const last = turns.at(-1);
  return last?.role === "assistant" && last.content === "" ? turns.slice(0, -1) : turns;
}

/** The prompt is the longest common conversation that ends with a user's message. */
function splitConversations(
  prompt: readonly Message[],
  chosen: readonly Message[],
  rejected: readonly Message[],
): Pair {
  const [a, b] = withPrompt(prompt, chosen, rejected);
  let shared = 0;
  while (shared < Math.min(a.length, b.length) - 1 && same(a[shared], b[shared])) shared++;
  while (shared > 0 && a[shared - 1]?.role !== "user") shared--;
  if (shared > 0) return { prompt: a.slice(0, shared), chosen: a.slice(shared), rejected: b.slice(shared) };
  const system = a[0]?.role === "system" && same(a[0], b[0]) ? a.slice(0, 1) : [];
  return { prompt: system, chosen: a.slice(system.length), rejected: b.slice(system.length) };
}

/** Both whole conversations, whether they repeat the prompt, repeat it without its system message, or follow it. */
function withPrompt(
  prompt: readonly Message[],
  chosen: readonly Message[],
  rejected: readonly Message[],
): [Message[], Message[]] {
  const spoken = prompt.filter(({ role }) => role !== "system");
  const repeated = [prompt, spoken].find((head) => beginsWith(chosen, head) && beginsWith(rejected, head));
  const skip = repeated?.length ?? 0;
  return [
    [...prompt, ...chosen.slice(skip)],
    [...prompt, ...rejected.slice(skip)],
  ];
}

function beginsWith(messages: readonly Message[], head: readonly Message[]): boolean {
  return head.length > 0 && head.every((message, i) => same(message, messages[i]));
}

function same(a: Message | undefined, b: Message | undefined): boolean {
  return a?.role === b?.role && a?.content.trim() === b?.content.trim();
}

function pairRecord({ prompt, chosen, rejected }: Pair, margin: number | null | undefined): PreferenceRecord {
  const messages = parseEntry(
    conversationSchema,
    prompt.at(-1)?.role === "user" ? prompt : [...prompt, NOTHING],
  );
  const responses = responsesOf(chosen, rejected);
  if (responses[0]?.text === responses[1]?.text) {
    throw new PreferenceProblem("chosen and rejected are the same");
  }
  return {
    promptKey: recordKey({ messages, responses }),
    messages,
    responses,
    ranking: [[0], [1]],
    margin: margin ?? undefined,
    synthetic: false,
    judgmentIds: [],
  };
}

function responsesOf(
  chosen: string | Message[],
  rejected: string | Message[],
): PreferenceRecord["responses"] {
  const both = [chosen, rejected].map((response) =>
    typeof response === "string" ? response : answerOf(response),
  );
  if (both.every((response) => typeof response === "string")) return both.map((text) => ({ text }));
  // the shorter one as messages too: both then go through the chat template, and differ in nothing but what was said
  return [chosen, rejected].map((response) => {
    const turns: Message[] =
      typeof response === "string" ? [{ role: "assistant", content: response }] : response;
    return { text: readingOf(turns), turns };
  });
}

/** One answer's text; several turns stay messages. */
function answerOf(turns: Message[]): string | Message[] {
  if (turns.at(-1)?.role !== "assistant") {
    throw new PreferenceProblem("chosen and rejected must each end with an assistant's message");
  }
  const [first, ...others] = turns;
  return first?.role === "assistant" && others.length === 0 ? first.content : turns;
}

/** Several turns as one text; the assistant's first answer needs no name. */
function readingOf(turns: readonly Message[]): string {
  return turns
    .map(({ role, content }, i) => (i === 0 && role === "assistant" ? content : `${role}: ${content}`))
    .join("\n");
}
