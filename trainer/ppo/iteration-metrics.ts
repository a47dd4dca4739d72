import type { PolicyIteration } from "@/lib/contracts/train-policy";

/** An iteration's statistics under the names that TRL gives them; what it does not log keeps its kind of name. */
export function iterationMetrics(iteration: PolicyIteration): Record<string, number> {
  return {
    "objective/kl": iteration.objectiveKl,
    "objective/entropy": iteration.objectiveEntropy,
    "objective/scores": iteration.objectiveScores,
    "objective/rlhf_reward": iteration.objectiveRlhfReward,
    "objective/non_score_reward": iteration.objectiveNonScoreReward,
    "policy/approxkl_avg": iteration.policyApproxKl,
    "policy/clipfrac_avg": iteration.policyClipFraction,
    "loss/policy_avg": iteration.lossPolicy,
    "loss/value_avg": iteration.lossValue,
    "val/ratio": iteration.valRatio,
    "val/ratio_var": iteration.valRatioVariance,
    "val/num_eos_tokens": iteration.valEosTokens,
    lr: iteration.learningRate,
    episode: iteration.episode,
    explained_variance: iteration.explainedVariance,
    gradient_norm: iteration.gradientNorm,
    response_length: iteration.responseLength,
    kl_coefficient: iteration.klCoefficient,
    logprob_drift: iteration.logprobDrift,
    optimiser_steps: iteration.optimiserSteps,
    distinct_bigrams: iteration.distinctBigrams,
    seconds: iteration.seconds,
  };
}
