import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { deriveSeed } from "@/lm/inference/derive-seed";

/** How often texts that came twice are drawn anew before one of them is kept. */
export const REDRAWS = 3;

export interface DrawDistinctOptions {
  /** Distinct texts wanted. */
  count: number;
  parameters: SamplingParameters;
  /** Which prompt of the round this is: its draws have seeds of their own. */
  position: number;
  draw(parameters: SamplingParameters): Promise<Completion>;
}

export type SeededCompletion = Completion & { seed: number };

/**
 * Draws `count` completions with different texts. Duplicates (white space at the ends aside) and empty ones are drawn
 * again, a few times; what still comes twice is returned twice and counted where it is stored. Seeds depend on the
 * round's seed, the prompt's position and the number of the draw alone, so a round sampled again asks for the same.
 */
export async function drawDistinct({
  count,
  parameters,
  position,
  draw,
}: DrawDistinctOptions): Promise<SeededCompletion[]> {
  const distinct = new Map<string, SeededCompletion>();
  let repeated: SeededCompletion[] = [];
  // Greedy decoding gives one text however often it is asked.
  const rounds = parameters.temperature === 0 ? 0 : REDRAWS;
  let wanted = parameters.temperature === 0 ? 1 : count;
  for (let redraw = 0, number = 0; redraw <= rounds && wanted > 0; redraw++) {
    const seeds = Array.from({ length: wanted }, () => deriveSeed(parameters.seed, position, number++));
    const drawn = await Promise.all(
      seeds.map(async (seed) => ({ ...(await draw({ ...parameters, seed })), seed })),
    );
    repeated = [];
    for (const completion of drawn) {
      const text = completion.text.trim();
      if (text === "") continue;
      if (distinct.has(text)) repeated.push(completion);
      else distinct.set(text, completion);
    }
    wanted = count - distinct.size;
  }
  return [...distinct.values(), ...repeated];
}
