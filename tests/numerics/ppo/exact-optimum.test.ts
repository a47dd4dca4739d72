import { beforeAll, describe, expect, it } from "vitest";
import { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import type { Rollout } from "@/trainer/ppo/rollout";
import { bootstrappingFrom, withAdvantages, withRewards } from "@/tests/numerics/ppo/support/mutants";
import { capturedShare } from "@/tests/numerics/ppo/support/run-tabular";
import { objective, optimum, randomReference } from "@/tests/numerics/ppo/support/tabular-task";

const SEEDS = [1, 2, 3, 4, 5];

describe("the KL-regularised optimum of the tabular task (item 21)", () => {
  const shares: number[] = [];
  /** Of seed 1 after a third of the iterations: enough to tell wrong variants from the right one. */
  let early = 0;
  const earlyShare = async (trainer: typeof PPOTrainer<null, Rollout>) =>
    (await capturedShare(trainer, 1, { iterations: 100 })).share;

  beforeAll(async () => {
    early = await earlyShare(PPOTrainer);
    for (const seed of SEEDS) shares.push((await capturedShare(PPOTrainer, seed)).share);
  }, 240_000);

  it("is above what the reference itself reaches, for every seed", () => {
    for (const seed of SEEDS) {
      const reference = randomReference(seed);
      expect(optimum(reference) - objective(reference, reference)).toBeGreaterThan(1);
    }
  });

  it("is reached to at least 88 % in the mean of five seeds", () => {
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    expect(mean).toBeGreaterThanOrEqual(0.88);
    expect(Math.max(...shares)).toBeLessThan(1);
  });

  it("is missed by far with the sign of the KL penalty flipped", async () => {
    const mutant = await withRewards(
      (original) => (options) => original({ ...options, klCoefficient: -options.klCoefficient }),
    );
    expect(await earlyShare(mutant)).toBeLessThan(0.3);
  });

  it("is missed by far without a KL penalty", async () => {
    const mutant = await withRewards((original) => (options) => original({ ...options, klCoefficient: 0 }));
    expect(await earlyShare(mutant)).toBeLessThan(0.3);
  });

  it("is missed by far with the value bootstrapped two steps ahead", async () => {
    const mutant = await withAdvantages(bootstrappingFrom((values, t) => values[t + 2] ?? 0));
    expect(await earlyShare(mutant)).toBeLessThan(0.5);
  });

  it("is missed with the score one token early", async () => {
    const mutant = await withRewards((original) => (options) => {
      const result = original(options);
      result.rewards.forEach((rewards, s) => {
        const last = rewards.length - 1;
        const score = result.penalisedScores[s] as number;
        rewards[last] = (rewards[last] as number) - score;
        rewards[last - 1] = (rewards[last - 1] as number) + score;
      });
      return result;
    });
    expect(await earlyShare(mutant)).toBeLessThan(early - 0.03);
  });

  it("is missed with V′ = V", async () => {
    const mutant = await withAdvantages(bootstrappingFrom((values, t) => values[t] as number));
    expect(await earlyShare(mutant)).toBeLessThan(early - 0.03);
  });
});
