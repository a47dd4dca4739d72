import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { StageContext } from "@/lib/contracts/progress";
import type { TrainRewardModelConfig } from "@/lib/contracts/train-reward-model";
import type { Rng } from "@/lib/rng";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { writeSafetensors } from "@/lm/checkpoint/write-safetensors";
import { RunCheckpoint, type CheckpointParts } from "@/trainer/pipeline/run-checkpoint";
import { BEST_WEIGHTS_FILE } from "@/trainer/pipeline/work-files";
import type { EncodedGroup } from "@/trainer/reward/encoded-group";
import { evaluateRewardModel, type RewardEvaluation } from "@/trainer/reward/evaluate-reward-model";
import { joinGroups } from "@/trainer/reward/join-groups";
import { planBatches } from "@/trainer/reward/plan-batches";
import type { RewardModel } from "@/trainer/reward/reward-model";
import { RewardTrainer, type RewardStep } from "@/trainer/reward/reward-trainer";
import { learningRateAt } from "@/trainer/tensorflow/optimisers/schedules";

/** More responses than this do not tell mean and deviation any better. */
const NORMALIZATION_RESPONSES = 512;

const evaluationSchema = z.object({
  pairAccuracy: z.number(),
  pairAccuracyLow: z.number(),
  pairAccuracyHigh: z.number(),
  pairs: z.int(),
  pairLoss: z.number(),
  mse: z.number().nullable(),
});

const stateSchema = z.object({
  /** Steps taken. */
  step: z.int(),
  /** Epochs that were trained and evaluated. */
  epochsDone: z.int(),
  /** Seconds and responses of all steps so far. */
  trainingSeconds: z.number(),
  responses: z.int(),
  /** The epoch to keep so far: its held-out figures, and those on the prompts that chose it, if there are any. */
  best: z
    .object({ epoch: z.int(), evaluation: evaluationSchema, selection: evaluationSchema.nullable() })
    .nullable(),
});
type RewardRunState = z.infer<typeof stateSchema>;

export interface RewardRunOptions {
  config: TrainRewardModelConfig;
  context: StageContext;
  model: RewardModel;
  rng: Rng;
  train: readonly EncodedGroup[];
  /** Choose the epoch whose weights are kept; the last is where there are none. */
  selection: readonly EncodedGroup[];
  /** Neither trained on nor asked which epoch to keep. */
  evaluation: readonly EncodedGroup[];
  /** What the base holds, so that a checkpoint is not resumed with another one in its place. */
  baseFingerprint: string;
}

export interface RewardRunResult {
  evaluation: RewardEvaluation;
  /** From 1; its weights are the model's when the run is over, and the evaluation is theirs. */
  bestEpoch: number;
  examplesPerSecond: number;
}

/** The epochs of a reward run, from its newest checkpoint if there is one. */
export class RewardRun {
  private readonly trainer: RewardTrainer;
  private readonly checkpoint: RunCheckpoint<RewardRunState>;
  private readonly parts: CheckpointParts;
  /** Groups of each step of each epoch. */
  private readonly epochs: number[][][];
  private state: RewardRunState = { step: 0, epochsDone: 0, trainingSeconds: 0, responses: 0, best: null };

  constructor(private readonly options: RewardRunOptions) {
    const { config, context, model, rng, train, selection, evaluation, baseFingerprint } = options;
    this.trainer = new RewardTrainer(model, config);
    this.parts = {
      parameters: { model: model.model.parameters },
      optimisers: { adamw: this.trainer.optimiser },
    };
    this.checkpoint = new RunCheckpoint(
      context.workDirectory,
      { config, base: baseFingerprint, data: [train, selection, evaluation].map(hashGroups) },
      stateSchema,
    );
    const sizes = train.map(({ sequences }) => sequences.length);
    this.epochs = Array.from({ length: config.epochs }, () => planBatches(sizes, config.batchSize, rng));
  }

  async toEnd(): Promise<RewardRunResult> {
    await this.resume();
    let firstStep = 0;
    for (const [epoch, batches] of this.epochs.entries()) {
      if (epoch >= this.state.epochsDone) {
        for (const batch of batches.slice(this.state.step - firstStep)) {
          await this.takeStep(batch);
          const isLast = this.state.step === firstStep + batches.length;
          if (!isLast && this.state.step % this.options.config.checkpointEvery === 0) await this.save();
        }
        await this.endEpoch();
      }
      firstStep += batches.length;
    }
    const { best, responses, trainingSeconds } = this.state;
    if (!best) throw new Error("no epoch was evaluated");
    if (best.epoch < this.state.epochsDone) this.restoreBest();
    return {
      evaluation: best.evaluation,
      bestEpoch: best.epoch,
      examplesPerSecond: responses / trainingSeconds,
    };
  }

  /** Mean and deviation of the raw outputs on the training and selection responses, or on evenly spread ones of very many. */
  async normalization(): Promise<{ mean: number; std: number }> {
    const { model, train, selection, context } = this.options;
    const all = [...train, ...selection].flatMap((group) => group.sequences);
    const every = Math.ceil(all.length / NORMALIZATION_RESPONSES);
    const sequences = all.filter((_, index) => index % every === 0);
    const { mean, deviation } = meanAndDeviation(
      await model.rawScores(sequences, {
        signal: context.signal,
        onProgress: (done) =>
          context.reporter.progress({ phase: "normalise", done, total: sequences.length, unit: "responses" }),
      }),
    );
    // a model that gives one score to everything is left as it is
    return { mean, std: deviation > 1e-6 ? deviation : 1 };
  }

  removeCheckpoint(): void {
    this.checkpoint.remove();
    rmSync(this.bestFile(), { force: true });
  }

  dispose(): void {
    this.trainer.dispose();
  }

