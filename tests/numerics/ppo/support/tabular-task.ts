import { Rng } from "@/lib/rng";

/** Token kinds: +1 for tokens 0–3, −1 for 12–15, 0 between. */
export const VOCABULARY = 16;
export const STEPS = 12;
const REWARD_SCALE = 4;
export const BETA = 0.2;

/** State of step t after token p (−1 before the first): t·(V + 1) + p + 1. */
export const STATES = STEPS * (VOCABULARY + 1);

export function stateOf(step: number, previous: number): number {
  return step * (VOCABULARY + 1) + previous + 1;
}

export function tokenReward(token: number): number {
  const kind = token < 4 ? 1 : token >= 12 ? -1 : 0;
  return (REWARD_SCALE * kind) / STEPS;
}

/** log π_ref of a random Markov policy: [state, token], the same at every step. */
export function randomReference(seed: number): Float64Array {
  const rng = Rng.fromSeed(seed);
  const byPrevious = Array.from({ length: VOCABULARY + 1 }, () =>
    logSoftmax(Float64Array.from({ length: VOCABULARY }, () => rng.normal())),
  );
  const out = new Float64Array(STATES * VOCABULARY);
  for (let step = 0; step < STEPS; step++) {
    byPrevious.forEach((row, p) => out.set(row, (step * (VOCABULARY + 1) + p) * VOCABULARY));
  }
  return out;
}

/** J* = β·log E_ref[exp(R/β)] by soft dynamic programming, backwards in time. */
export function optimum(reference: Float64Array): number {
  return backwards((state, next) => {
    const terms = Float64Array.from(
      { length: VOCABULARY },
      (_, token) => at(reference, state, token) + (tokenReward(token) + next(token)) / BETA,
    );
    return BETA * logSumExp(terms);
  });
}

/** J(π) = E_π[R] − β·KL(π ‖ π_ref), exactly. `logprobs`: [state, token] */
export function objective(logprobs: Float64Array, reference: Float64Array): number {
  return backwards((state, next) => {
    let value = 0;
    for (let token = 0; token < VOCABULARY; token++) {
      const logprob = at(logprobs, state, token);
      const gain = tokenReward(token) - BETA * (logprob - at(reference, state, token)) + next(token);
      value += Math.exp(logprob) * gain;
    }
    return value;
  });
}

/** E_π[R] alone. */
export function expectedReward(logprobs: Float64Array): number {
  return objective(logprobs, logprobs);
}

function backwards(valueOf: (state: number, next: (token: number) => number) => number): number {
  const values = new Float64Array(STATES);
  for (let step = STEPS - 1; step >= 0; step--) {
    for (let previous = step === 0 ? -1 : 0; previous < (step === 0 ? 0 : VOCABULARY); previous++) {
      const next = (token: number) => (step === STEPS - 1 ? 0 : (values[stateOf(step + 1, token)] as number));
      values[stateOf(step, previous)] = valueOf(stateOf(step, previous), next);
    }
  }
  return values[stateOf(0, -1)] as number;
}

export function at(table: ArrayLike<number>, state: number, token: number): number {
  return table[state * VOCABULARY + token] as number;
}

export function logSoftmax(logits: Float64Array): Float64Array {
  const normaliser = logSumExp(logits);
  return logits.map((logit) => logit - normaliser);
}

function logSumExp(values: Float64Array): number {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
