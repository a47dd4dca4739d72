import { expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import { fitLinearReward } from "@/tests/numerics/ppo/support/fit-linear-reward";
import { capturedShare } from "@/tests/numerics/ppo/support/run-tabular";
import { draw, trueReward } from "@/tests/numerics/ppo/support/tabular-policy";
import { randomReference } from "@/tests/numerics/ppo/support/tabular-task";

const SEEDS = [1, 2, 3, 4];

/** Gain in true reward of PPO against a reward model fitted to synthetic gold labels, shuffled or not. */
async function gain(seed: number, shuffled: boolean): Promise<number> {
  const rng = Rng.fromSeed(seed + 50);
  const reference = randomReference(seed);
  const episodes = Array.from({ length: 400 }, () => draw(reference, rng).tokenIds);
  const gold = episodes.map((tokenIds) => Math.round(3 + trueReward(tokenIds) + 0.5 * rng.normal()));
  const rewardOf = fitLinearReward(episodes, shuffled ? rng.shuffled(gold) : gold);
  return (await capturedShare(PPOTrainer, seed, { rewardOf, iterations: 40 })).rewardGain;
}

it("a reward model fitted on shuffled labels does not raise the true reward; one on the labels does (item 23)", async () => {
  const honest: number[] = [];
  const shuffled: number[] = [];
  for (const seed of SEEDS) {
    honest.push(await gain(seed, false));
    shuffled.push(await gain(seed, true));
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(Math.min(...honest)).toBeGreaterThan(1);
  expect(mean(shuffled)).toBeLessThan(0.2 * mean(honest));
});
