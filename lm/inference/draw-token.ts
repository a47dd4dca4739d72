export interface DrawOptions {
  /** Take the likeliest token; nothing else matters then. */
  greedy: boolean;
  /** Keep only this many of the likeliest tokens; 0 is off. */
  topK: number;
  /** Keep the smallest set of likeliest tokens whose probability reaches this; 1 is off. */
  topP: number;
}

export interface DrawnToken {
  tokenId: number;
  /** Natural logarithm of its probability in the whole distribution, before top-k and top-p. */
  logprob: number;
}

/**
 * Draws one token by inverse CDF: one uniform number, one token. Top-k cuts first, top-p then counts within what is
 * left, as Hugging Face's processors do in their order; of equally likely tokens the lower id goes first.
 *
 * @param probabilities of every token, summing to 1 up to rounding [V]
 * @param uniform in [0, 1)
 */
export function drawToken(probabilities: Float32Array, options: DrawOptions, uniform: number): DrawnToken {
  const tokenId = chooseToken(probabilities, options, uniform);
  return { tokenId, logprob: Math.log(probabilities[tokenId] ?? 0) };
}

function chooseToken(probabilities: Float32Array, options: DrawOptions, uniform: number): number {
  if (options.greedy) return likeliest(probabilities);
  const cutsK = options.topK > 0 && options.topK < probabilities.length;
  if (!cutsK && options.topP >= 1) return drawFromAll(probabilities, uniform);
  let kept = cutsK
    ? likeliestFirst(probabilities, rankProbability(probabilities, options.topK)).slice(0, options.topK)
    : // tokens below this share cannot all together reach what top-p leaves out
      likeliestFirst(probabilities, (1 - options.topP) / probabilities.length);
  if (options.topP < 1) kept = nucleus(probabilities, kept, options.topP, cutsK);
  return drawFrom(probabilities, kept, uniform);
}

function likeliest(probabilities: Float32Array): number {
  let best = 0;
  let highest = -1;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] as number;
    if (p > highest) {
      highest = p;
      best = id;
    }
  }
  return best;
}

function drawFromAll(probabilities: Float32Array, uniform: number): number {
  let sum = 0;
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] as number;
    if (p === 0) continue;
    sum += p;
    if (sum > uniform) return id;
    last = id;
  }
  // rounding left the sum below the uniform number
  return last;
}

/** The probability of the token at this rank (1 is the likeliest). */
function rankProbability(probabilities: Float32Array, rank: number): number {
  // a bounded heap of the `rank` highest, its lowest on top
  const heap = new Float32Array(rank);
  let size = 0;
  for (const p of probabilities) {
    if (size < rank) {
      let place = size++;
      heap[place] = p;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if ((heap[parent] as number) <= (heap[place] as number)) break;
        swap(heap, parent, place);
        place = parent;
      }
    } else if (p > (heap[0] as number)) {
      heap[0] = p;
      siftDown(heap);
    }
  }
  return heap[0] as number;
}

function siftDown(heap: Float32Array): void {
  for (let place = 0; ;) {
    let child = 2 * place + 1;
    if (child >= heap.length) return;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[place] as number) <= (heap[child] as number)) return;
    swap(heap, place, child);
    place = child;
  }
}

function swap(heap: Float32Array, a: number, b: number): void {
  const value = heap[a] as number;
  heap[a] = heap[b] as number;
  heap[b] = value;
}

/** Ids of the tokens of at least this probability, likeliest first. */
function likeliestFirst(probabilities: Float32Array, least: number): number[] {
  const ids: number[] = [];
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] as number;
    if (p >= least && p > 0) ids.push(id);
  }
  return ids.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
}

function nucleus(
  probabilities: Float32Array,
  sorted: number[],
  topP: number,
  renormalise: boolean,
): number[] {
  let total = 1;
  if (renormalise) total = sorted.reduce((sum, id) => sum + (probabilities[id] as number), 0);
  let sum = 0;
  for (let count = 0; count < sorted.length; count++) {
    sum += probabilities[sorted[count] as number] as number;
    if (sum >= topP * total) return sorted.slice(0, count + 1);
  }
  return sorted;
}

function drawFrom(probabilities: Float32Array, kept: readonly number[], uniform: number): number {
  const total = kept.reduce((sum, id) => sum + (probabilities[id] as number), 0);
  let sum = 0;
  for (const id of kept) {
    sum += probabilities[id] as number;
    if (sum > uniform * total) return id;
  }
  return kept.at(-1) ?? likeliest(probabilities);
}
