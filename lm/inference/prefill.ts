import type { Decoder } from "@/lm/inference/decoder";
import { KeyValueCache, type CacheRows } from "@/lm/inference/key-value-cache";
import type { Sequence } from "@/lm/inference/sequence";

/** Tokens (padding included) that one run over prompts reads at most: what bounds the others' wait, and its memory. */
const TOKENS_PER_RUN = 512;

export interface PrefillResult {
  sequence: Sequence;
  /** Distribution of the first token. */
  probabilities: Float32Array;
  /** Where the prompt's keys and values are. */
  source: CacheRows;
  row: number;
}

/** Sequences of one prompt and one temperature: the prompt is read once for all of them. */
interface PromptGroup {
  prompt: readonly number[];
  temperature: number;
  sequences: Sequence[];
}

/**
 * Takes from `waiting` what is to be read next: the first sequence, and those after it for which there is room; a long
 * prompt alone. Undefined if nothing waits or nothing fits.
 */
export function planPrefill(
  waiting: Sequence[],
  room: { rows: number; fits(joining: readonly Sequence[]): boolean },
): Prefill | undefined {
  const groups = new Map<string, PromptGroup>();
  const taken: Sequence[] = [];
  let longest = 0;
  for (const sequence of waiting) {
    const prompt = sequence.request.promptTokenIds;
    const key = `${sequence.temperature}|${prompt.join()}`;
    const known = groups.get(key);
    const nextLongest = Math.max(longest, prompt.length);
    const isFirst = taken.length === 0;
    const tokens = nextLongest * (groups.size + (known ? 0 : 1));
    if (taken.length >= room.rows || !room.fits([...taken, sequence])) break;
    if (!isFirst && !known && tokens > TOKENS_PER_RUN) break;
    longest = nextLongest;
    taken.push(sequence);
    if (known) known.sequences.push(sequence);
    else groups.set(key, { prompt, temperature: sequence.temperature, sequences: [sequence] });
  }
  if (taken.length === 0) return undefined;
  waiting.splice(0, taken.length);
  return new Prefill([...groups.values()]);
}

/** Prompts being read: short ones in one run, a long one piece by piece. */
export class Prefill {
  private done = 0;
  private cache: KeyValueCache | undefined;
  private found: { probabilities: Float32Array[]; source: CacheRows } | undefined;

  constructor(private readonly groups: readonly PromptGroup[]) {}

  get sequences(): Sequence[] {
    return this.groups.flatMap((group) => group.sequences);
  }

  /** One run; true when all is read. */
  async advance(decoder: Decoder): Promise<boolean> {
    const [first] = this.groups;
    if (first && this.groups.length === 1 && first.prompt.length > TOKENS_PER_RUN) {
      return this.advanceLong(decoder, first);
    }
    const { probabilities, newRows } = await decoder.readPrompts(
      this.groups.map((group) => group.prompt),
      this.groups.map((group) => group.temperature),
    );
    this.found = { probabilities, source: newRows };
    return true;
  }

  results(): PrefillResult[] {
    const { found } = this;
    if (!found) return [];
    return this.groups.flatMap((group, row) =>
      group.sequences.map((sequence) => ({
        sequence,
        probabilities: found.probabilities[row] as Float32Array,
        source: found.source,
        row,
      })),
    );
  }

  private async advanceLong(decoder: Decoder, { prompt, temperature }: PromptGroup): Promise<boolean> {
    this.cache ??= new KeyValueCache(decoder.cacheShape);
    const piece = prompt.slice(this.done, this.done + TOKENS_PER_RUN);
    const { probabilities, newRows } =
      this.done === 0
        ? await decoder.readPrompts([piece], [temperature])
        : await decoder.readOn(piece, this.cache, this.done, temperature);
    const length = this.done + piece.length;
    this.cache.reserve(1, length, [this.done]);
    this.cache.write(0, this.done, newRows, 0, piece.length);
    this.done = length;
    this.found = { probabilities, source: this.cache };
    return length === prompt.length;
  }
}
