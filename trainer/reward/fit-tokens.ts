export interface FittedTokens {
  tokenIds: number[];
  /** What was lost to the length limit: nothing, the prompt's beginning, or that and the response's end. */
  cut: "none" | "prompt" | "response";
}

/** Of the room, the share that the end of a prompt keeps when the response would take all of it. */
const LEAST_PROMPT = 1 / 4;

/**
 * At most `maxLength` tokens of prompt and response. The prompt loses its beginning first; a response that would leave
 * it less than a quarter of the room loses its end, and with it the end token: two responses differ from their
 * beginning on, and how they are judged depends on the question. `keptStart` and `keptEnd` tokens that stand around
 * every text ([CLS], [SEP]) stay.
 */
export function fitTokens(
  {
    tokenIds,
    responseStart,
    keptStart = 0,
    keptEnd = 0,
  }: { tokenIds: number[]; responseStart: number; keptStart?: number; keptEnd?: number },
  maxLength: number,
): FittedTokens {
  if (tokenIds.length <= maxLength) return { tokenIds, cut: "none" };
  const end = tokenIds.length - keptEnd;
  const room = maxLength - keptStart - keptEnd;
  const prompt = tokenIds.slice(keptStart, responseStart);
  const leastPrompt = Math.min(prompt.length, Math.floor(room * LEAST_PROMPT));
  const response = tokenIds.slice(responseStart, Math.min(end, responseStart + room - leastPrompt));
  const kept = [
    ...tokenIds.slice(0, keptStart),
    ...prompt.slice(prompt.length - (room - response.length)),
    ...response,
    ...tokenIds.slice(end),
  ];
  return { tokenIds: kept, cut: responseStart + response.length < end ? "response" : "prompt" };
}
