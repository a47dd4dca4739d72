import type { TrainPolicyConfig } from "@/lib/contracts/train-policy";

/** The part of the configuration that the algorithm itself reads. */
export type PPOConfig = Pick<
  TrainPolicyConfig,
  | "ppoEpochs"
  | "minibatches"
  | "learningRate"
  | "klCoefficient"
  | "adaptiveKl"
  | "klTarget"
  | "klHorizon"
  | "discount"
  | "gaeLambda"
  | "clipRange"
  | "valueClipRange"
  | "valueCoefficient"
  | "entropyCoefficient"
  | "whitenAdvantages"
  | "missingEosPenalty"
  | "approxKlStop"
>;
