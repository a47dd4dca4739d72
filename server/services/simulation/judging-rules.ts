import { AppError } from "@/lib/errors";

/** What a rule sees of one response. */
export interface JudgedResponse {
  /** The user's last message. */
  prompt: string;
  response: string;
}

/** How good a response is, from 0 to 1: it becomes a score of 1 to 5, and the order of a ranking. */
export type Utility = (judged: JudgedResponse) => number;

export interface JudgingRule {
  /** Stored with every judgment. */
  name: string;
  utility: Utility;
}

/** Words, or Han characters, which are written without spaces. */
function countWords(text: string): number {
  return text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu)?.length ?? 0;
}

const POLITE =
  /\b(please|thank(s| you)|sorry|welcome|glad|happy to|of course|certainly|kindly|I hope)\b|请|谢谢|抱歉|您/giu;

/** Each by itself enough to tell whether a reward model and PPO learn: length, tone, a word, an ending. */
const RULES: Readonly<Record<string, Utility>> = {
  /** 1 at no words, 1/e at forty. */
  shorter: ({ response }) => Math.exp(-countWords(response) / 40),
  longer: ({ response }) => 1 - Math.exp(-countWords(response) / 40),
  /** Each polite turn of phrase counts less than the one before. */
  polite: ({ response }) => 1 - 0.5 ** (response.match(POLITE)?.length ?? 0),
  /** Ends like a sentence, is not cut off, and does not go on for ever. */
  finished: ({ response }) =>
    /[.!?。!?”"')]\s*$/u.test(response) ? 0.6 + 0.4 * Math.exp(-countWords(response) / 40) : 0.1,
};

const CONTAINS = "contains:";

/** For the command's help and its error. */
export const RULE_NAMES = [...Object.keys(RULES), `${CONTAINS}WORD`];

/** One of the named rules, or `contains:WORD` (1 where the response has the word, whatever its case, else 0). */
export function findRule(name: string): JudgingRule {
  if (name.startsWith(CONTAINS)) {
    const word = name.slice(CONTAINS.length).trim().toLowerCase();
    if (word !== "")
      return { name, utility: ({ response }) => (response.toLowerCase().includes(word) ? 1 : 0) };
  }
  const utility = RULES[name];
  if (utility) return { name, utility };
  throw new AppError("INVALID_INPUT", `there is no rule "${name}": the rules are ${RULE_NAMES.join(", ")}`);
}
