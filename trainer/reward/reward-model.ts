import { readFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Message } from "@/lib/contracts/message";
import type { Precision } from "@/lib/contracts/precision";
import { AppError } from "@/lib/errors";
import type { Rng } from "@/lib/rng";
import { listParameters } from "@/lm/architecture/list-parameters";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { rewardOf, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { padTokens } from "@/trainer/tensorflow/token-batch";
import { encodeRewardInput, type RewardResponse } from "@/trainer/reward/encode-reward-input";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";
import {
  REWARD_SETTINGS_FILE,
  rewardSettingsSchema,
  type RewardSettings,
} from "@/trainer/reward/reward-settings";

/** Cells of one forward pass without gradients. */
const SCORING_TOKENS = 4096;

/** A trunk with a scalar head, and how texts are put to it. */
export class RewardModel {
  constructor(
    readonly model: LanguageModel,
    readonly tokenizer: TextTokenizer,
    readonly settings: RewardSettings,
  ) {}

  /**
   * A trained reward model. A *ForSequenceClassification directory without reward.json is taken as it is: chat
   * template where it has one, rewards not normalised.
   * @throws AppError what openModelDirectory throws; WRONG_SHAPE or MISSING_TENSOR for a model without a scalar head
   */
  static open(directory: string, precision: Precision): RewardModel {
    const opened = openModelDirectory(directory);
    try {
      if (opened.head !== "reward") {
        throw new AppError(
          "UNSUPPORTED_FORMAT",
          `${directory} is not a reward model: it has no scalar head. Make one with train-reward-model.`,
        );
      }
      const parameters = ParameterStore.fromWeights(opened.weights, opened.parameters);
      const { architecture, config, tokenizer } = opened;
      return new RewardModel(
        { architecture, config, parameters, precision },
        tokenizer,
        readSettings(directory, opened),
      );
    } finally {
      opened.weights.close();
    }
  }

  encode(messages: readonly Message[], response: RewardResponse): number[] {
    return encodeRewardInput({ tokenizer: this.tokenizer, ...this.settings }, messages, response);
  }

  /** Differentiable raw outputs of token sequences, in their order. [sequence] Call it in a tidy. */
  forward(sequences: readonly ArrayLike<number>[]): tf.Tensor1D {
    return rewardOf(this.model, padTokens(sequences, { padTokenId: this.tokenizer.padTokenId }));
  }

  /** Raw outputs without gradients, in parts that fit into memory. */
  async rawScores(
    sequences: readonly ArrayLike<number>[],
    options: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
  ): Promise<Float32Array> {
    const scores = new Float32Array(sequences.length);
    let done = 0;
    for (const part of planMicrobatches(
      sequences.map(({ length }) => length),
      SCORING_TOKENS,
    )) {
      await new Promise((resolve) => setImmediate(resolve));
      options.signal?.throwIfAborted();
      const values = tf.tidy(() => this.forward(part.map((index) => sequences[index] ?? [])).dataSync());
      part.forEach((index, i) => (scores[index] = values[i] as number));
      options.onProgress?.((done += part.length));
    }
    return scores;
  }

  dispose(): void {
    this.model.parameters.dispose();
  }
}

/** The trunk of any model under a scalar head. What the checkpoint lacks of the head is drawn anew. */
export function rewardParameters(base: OpenModel, rng: Rng): ParameterStore {
  const { architecture, config, weights } = base;
  const names = new Set(weights.names());
  const trunk = new Set(listParameters(architecture, config, "none").map(({ name }) => name));
  const needed = listParameters(architecture, config, "reward");
  const isNew = (name: string) => !trunk.has(name) && !names.has(name);
  const parameters = ParameterStore.fromWeights(
    weights,
    needed.filter(({ name }) => !isNew(name)),
  );
  for (const { name, shape } of needed.filter((spec) => isNew(spec.name))) {
    parameters.add(name, shape, initialHead(name, shape, config.hiddenSize, rng));
  }
  return parameters;
}

/** N(0, 1/√(d + 1)) for the scalar head, BERT's N(0, .02) for a missing pooler, 0 for biases. */
function initialHead(name: string, shape: readonly number[], width: number, rng: Rng): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name.endsWith(".bias")) return new Float32Array(size);
  const isScalarHead = shape.length === 2 && shape[0] === 1;
  const deviation = isScalarHead ? 1 / Math.sqrt(width + 1) : 0.02;
  return Float32Array.from({ length: size }, () => deviation * rng.normal());
}

function readSettings(directory: string, { tokenizer, config }: OpenModel): RewardSettings {
  let text: string;
  try {
    text = readFileSync(path.join(directory, REWARD_SETTINGS_FILE), "utf8");
  } catch {
    return {
      template: tokenizer.hasChatTemplate ? "chat" : "article",
      maxLength: config.maxPositions,
      scoreMean: 0,
      scoreStd: 1,
      normalization: { mean: 0, std: 1 },
      unkRate: 0,
    };
  }
  try {
    return rewardSettingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("MALFORMED_FILE", `${REWARD_SETTINGS_FILE} of ${directory} is damaged.`, { cause });
  }
}
