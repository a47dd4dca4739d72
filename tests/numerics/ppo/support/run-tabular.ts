import { Rng } from "@/lib/rng";
import type { PPOConfig } from "@/trainer/ppo/ppo-config";
import type { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import type { Rollout } from "@/trainer/ppo/rollout";
import { TabularPolicy, tabularEnvironment } from "@/tests/numerics/ppo/support/tabular-policy";
import {
  BETA,
  expectedReward,
  objective,
  optimum,
  randomReference,
} from "@/tests/numerics/ppo/support/tabular-task";

export const TABULAR_CONFIG: PPOConfig = {
  ppoEpochs: 4,
  minibatches: 1,
  learningRate: 0.02,
  klCoefficient: BETA,
  adaptiveKl: false,
  klTarget: 6,
  klHorizon: 10_000,
  discount: 1,
  gaeLambda: 0.95,
  clipRange: 0.2,
  valueClipRange: 0.2,
  valueCoefficient: 0.1,
  entropyCoefficient: 0,
  whitenAdvantages: true,
  missingEosPenalty: 0,
  approxKlStop: Number.MAX_VALUE,
};

/** Share of J* − J_ref that PPO captures in 300 iterations of 128 episodes. The trainer is passed in: a test may mutate it. */
export async function capturedShare(
  trainer: typeof PPOTrainer<null, Rollout>,
  seed: number,
  options: { rewardOf?: (tokenIds: readonly number[]) => number; iterations?: number } = {},
): Promise<{ share: number; rewardGain: number }> {
  const reference = randomReference(seed);
  const policy = new TabularPolicy(reference);
  const environment = tabularEnvironment(policy, reference, options.rewardOf);
  const ppo = new trainer({ policy, environment, config: TABULAR_CONFIG, rng: Rng.fromSeed(seed + 1000) });
  const prompts = Array.from({ length: 128 }, () => null);
  for (let i = 0; i < (options.iterations ?? 300); i++) await ppo.step(prompts);
  const table = policy.logprobs();
  const baseline = expectedReward(reference);
  return {
    share: (objective(table, reference) - baseline) / (optimum(reference) - baseline),
    rewardGain: expectedReward(table) - baseline,
  };
}
