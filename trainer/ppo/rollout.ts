/** One response drawn from the current policy: an episode. */
export interface Rollout {
  /** What the policy was given. */
  promptTokenIds: readonly number[];
  /** The drawn tokens, at least one; the stop token included where one was drawn. */
  tokenIds: readonly number[];
  /** What the sampler said of their log-probabilities: only compared with the trainer's, never trained on. */
  samplerLogprobs: ArrayLike<number>;
  /** Whether the last token is a stop token; false: the length limit cut the response off. */
  ended: boolean;
}

/** All drawn tokens of the batch. */
export function countTokens(rollouts: readonly Rollout[]): number {
  return rollouts.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
}

/** Cuts a flat array over all response tokens into one array a rollout. */
export function perRollout(flat: ArrayLike<number>, rollouts: readonly Rollout[]): Float32Array[] {
  let offset = 0;
  return rollouts.map(({ tokenIds }) => {
    const out = new Float32Array(tokenIds.length);
    for (let t = 0; t < out.length; t++) out[t] = flat[offset + t] as number;
    offset += tokenIds.length;
    return out;
  });
}

/** The inverse of perRollout, of chosen rollouts. */
export function flatten(perSequence: readonly ArrayLike<number>[], indexes: readonly number[]): Float32Array {
  const chosen = indexes.map((index) => perSequence[index] as ArrayLike<number>);
  const out = new Float32Array(chosen.reduce((sum, sequence) => sum + sequence.length, 0));
  let offset = 0;
  for (const sequence of chosen) {
    out.set(sequence, offset);
    offset += sequence.length;
  }
  return out;
}
