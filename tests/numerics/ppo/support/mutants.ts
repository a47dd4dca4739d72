import { vi } from "vitest";
import type { computeRewards as shippedRewards } from "@/trainer/ppo/compute-rewards";
import type { generalisedAdvantageEstimation as shippedEstimate } from "@/trainer/ppo/generalised-advantage-estimation";
import type { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import type { Rollout } from "@/trainer/ppo/rollout";

type ComputeRewards = typeof shippedRewards;
type Estimate = typeof shippedEstimate;

/** The shipped trainer with one wrong reward computation in it. */
export async function withRewards(mutate: (original: ComputeRewards) => ComputeRewards): Promise<Trainer> {
  return load("@/trainer/ppo/compute-rewards", async (original) => {
    const { computeRewards } = await original<{ computeRewards: ComputeRewards }>();
    return { computeRewards: mutate(computeRewards) };
  });
}

/** The shipped trainer with a wrong advantage estimation. */
export async function withAdvantages(wrong: Estimate): Promise<Trainer> {
  return load("@/trainer/ppo/generalised-advantage-estimation", () =>
    Promise.resolve({ generalisedAdvantageEstimation: wrong }),
  );
}

/** Generalised advantage estimation with the next value read from elsewhere. */
export function bootstrappingFrom(nextValue: (values: ArrayLike<number>, t: number) => number): Estimate {
  return ({ rewards, values, discount, lambda }) => {
    const advantages = new Float64Array(rewards.length);
    const returns = new Float64Array(rewards.length);
    let next = 0;
    for (let t = rewards.length - 1; t >= 0; t--) {
      const value = values[t] as number;
      next = (rewards[t] as number) + discount * nextValue(values, t) - value + discount * lambda * next;
      advantages[t] = next;
      returns[t] = next + value;
    }
    return { advantages, returns };
  };
}

type Trainer = typeof PPOTrainer<null, Rollout>;

async function load(
  module: string,
  factory: (original: <M>() => Promise<M>) => Promise<object>,
): Promise<Trainer> {
  vi.resetModules();
  vi.doMock(module, factory);
  try {
    const loaded = await import("@/trainer/ppo/ppo-trainer");
    return loaded.PPOTrainer as Trainer;
  } finally {
    vi.doUnmock(module);
    vi.resetModules();
  }
}
