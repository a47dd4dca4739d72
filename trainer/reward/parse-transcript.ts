import type { Message } from "@/lib/contracts/message";

// bounded, or a long row of line breaks would take quadratic time
const TURN = /(?:^|\n\n)\s{0,50}(Human|Assistant):[ \t]*/g;

/** A transcript "\n\nHuman: …\n\nAssistant: …" as messages; undefined if the text is none. */
export function parseTranscript(text: string): Message[] | undefined {
  const turns = [...text.matchAll(TURN)];
  const first = turns[0];
  if (!first || text.slice(0, first.index).trim() !== "") return undefined;
  return turns.map((turn, i) => ({
    role: turn[1] === "Human" ? "user" : "assistant",
    content: text.slice(turn.index + turn[0].length, turns[i + 1]?.index ?? text.length).trim(),
  }));
}