  private async takeStep(batch: readonly number[]): Promise<void> {
    const { config, context, train } = this.options;
    // every native call blocks the thread: let a cancel in
    await new Promise((resolve) => setImmediate(resolve));
    context.signal.throwIfAborted();
    const joined = joinGroups(batch.map((index) => train[index] as EncodedGroup));
    const totalSteps = this.epochs.reduce((sum, batches) => sum + batches.length, 0);
    const learningRate = learningRateAt(this.state.step, {
      schedule: config.schedule,
      learningRate: config.learningRate,
      totalSteps,
      warmupSteps: Math.ceil(config.warmupRatio * totalSteps),
    });
    const startedAt = performance.now();
    const step = this.trainer.step(joined, learningRate);
    const seconds = (performance.now() - startedAt) / 1000;
    this.state.step++;
    this.state.trainingSeconds += seconds;
    this.state.responses += joined.sequences.length;
    context.reporter.metrics(this.state.step, {
      ...stepMetrics(step),
      lr: learningRate,
      examples_per_second: joined.sequences.length / seconds,
    });
    context.reporter.progress({ phase: "train", done: this.state.step, total: totalSteps, unit: "steps" });
  }

  private async endEpoch(): Promise<void> {
    const { selection: groups, evaluation: heldOut, context } = this.options;
    const epoch = this.state.epochsDone + 1;
    const evaluation = await this.evaluate(heldOut);
    const selection = groups.length > 0 ? await this.evaluate(groups) : null;
    context.reporter.metrics(this.state.step, {
      ...evaluationMetrics("eval", evaluation),
      ...(selection ? evaluationMetrics("selection", selection) : {}),
    });
    context.reporter.log("info", describeEpoch(epoch, this.epochs.length, evaluation, selection));
    const before = this.state.best?.selection;
    if (!selection || !before || isBetter(selection, before)) {
      if (selection && epoch < this.epochs.length) await this.keepBest();
      this.state.best = { epoch, evaluation, selection };
    }
    this.state.epochsDone = epoch;
    await this.save();
  }

  private evaluate(groups: readonly EncodedGroup[]): Promise<RewardEvaluation> {
    const { model, context } = this.options;
    return evaluateRewardModel(model, groups, {
      signal: context.signal,
      onProgress: (done, total) =>
        context.reporter.progress({ phase: "evaluate", done, total, unit: "responses" }),
    });
  }

  private async resume(): Promise<void> {
    const { reporter } = this.options.context;
    const state = await this.checkpoint.restore(this.parts, (warning) => reporter.log("warning", warning));
    if (!state) return;
    this.state = state;
    reporter.log("info", `goes on from the checkpoint after step ${state.step}`);
  }

  private async save(): Promise<void> {
    await this.checkpoint.save(this.state.step, this.parts, this.state);
    this.options.context.onCheckpoint?.();
  }

  private bestFile(): string {
    return path.join(this.options.context.workDirectory, BEST_WEIGHTS_FILE);
  }

  private async keepBest(): Promise<void> {
    const { parameters } = this.options.model.model;
    mkdirSync(this.options.context.workDirectory, { recursive: true });
    rmSync(this.bestFile(), { force: true });
    await writeSafetensors(
      this.bestFile(),
      parameters.specs().map(({ name, shape }) => ({ name, shape, data: () => parameters.toFloat32(name) })),
    );
  }

  private restoreBest(): void {
    const { parameters } = this.options.model.model;
    const source = SafetensorsFile.open(this.bestFile());
    try {
      for (const name of parameters.names()) parameters.set(name, source.read(name));
    } finally {
      source.close();
    }
  }
}

/** By accuracy; of equals the one that is surer of what it gets right. */
function isBetter(a: RewardEvaluation, b: RewardEvaluation): boolean {
  return a.pairAccuracy > b.pairAccuracy || (a.pairAccuracy === b.pairAccuracy && a.pairLoss < b.pairLoss);
}

function stepMetrics({ total, pair, mse, gradientNorm }: RewardStep): Record<string, number> {
  return {
    "loss/total": total,
    ...(pair === null ? {} : { "loss/pair": pair }),
    ...(mse === null ? {} : { "loss/mse": mse }),
    grad_norm: gradientNorm,
  };
}

function evaluationMetrics(name: string, evaluation: RewardEvaluation): Record<string, number> {
  return {
    [`${name}/pair_accuracy`]: evaluation.pairAccuracy,
    [`${name}/loss_pair`]: evaluation.pairLoss,
    ...(evaluation.mse === null ? {} : { [`${name}/mse`]: evaluation.mse }),
  };
}

function describeEpoch(
  epoch: number,
  epochs: number,
  { pairAccuracy, pairAccuracyLow, pairAccuracyHigh, pairs, mse }: RewardEvaluation,
  selection: RewardEvaluation | null,
): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return (
    `epoch ${epoch} of ${epochs}: ${percent(pairAccuracy)} of ${pairs} held-out pairs ordered as people did ` +
    `(95 % interval ${percent(pairAccuracyLow)} to ${percent(pairAccuracyHigh)})` +
    (mse === null ? "" : `, squared error ${mse.toFixed(3)}`) +
    (selection
      ? `; ${percent(selection.pairAccuracy)} of the ${selection.pairs} pairs that choose the epoch`
      : "")
  );
}

/** Tells one data set from another, so that a checkpoint is not resumed on other data. */
function hashGroups(groups: readonly EncodedGroup[]): string {
  const hash = createHash("sha256");
  for (const { sequences, targets } of groups) {
    for (const sequence of sequences) hash.update(`${Array.from(sequence).join()}\n`);
    hash.update(JSON.stringify(targets));
  }
  return hash.digest("hex");
}
