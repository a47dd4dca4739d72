import type { StageContext } from "@/lib/contracts/progress";
import type { RewardModelReport, TrainRewardModelConfig } from "@/lib/contracts/train-reward-model";
import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { refuseTaken } from "@/lm/checkpoint/atomic-directory";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { checkRewardParity } from "@/trainer/pipeline/check-reward-parity";
import { encodeRewardData } from "@/trainer/pipeline/encode-reward-data";
import { modelFingerprint } from "@/trainer/pipeline/model-fingerprint";
import { describeExport } from "@/trainer/pipeline/parity";
import { prepareRewardData } from "@/trainer/pipeline/prepare-reward-data";
import { RewardRun } from "@/trainer/pipeline/reward-run";
import type { PreferenceGroup } from "@/trainer/reward/group-preferences";
import { requireKnownText } from "@/trainer/reward/require-known-text";
import { RewardModel, rewardParameters } from "@/trainer/reward/reward-model";
import type { RewardSettings, RewardTemplate } from "@/trainer/reward/reward-settings";
import { writeRewardModel } from "@/trainer/reward/write-reward-model";
import { writeVerifiedDirectory } from "@/trainer/pipeline/write-verified-directory";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";

/**
 * Fits a reward model to preference data: a scalar head on the base's trunk, all of it trained; squared error on
 * standardised scores plus a ranking loss; the epoch that is kept is chosen on training prompts set aside for that; raw
 * outputs are normalised on the responses that people judged.
 *
 * @throws AppError NOT_ENOUGH_DATA, DATASET_EMPTY, MALFORMED_FILE (data), VOCABULARY_MISMATCH (a base that cannot read
 *   the data), INVALID_INPUT, CONFLICT (out is taken), RUN_DIVERGED, PARITY_FAILED, and what opening the base throws
 */
export async function trainRewardModel(
  config: TrainRewardModelConfig,
  context: StageContext,
): Promise<RewardModelReport> {
  const { reporter, signal } = context;
  refuseTaken(config.out);
  const base = openModelDirectory(config.base);
  let model: RewardModel | undefined;
  let run: RewardRun | undefined;
  try {
    const template = chooseTemplate(config, base);
    const data = await prepareRewardData(config, context);
    const unkRate = await requireKnownText(base.tokenizer, [...data.train, ...data.evaluation], signal);
    reporter.progress({ phase: "load", done: 0, total: null, unit: "tensors" });
    await loadTensorflow({ log: (line) => reporter.log("info", line) });

    const rng = Rng.fromSeed(config.seed);
    const settings: RewardSettings = {
      template,
      maxLength: Math.min(config.maxLength, base.config.maxPositions),
      ...scoreScale(data.train),
      normalization: { mean: 0, std: 1 },
      unkRate,
    };
    const trunk = {
      architecture: base.architecture,
      config: base.config,
      parameters: rewardParameters(base, rng),
      precision: config.precision,
      recomputeLayers: config.gradientCheckpointing,
    };
    model = new RewardModel(trunk, base.tokenizer, settings);
    const encoding = { tokenizer: base.tokenizer, ...settings };
    const { train, selection, evaluation, ...encoded } = await encodeRewardData(
      data,
      encoding,
      config,
      rng,
      context,
    );
    const baseFingerprint = await modelFingerprint(config.base, signal);
    const groups = { train, selection, evaluation };
    run = new RewardRun({ config, context, model, rng, ...groups, baseFingerprint });
    const result = await run.toEnd();

    // the export opens a session: make room
    run.dispose();
    const normalization = await run.normalization();
    const finished = new RewardModel(model.model, model.tokenizer, { ...settings, normalization });
    const parity = await writeVerifiedDirectory(
      config.out,
      (place) =>
        writeRewardModel(finished, {
          out: place,
          baseConfig: base.configJson,
          source: config.base,
          createdBy: "train-reward-model",
          signal,
          onBytes: (done, total) => reporter.progress({ phase: "write", done, total, unit: "bytes" }),
        }),
      (place) =>
        checkRewardParity(
          finished,
          place,
          evaluation.flatMap(({ sequences }) => sequences),
          context,
        ),
    );
    run.removeCheckpoint();
    reporter.log("info", describeExport(config.out, parity));
    const { pairs, ...figures } = result.evaluation;
    return {
      ...figures,
      evalPairs: pairs,
      examplesPerSecond: result.examplesPerSecond,
      bestEpoch: result.bestEpoch,
      selectionPrompts: selection.length,
      trainPairs: encoded.trainCounts.pairs,
      trainPrompts: encoded.trainCounts.prompts,
      evalPrompts: encoded.evaluationCounts.prompts,
      leakedPrompts: data.leakedPrompts,
      skippedLines: data.skippedLines,
      ...encoded.losses,
      syntheticRecords: data.syntheticRecords,
      template,
      unkRate,
      normalization,
      parity,
    };
  } finally {
    run?.dispose();
    model?.dispose();
    base.weights.close();
  }
}

function chooseTemplate(config: TrainRewardModelConfig, { tokenizer }: OpenModel): RewardTemplate {
  if (config.template === "chat" && !tokenizer.hasChatTemplate) {
    throw new AppError(
      "INVALID_INPUT",
      "The base has no chat template: set template to article, or leave it out.",
    );
  }
  return config.template ?? (tokenizer.hasChatTemplate ? "chat" : "article");
}

/** Mean and deviation of the training labels. */
function scoreScale(groups: readonly PreferenceGroup[]): { scoreMean: number; scoreStd: number } {
  const scores = groups.flatMap(({ responses }) =>
    responses.flatMap(({ score }) => (score === undefined ? [] : [score])),
  );
  const { mean, deviation } = meanAndDeviation(scores);
  return { scoreMean: mean, scoreStd: deviation > 0 ? deviation : 1 };
}
