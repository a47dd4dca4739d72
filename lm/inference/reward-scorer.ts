import type { ArchitectureConfig } from "@/lm/architecture/architecture";
import { AppError } from "@/lib/errors";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { weightsOf } from "@/lm/inference/model-weights";
import { batchesByLength, sequenceBatch } from "@/lm/inference/sequence-batch";
import { floatData, ModelSession, type SessionOptions } from "@/lm/inference/session";
import { buildModelGraph } from "@/lm/onnx/build-model-graph";

const TOKENS_PER_RUN = 2048;

/** Scores texts with a reward model, with ONNX Runtime. */
export class RewardScorer {
  private constructor(
    private readonly session: ModelSession,
    private readonly config: ArchitectureConfig,
  ) {}

  /** @throws AppError UNSUPPORTED_FORMAT (no reward model) and what openModelDirectory throws */
  static async load(directory: string, options: SessionOptions = {}): Promise<RewardScorer> {
    const model = openModelDirectory(directory);
    try {
      if (model.head !== "reward") {
        throw new AppError(
          "UNSUPPORTED_FORMAT",
          `${directory} is no reward model: its config.json names no …ForSequenceClassification.`,
        );
      }
      const weights = weightsOf(model);
      const graph = buildModelGraph(model.architecture, model.config, weights.layout, {
        head: "reward",
        cache: "none",
        inputs: "lengths",
      });
      return new RewardScorer(await ModelSession.open(graph, weights, options), model.config);
    } finally {
      model.weights.close();
    }
  }

  /**
   * The head's raw score of each text, in their order.
   * @param texts token ids, prompt and response in the model's template, each at least one and at most its context
   * @throws AppError INVALID_INPUT; the signal's reason
   */
  async score(texts: readonly (readonly number[])[], signal?: AbortSignal): Promise<number[]> {
    texts.forEach((ids, index) => {
      if (ids.length >= 1 && ids.length <= this.config.maxPositions) return;
      throw new AppError(
        "INVALID_INPUT",
        `Text ${index + 1} has ${ids.length} tokens; the reward model takes 1 to ${this.config.maxPositions}.`,
        { details: { index } },
      );
    });
    const scores = new Array<number>(texts.length).fill(0);
    for (const batch of batchesByLength(
      texts.map((ids) => ids.length),
      TOKENS_PER_RUN,
    )) {
      signal?.throwIfAborted();
      const { feeds } = sequenceBatch(batch.map((index) => texts[index] as readonly number[]));
      const found = floatData(await this.session.run(feeds, ["logits"]), "logits");
      batch.forEach((index, row) => (scores[index] = found[row] as number));
    }
    return scores;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
