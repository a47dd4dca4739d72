import { describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { NegativeKlAlarm } from "@/trainer/ppo/negative-kl-alarm";

const TOKENS = 12;
const VOCABULARY = 16;

function distribution(logits: readonly number[]): number[] {
  const weights = logits.map(Math.exp);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** A policy `distance` away from its reference, and answers as it draws them, or as the reference does. */
function task(seed: number, distance: number) {
  const rng = Rng.fromSeed(seed);
  const logits = Array.from({ length: VOCABULARY }, () => rng.normal());
  const reference = distribution(logits);
  const policy = distribution(logits.map((logit) => logit + distance * rng.normal()));
  const draw = (from: readonly number[]) => {
    let left = rng.uniform();
    const token = from.findIndex((probability) => (left -= probability) < 0);
    return token < 0 ? VOCABULARY - 1 : token;
  };
  const klSum = (from: readonly number[]) => {
    let sum = 0;
    for (let t = 0; t < TOKENS; t++) {
      const token = draw(from);
      sum += Math.log((policy[token] as number) / (reference[token] as number));
    }
    return sum;
  };
  const batchFrom = (from: readonly number[]) => (size: number) =>
    Array.from({ length: size }, () => klSum(from));
  return { drawn: batchFrom(policy), mismatched: batchFrom(reference) };
}

describe("the alarm of persistently negative KL (item 24)", () => {
  it.each([1, 2, 8])(
    "never sounds in 5000 iterations of %d answers of the policy itself, however near the reference it is",
    (batchSize) => {
      for (const [seed, distance] of [0, 0.01, 0.05, 0.2, 0.5].entries()) {
        const { drawn } = task(seed, distance);
        const alarm = new NegativeKlAlarm();
        for (let i = 0; i < 5000; i++) alarm.check(drawn(batchSize));
      }
    },
  );

  it.each([1, 2, 8])(
    "does not take the noise of rounding for evidence: %d answers an iteration",
    (batchSize) => {
      const rng = Rng.fromSeed(1);
      const alarm = new NegativeKlAlarm();
      const rounded = () => Array.from({ length: batchSize }, () => 0.3 * rng.normal());
      for (let i = 0; i < 5000; i++) alarm.check(rounded());
    },
  );

  it.each([
    [1, 120],
    [2, 60],
    [8, 15],
  ])(
    "with %d answers an iteration, finds tokens of another model within %d iterations",
    (batchSize, within) => {
      for (let seed = 0; seed < 20; seed++) {
        // −.6 to −2 nats an answer
        const { drawn, mismatched } = task(seed, 0.5);
        const alarm = new NegativeKlAlarm();
        for (let i = 0; i < 50; i++) alarm.check(drawn(batchSize));
        expect(() => {
          for (let i = 0; i < within; i++) alarm.check(mismatched(batchSize));
        }, `seed ${seed}`).toThrow(/sampling and scoring disagree/);
      }
    },
  );

  it("gathers −16 nats, a hundredth of a nat an answer forgiven, and says over how many answers", () => {
    const alarm = new NegativeKlAlarm();
    for (let i = 0; i < 7; i++) alarm.check([-0.5, -0.52, -0.48, -0.54]);
    expect(alarm.evidence.sequences).toBe(28);
    expect(alarm.evidence.sum).toBeCloseTo(-14, 8);
    expect(() => alarm.check([-0.5, -0.52, -0.48, -0.54])).toThrow(/-0\.510 nats over the last 32 answers/);
  });

  it("begins anew where the answers before were no evidence, and goes on after a resume", () => {
    const alarm = new NegativeKlAlarm();
    alarm.check([-5, -6, -4]);
    alarm.check([20, -0.5]);
    expect(alarm.evidence.sequences).toBe(1);
    alarm.check([-3, -4]);
    const resumed = new NegativeKlAlarm();
    resumed.evidence = alarm.evidence;
    expect(() => resumed.check([-3, -4, -3, -4])).toThrow(/over the last 7 answers/);
  });

  it("does not mind the exact zero of the first iteration", () => {
    const alarm = new NegativeKlAlarm();
    for (let i = 0; i < 5; i++) alarm.check([0, 0, 0]);
    expect(alarm.evidence.sequences).toBe(0);
  });
});
