import type { StageContext } from "@/lib/contracts/progress";
import type { PolicyReport, TrainPolicyConfig } from "@/lib/contracts/train-policy";
import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import { listProjections } from "@/lm/architecture/list-parameters";
import { refuseTaken } from "@/lm/checkpoint/atomic-directory";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { writeModelDirectory } from "@/lm/checkpoint/write-model-directory";
import { Generator } from "@/lm/inference/generator";
import { checkPolicyParity } from "@/trainer/pipeline/check-policy-parity";
import { modelFingerprint } from "@/trainer/pipeline/model-fingerprint";
import { describeExport } from "@/trainer/pipeline/parity";
import { PolicyRun } from "@/trainer/pipeline/policy-run";
import { readPrompts } from "@/trainer/pipeline/read-prompts";
import { appendSamples, describeAnswers } from "@/trainer/pipeline/watched-answers";
import { writeVerifiedDirectory } from "@/trainer/pipeline/write-verified-directory";
import type { PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { sampleRollouts } from "@/trainer/ppo/sample-rollouts";
import { RewardModel } from "@/trainer/reward/reward-model";
import { servedNumbers, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { LowRankAdapters } from "@/trainer/tensorflow/low-rank-adapters";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

/**
 * Improves a policy by PPO against a reward model, and writes it as a model directory whose ONNX graph was checked
 * against the trained weights.
 *
 * @throws AppError NOT_ENOUGH_DATA (no prompts), UNSUPPORTED_FORMAT (a policy that cannot generate, a reward model
 *   without head), INVALID_INPUT, CONFLICT (out is taken), RUN_DIVERGED, PARITY_FAILED, and what opening models throws
 */
export async function trainPolicy(config: TrainPolicyConfig, context: StageContext): Promise<PolicyReport> {
  const { reporter, signal } = context;
  refuseTaken(config.out);
  const opened = openPolicy(config.policy);
  const held: { dispose(): void }[] = [];
  const hold = <T extends { dispose(): void }>(resource: T): T => {
    held.unshift(resource);
    return resource;
  };
  try {
    const { tokenizer } = opened;
    const { prompts, skipped } = await readPrompts(config.prompts, tokenizer, {
      maxTokens: longestPrompt(config, opened),
      reporter,
    });
    if (tokenizer.endTokenIds.length === 0) {
      reporter.log("warning", "the policy knows no end token: every answer runs to the length limit");
    }
    const models = config.loraRank > 0 ? 2 : 3;
    const loaded = (done: number) => tellLoaded(context, done, models);
    await loaded(0);
    await loadTensorflow({ log: (line) => reporter.log("info", line) });
    const rewardModel = hold(RewardModel.open(config.rewardModel, config.precision));
    if (rewardModel.tokenizer.hash !== tokenizer.hash) {
      reporter.log("info", "the reward model has another tokenizer: it is given the answers as text");
    }
    const load = (): LanguageModel => ({
      architecture: opened.architecture,
      config: opened.config,
      parameters: hold(ParameterStore.fromWeights(opened.weights, opened.parameters)),
      precision: config.precision,
    });
    await loaded(1);
    const base = load();
    await loaded(2);
    const adapters = config.loraRank > 0 ? hold(makeAdapters(base, config)) : undefined;
    const policy = { ...base, adapters, recomputeLayers: config.gradientCheckpointing };
    // under adapters the base stays what it was
    const reference = adapters ? base : load();
    await loaded(models);
    const fingerprints = [
      await modelFingerprint(config.policy, signal),
      await modelFingerprint(config.rewardModel, signal),
    ];
    const parts = { policy, reference, tokenizer, rewardModel, prompts, fingerprints };
    const run = hold(new PolicyRun({ config, context, ...parts }));

    const { iterations, normalization, bestOfN, reference: answers } = await run.toEnd();
    // the export opens two more sessions: make room
    run.dispose();
    const { parity, samples } = await writeVerifiedDirectory(
      config.out,
      (place) => writePolicy(place, policy, opened, config, context),
      async (place) => {
        const watched = await drawWatched(place, run, config, prompts, signal);
        const parity = await checkPolicyParity({
          policy,
          padTokenId: tokenizer.padTokenId,
          directory: place,
          rollouts: watched,
          temperature: config.temperature,
          context,
        });
        const asked = watched.slice(0, run.watchedPrompts.length);
        return { parity, samples: await describeAnswers(run.environment, asked, answers, config.iterations) };
      },
    );
    appendSamples(context.workDirectory, samples);
    run.removeCheckpoint();
    reporter.log("info", describeExport(config.out, parity));
    return {
      iterations,
      parity,
      rewardNormalization: normalization,
      bestOfN,
      samples,
      prompts: prompts.length,
      skippedPrompts: skipped,
    };
  } finally {
    for (const resource of held) resource.dispose();
    opened.weights.close();
  }
}

/** Reading a model blocks the thread: what is told before must get out first. */
async function tellLoaded({ reporter, signal }: StageContext, done: number, total: number): Promise<void> {
  reporter.progress({ phase: "load", done, total, unit: "models" });
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function openPolicy(directory: string): OpenModel {
  const opened = openModelDirectory(directory);
  if (opened.head === "language-model") return opened;
  opened.weights.close();
  throw new AppError("UNSUPPORTED_FORMAT", `${directory} cannot generate text, so it cannot be a policy.`);
}

function makeAdapters(
  base: LanguageModel,
  { loraRank, loraAlpha, seed }: TrainPolicyConfig,
): LowRankAdapters {
  const projections = listProjections(base.architecture, base.config);
  return new LowRankAdapters(projections, { rank: loraRank, alpha: loraAlpha }, Rng.fromSeed(seed));
}

/** Tokens that a prompt may have, so that an answer fits behind it. */
function longestPrompt(config: TrainPolicyConfig, { config: { maxPositions } }: OpenModel): number {
  const room = maxPositions - config.maxNewTokens;
  if (room >= 1) return Math.min(config.maxPromptTokens, room);
  throw new AppError(
    "INVALID_INPUT",
    `maxNewTokens is ${config.maxNewTokens}, but the policy's context of ${maxPositions} tokens must hold prompt and answer.`,
  );
}

async function writePolicy(
  place: string,
  policy: LanguageModel,
  opened: OpenModel,
  config: TrainPolicyConfig,
  { reporter, signal }: StageContext,
): Promise<void> {
  await writeModelDirectory({
    out: place,
    configJson: opened.configJson,
    generationConfigJson: opened.generationConfigJson,
    tokenizer: opened.tokenizer.files,
    tensors: policy.parameters
      .specs()
      .map(({ name, shape }) => ({ name, shape, data: () => servedNumbers(policy, name) })),
    head: "language-model",
    source: config.policy,
    createdBy: "train-policy",
    onBytes: (done, total) => reporter.progress({ phase: "export", done, total, unit: "bytes" }),
    signal,
  });
}

/** The written policy's answers to the watched prompts; to the first prompt where none is watched. */
async function drawWatched(
  directory: string,
  run: PolicyRun,
  config: TrainPolicyConfig,
  prompts: readonly PolicyPrompt[],
  signal: AbortSignal,
) {
  const asked = run.watchedPrompts.length > 0 ? run.watchedPrompts : prompts.slice(0, 1);
  const generator = await Generator.load(directory);
  try {
    return await sampleRollouts(generator, asked, run.watchSeed(), { ...config, signal });
  } finally {
    await generator.dispose();
  }
}
