import type { PolicyIteration } from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import type { ActorCritic } from "@/trainer/ppo/actor-critic";
import { adaptKlCoefficient } from "@/trainer/ppo/adapt-kl-coefficient";
import { assertFinite } from "@/trainer/ppo/assert-finite";
import { collectStatistics } from "@/trainer/ppo/collect-statistics";
import { computeRewards, type SequenceRewards } from "@/trainer/ppo/compute-rewards";
import { estimateAdvantages } from "@/trainer/ppo/estimate-advantages";
import { NegativeKlAlarm, type NegativeKlEvidence } from "@/trainer/ppo/negative-kl-alarm";
import { optimisePolicy, type MinibatchUpdate, type OldOutputs } from "@/trainer/ppo/optimise-policy";
import type { PPOConfig } from "@/trainer/ppo/ppo-config";
import type { Rollout } from "@/trainer/ppo/rollout";

/** Where responses and their scores come from. `P`: a prompt. */
export interface PPOEnvironment<P, R extends Rollout> {
  /** Draws one response a prompt from the policy's current weights, with temperature only: no top-k, no top-p. */
  sample(prompts: readonly P[], rng: Rng): Promise<R[]>;
  /** Normalised reward of each response. */
  score(rollouts: readonly R[]): Promise<ArrayLike<number>>;
  /** Log-probabilities of the drawn tokens under the frozen reference, at the same temperature. */
  referenceLogprobs(rollouts: readonly R[]): Promise<Float32Array[]>;
}

/** Everything beside parameters and moments that the next step depends on, but for its prompts. */
export interface PPOState {
  iteration: number;
  episode: number;
  klCoefficient: number;
  negativeKl: NegativeKlEvidence;
  /** Draws sampling seeds and minibatch orders. */
  rng: number[];
}

export interface PPOTrainerOptions<P, R extends Rollout> {
  policy: ActorCritic<R>;
  environment: PPOEnvironment<P, R>;
  config: PPOConfig;
  rng: Rng;
  /** Called after each part of a minibatch with how many minibatches this iteration has gone through. */
  onProgress?: (minibatches: number) => void;
  signal?: AbortSignal;
}

export interface PPOStep<R extends Rollout> {
  statistics: Omit<PolicyIteration, "seconds">;
  rollouts: R[];
  scores: ArrayLike<number>;
  updates: MinibatchUpdate[];
}

/**
 * Proximal policy optimisation of a language model against a reward model, with a per-token KL penalty to a frozen
 * reference (Schulman et al. 2017; Ziegler et al. 2019; Ouyang et al. 2022).
 */
export class PPOTrainer<P, R extends Rollout> {
  private iteration = 0;
  private episode = 0;
  private klCoefficient: number;
  private rng: Rng;
  private readonly alarm = new NegativeKlAlarm();

  constructor(private readonly options: PPOTrainerOptions<P, R>) {
    this.klCoefficient = options.config.klCoefficient;
    this.rng = options.rng;
  }

  /** One iteration. @throws AppError RUN_DIVERGED */
  async step(prompts: readonly P[]): Promise<PPOStep<R>> {
    const { policy, environment, config, signal, onProgress } = this.options;
    const { rng } = this;

    const rollouts = await environment.sample(prompts, rng);
    const scores = await environment.score(rollouts);
    const referenceLogprobs = await environment.referenceLogprobs(rollouts);
    assertFinite({ score: scores });

    let rewards: SequenceRewards | undefined;
    const targetsFrom = (old: OldOutputs) => {
      rewards = computeRewards({
        logprobs: old.logprobs,
        referenceLogprobs,
        scores,
        ended: rollouts.map(({ ended }) => ended),
        klCoefficient: this.klCoefficient,
        missingEosPenalty: config.missingEosPenalty,
      });
      this.alarm.check(rewards.klSums);
      return estimateAdvantages({
        rewards: rewards.rewards,
        values: old.values,
        discount: config.discount,
        lambda: config.gaeLambda,
        whitenAdvantages: config.whitenAdvantages,
      });
    };
    const optimisation = await optimisePolicy({
      policy,
      rollouts,
      targetsFrom,
      config,
      rng,
      onProgress,
      signal,
    });
    if (!rewards) throw new Error("the rewards were never computed");

    const statistics = collectStatistics({
      rollouts,
      scores,
      rewards,
      optimisation,
      klCoefficient: this.klCoefficient,
      learningRate: config.learningRate,
    });
    this.klCoefficient = adaptKlCoefficient(this.klCoefficient, statistics.objectiveKl, rollouts.length, {
      target: config.klTarget,
      horizon: config.klHorizon,
      adaptive: config.adaptiveKl,
    });
    this.iteration++;
    this.episode += rollouts.length;
    return {
      statistics: { iteration: this.iteration, episode: this.episode, ...statistics },
      rollouts,
      scores,
      updates: optimisation.updates,
    };
  }

  get state(): PPOState {
    return {
      iteration: this.iteration,
      episode: this.episode,
      klCoefficient: this.klCoefficient,
      negativeKl: this.alarm.evidence,
      rng: this.rng.state,
    };
  }

  restore(state: PPOState): void {
    this.iteration = state.iteration;
    this.episode = state.episode;
    this.klCoefficient = state.klCoefficient;
    this.alarm.evidence = state.negativeKl;
    this.rng = Rng.fromState(state.rng);
  }
}
