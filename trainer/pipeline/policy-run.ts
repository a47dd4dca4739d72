import { z } from "zod";
import type { StageContext } from "@/lib/contracts/progress";
import {
  policyIterationSchema,
  policyReportSchema,
  type PolicyIteration,
  type TrainPolicyConfig,
} from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import { Generator } from "@/lm/inference/generator";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { IterationProgress } from "@/trainer/pipeline/iteration-progress";
import { bestOfNWithoutScores, normalizeRewards } from "@/trainer/pipeline/normalize-rewards";
import { RunCheckpoint, type CheckpointParts } from "@/trainer/pipeline/run-checkpoint";
import {
  appendSamples,
  describeAnswers,
  keepSamplesBefore,
  referenceAnswers,
} from "@/trainer/pipeline/watched-answers";
import { iterationMetrics } from "@/trainer/ppo/iteration-metrics";
import { LanguageModelEnvironment } from "@/trainer/ppo/language-model-environment";
import { LanguageModelPolicy } from "@/trainer/ppo/language-model-policy";
import type { LanguageRollout, PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import { PromptCursor } from "@/trainer/ppo/prompt-cursor";
import { sampleRollouts } from "@/trainer/ppo/sample-rollouts";
import type { RewardModel } from "@/trainer/reward/reward-model";
import { learntParameters, type LanguageModel } from "@/trainer/tensorflow/language-model";

const stateSchema = z.object({
  ppo: z.object({
    iteration: z.int(),
    episode: z.int(),
    klCoefficient: z.number(),
    negativeKl: z.object({ sequences: z.int(), sum: z.number(), squares: z.number() }),
    rng: z.array(z.int()),
  }),
  cursor: z.object({ order: z.array(z.int()), position: z.int(), rng: z.array(z.int()) }),
  normalization: z.object({ mean: z.number(), std: z.number() }),
  bestOfN: policyReportSchema.shape.bestOfN,
  /** The reference's answers to the watched prompts. */
  reference: z.array(z.object({ text: z.string(), reward: z.number() })),
  iterations: z.array(policyIterationSchema),
});
type PolicyRunState = z.infer<typeof stateSchema>;

export interface PolicyRunOptions {
  config: TrainPolicyConfig;
  context: StageContext;
  /** Trained in place. */
  policy: LanguageModel;
  reference: LanguageModel;
  tokenizer: TextTokenizer;
  rewardModel: RewardModel;
  prompts: readonly PolicyPrompt[];
  /** What policy and reward model hold, so that a checkpoint is not resumed with others in their places. */
  fingerprints: readonly string[];
}

/** The iterations of a PPO run, from its newest checkpoint if there is one. */
export class PolicyRun {
  readonly environment: LanguageModelEnvironment;
  private readonly actor: LanguageModelPolicy;
  private readonly trainer: PPOTrainer<PolicyPrompt, LanguageRollout>;
  private readonly cursor: PromptCursor;
  private readonly checkpoint: RunCheckpoint<PolicyRunState>;
  private readonly parts: CheckpointParts;
  private readonly normalizationRng: Rng;
  /** Not while it scores answers for people to read. */
  private isStepping = false;
  private isBeginning = false;
  private known: Pick<PolicyRunState, "bestOfN" | "reference" | "iterations"> = {
    bestOfN: bestOfNWithoutScores(),
    reference: [],
    iterations: [],
  };

  constructor(private readonly options: PolicyRunOptions) {
    const { config, context, policy, tokenizer, prompts } = options;
    const { signal } = context;
    const seeds = Rng.fromSeed(config.seed);
    this.cursor = new PromptCursor(prompts.length, seeds.split());
    this.normalizationRng = seeds.split();
    const progress = new IterationProgress(context.reporter, config.iterations);
    const iteration = () => this.trainer.state.iteration;
    const plannedUpdates = config.ppoEpochs * Math.min(config.minibatches, config.batchSize);
    this.actor = new LanguageModelPolicy({
      model: policy,
      padTokenId: tokenizer.padTokenId,
      temperature: config.temperature,
      maxGradientNorm: config.maxGradientNorm,
      valueLearningRate: config.valueLearningRate,
    });
    this.environment = new LanguageModelEnvironment({
      ...options,
      temperature: config.temperature,
      maxNewTokens: config.maxNewTokens,
      watchedPrompts: this.watchedPrompts,
      watchSeed: () => this.watchSeed(),
      onProgress: (phase, done, total) => {
        if (this.isStepping) progress.update(iteration(), phase, done, total);
        else if (this.isBeginning) context.reporter.progress({ phase, done, total, unit: "responses" });
      },
      signal,
    });
    this.trainer = new PPOTrainer<PolicyPrompt, LanguageRollout>({
      policy: this.actor,
      environment: this.environment,
      config,
      rng: seeds.split(),
      onProgress: (done) => progress.update(iteration(), "optimise", done, plannedUpdates),
      signal,
    });
    this.parts = {
      parameters: { policy: learntParameters(policy), value: this.actor.valueHead },
      optimisers: this.actor.optimisers,
    };
    this.checkpoint = new RunCheckpoint(
      context.workDirectory,
      { config, prompts, fingerprints: options.fingerprints },
      stateSchema,
    );
  }

  /** Prompts that are answered after every iteration, for people to read. */
  get watchedPrompts(): readonly PolicyPrompt[] {
    return this.options.prompts.slice(0, this.options.config.watchedPrompts);
  }

  /** The same for every iteration, so that answers differ by the policy alone. */
  watchSeed(): Rng {
    return Rng.fromSeed(this.options.config.seed + 1);
  }

  async toEnd(): Promise<PolicyRunState> {
    const { config } = this.options;
    if (!(await this.resume())) {
      this.isBeginning = true;
      await this.begin();
      this.isBeginning = false;
    }
    while (this.trainer.state.iteration < config.iterations) {
      await this.iterate();
      const { iteration } = this.trainer.state;
      if (iteration % config.checkpointEvery === 0 || iteration === config.iterations) await this.save();
    }
    return this.state;
  }

  /** Before the first iteration the policy is the reference: its answers give rewards their scale. */
  private async begin(): Promise<void> {
    const { config, context, prompts } = this.options;
    const { reporter, signal } = context;
    if (config.normalizationSamples === 0 && this.watchedPrompts.length === 0) return;
    let drawn = 0;
    const tell = () => reporter.progress({ phase: "normalise", done: drawn, total: null, unit: "tokens" });
    const onToken = () => {
      drawn++;
      tell();
    };
    const sampling = { ...config, signal, onToken };
    // opening the session takes seconds
    tell();
    const generator = await Generator.load(config.policy);
    try {
      const watched = await sampleRollouts(generator, this.watchedPrompts, this.watchSeed(), sampling);
      if (config.normalizationSamples > 0) {
        const { normalization, bestOfN } = await normalizeRewards({
          generator,
          environment: this.environment,
          prompts,
          samples: config.normalizationSamples,
          rng: this.normalizationRng,
          sampling,
        });
        this.environment.normalization = normalization;
        this.known.bestOfN = bestOfN;
      }
      this.known.reference = await referenceAnswers(this.environment, watched);
    } finally {
      await generator.dispose();
    }
    if (config.normalizationSamples === 0) return;
    const { mean, std } = this.environment.normalization;
    reporter.log(
      "info",
      `rewards of the reference's answers: mean ${mean.toFixed(3)}, deviation ${std.toFixed(3)}; ` +
        "they become 0 and 1",
    );
  }

  private async iterate(): Promise<void> {
    const { config, context, prompts } = this.options;
    const startedAt = performance.now();
    const before = this.trainer.state.iteration;
    const batch = this.cursor.next(config.batchSize).map((index) => prompts[index] as PolicyPrompt);
    this.isStepping = true;
    const { statistics } = await this.trainer.step(batch);
    this.isStepping = false;
    const iteration = { ...statistics, seconds: (performance.now() - startedAt) / 1000 };
    this.known.iterations.push(iteration);
    context.reporter.metrics(iteration.iteration, iterationMetrics(iteration));
    this.tell(iteration);
    const { watched } = this.environment;
    const samples = await describeAnswers(this.environment, watched, this.known.reference, before);
    appendSamples(context.workDirectory, samples);
  }

  private tell(iteration: PolicyIteration): void {
    const { config, context } = this.options;
    const { reporter } = context;
    const figure = (value: number, digits = 3) => value.toFixed(digits);
    reporter.log(
      "info",
      `iteration ${iteration.iteration} of ${config.iterations}: score ${figure(iteration.objectiveScores)}, ` +
        `KL ${figure(iteration.objectiveKl)}, ${figure(iteration.responseLength, 1)} tokens, ` +
        `${iteration.optimiserSteps} steps, ${figure(iteration.seconds, 1)} s`,
    );
    for (const warning of warningsOf(iteration, config)) reporter.log("warning", warning);
  }

  private get state(): PolicyRunState {
    return {
      ppo: this.trainer.state,
      cursor: this.cursor.state,
      normalization: this.environment.normalization,
      ...this.known,
    };
  }

  private async resume(): Promise<boolean> {
    const { workDirectory, reporter } = this.options.context;
    const state = await this.checkpoint.restore(this.parts, (warning) => reporter.log("warning", warning));
    keepSamplesBefore(workDirectory, state?.ppo.iteration ?? 0);
    if (!state) return false;
    const { ppo, cursor, normalization, ...known } = state;
    this.trainer.restore(ppo);
    this.cursor.restore(cursor);
    this.environment.normalization = normalization;
    this.known = known;
    reporter.log("info", `goes on from the checkpoint after iteration ${ppo.iteration}`);
    for (const iteration of known.iterations) {
      reporter.metrics(iteration.iteration, iterationMetrics(iteration));
    }
    return true;
  }

  private async save(): Promise<void> {
    const { iteration } = this.trainer.state;
    this.options.context.reporter.progress({
      phase: "checkpoint",
      done: iteration,
      total: this.options.config.iterations,
      unit: "iterations",
    });
    await this.checkpoint.save(iteration, this.parts, this.state);
    this.options.context.onCheckpoint?.();
  }

  removeCheckpoint(): void {
    this.checkpoint.remove();
  }

  /** Releases value head and optimisers, which are twice the policy's size; the models are their owner's. */
  dispose(): void {
    this.actor.dispose();
  }
}

/** What a person should look at before trusting the run. */
function warningsOf(iteration: PolicyIteration, config: TrainPolicyConfig): string[] {
  const warnings: string[] = [];
  const tolerance = config.precision === "float32" ? 0.01 : 0.5;
  if (iteration.logprobDrift > tolerance) {
    warnings.push(
      `log-probabilities of sampler and trainer differ by up to ${iteration.logprobDrift.toFixed(3)} nats`,
    );
  }
  if (iteration.objectiveKl > 3 * config.klTarget) {
    warnings.push(
      `the policy is ${iteration.objectiveKl.toFixed(1)} nats away from the reference, more than three times the target: read its answers`,
    );
  }
  if (iteration.distinctBigrams < 0.2) {
    warnings.push("the policy repeats itself: few different pairs of neighbouring tokens");
  }
  if (iteration.optimiserSteps === 0) {
    warnings.push("not one step was taken: approx-KL exceeds approxKlStop from the start");
  }
  return warnings;
}
