import type { ArchitectureConfig } from "@/lm/architecture/architecture";
import type { ScoredTokens, TokensToScore } from "@/lib/contracts/logprobs";
import { TOP_LOGIT_COUNT } from "@/lib/contracts/logprobs";
import { AppError } from "@/lib/errors";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { generatorModelOf, type GeneratorModel } from "@/lm/inference/generator-model";
import { batchesByLength, sequenceBatch } from "@/lm/inference/sequence-batch";
import { floatData, int64Tensor, ModelSession, type SessionOptions } from "@/lm/inference/session";
import { buildModelGraph } from "@/lm/onnx/build-model-graph";

/** Tokens of one run, padding included. */
const TOKENS_PER_RUN = 2048;
/** Logits that one run may make: 64 MB, and once more for their normalised form. */
const LOGITS_PER_RUN = 16 * 2 ** 20;

/** Some of an item's completion tokens: `from` ≤ t < `to`. A long completion is scored piece by piece. */
interface Piece {
  item: number;
  from: number;
  to: number;
}

/** Tells how likely given completions are, with ONNX Runtime. */
export class TokenScorer {
  private constructor(
    private readonly session: ModelSession,
    private readonly config: ArchitectureConfig,
  ) {}

  /** @throws AppError UNSUPPORTED_FORMAT (an encoder) and what openModelDirectory throws */
  static async load(
    source: string | Pick<GeneratorModel, "architecture" | "config" | "weights">,
    options: SessionOptions = {},
  ): Promise<TokenScorer> {
    if (typeof source === "string") {
      const model = openModelDirectory(source);
      try {
        return await TokenScorer.load(generatorModelOf(model), options);
      } finally {
        model.weights.close();
      }
    }
    const { architecture, config, weights } = source;
    const graph = buildModelGraph(architecture, config, weights.layout, {
      head: "token-logprobs",
      cache: "none",
      inputs: "lengths",
    });
    return new TokenScorer(await ModelSession.open(graph, weights, options), config);
  }

  /** @throws AppError INVALID_INPUT, RUN_CANCELLED (or the signal's own reason) */
  async score(
    items: readonly TokensToScore[],
    options: { signal?: AbortSignal; onProgress?(done: number): void } = {},
  ): Promise<ScoredTokens[]> {
    items.forEach((item, index) => this.check(item, index));
    const results = items.map((item) => ({
      promptTokenIds: [...item.promptTokenIds],
      tokenIds: [...item.completionTokenIds],
      logprobs: new Array<number>(item.completionTokenIds.length).fill(0),
      lastTopLogits: [] as ScoredTokens["lastTopLogits"],
    }));
    const pieces = this.pieces(items);
    const lengths = pieces.map(({ item, to }) => (items[item] as TokensToScore).promptTokenIds.length + to);
    let done = 0;
    for (const batch of this.limitLogits(batchesByLength(lengths, TOKENS_PER_RUN), pieces)) {
      options.signal?.throwIfAborted();
      await this.scoreBatch(
        batch.map((index) => pieces[index] as Piece),
        items,
        results,
      );
      done += batch.filter((index) => (pieces[index] as Piece).from === 0).length;
      options.onProgress?.(done);
    }
    return results;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private get piecesOf(): number {
    return Math.max(1, Math.floor(LOGITS_PER_RUN / this.config.vocabularySize));
  }

  private pieces(items: readonly TokensToScore[]): Piece[] {
    const size = this.piecesOf;
    return items.flatMap(({ completionTokenIds }, item) => {
      const count = Math.max(1, Math.ceil(completionTokenIds.length / size));
      return Array.from({ length: count }, (_, piece) => ({
        item,
        from: piece * size,
        to: Math.min((piece + 1) * size, completionTokenIds.length),
      }));
    });
  }

  /** Cuts batches whose logits together would take too much memory. */
  private limitLogits(batches: readonly number[][], pieces: readonly Piece[]): number[][] {
    const cut: number[][] = [];
    for (const batch of batches) {
      let rows = Infinity;
      for (const index of batch) {
        const { from, to } = pieces[index] as Piece;
        rows += Math.max(1, to - from);
        if (rows > this.piecesOf) {
          cut.push([]);
          rows = Math.max(1, to - from);
        }
        cut.at(-1)?.push(index);
      }
    }
    return cut;
  }

  private async scoreBatch(
    pieces: readonly Piece[],
    items: readonly TokensToScore[],
    results: readonly ScoredTokens[],
  ): Promise<void> {
    const sequences = pieces.map(({ item, to }) => {
      const { promptTokenIds, completionTokenIds } = items[item] as TokensToScore;
      return [...promptTokenIds, ...completionTokenIds.slice(0, to)];
    });
    const { feeds, time } = sequenceBatch(sequences);
    const rows: number[] = [];
    const next: number[] = [];
    const begins = pieces.map(({ item, from, to }, row) => {
      const { promptTokenIds, completionTokenIds } = items[item] as TokensToScore;
      const begin = rows.length;
      // an empty completion still asks for the logits after its prompt
      for (let t = from; t < Math.max(to, from + 1); t++) {
        rows.push(row * time + promptTokenIds.length - 1 + t);
        next.push(completionTokenIds[t] ?? 0);
      }
      return begin;
    });
    const outputs = await this.session.run(
      {
        ...feeds,
        score_rows: int64Tensor(rows, [rows.length]),
        next_token_ids: int64Tensor(next, [next.length]),
        top_rows: int64Tensor(begins, [begins.length]),
      },
      ["logprobs", "top_logits", "top_ids"],
    );
    const logprobs = floatData(outputs, "logprobs");
    const topLogits = floatData(outputs, "top_logits");
    const topIds = outputs.top_ids?.data as BigInt64Array;
    const count = Math.min(TOP_LOGIT_COUNT, this.config.vocabularySize);
    pieces.forEach(({ item, from, to }, row) => {
      const result = results[item] as ScoredTokens;
      for (let t = from; t < to; t++) {
        result.logprobs[t] = logprobs[(begins[row] as number) + t - from] as number;
      }
      if (from > 0) return;
      result.lastTopLogits = Array.from({ length: count }, (_, rank) => ({
        id: Number(topIds[row * count + rank]),
        logit: topLogits[row * count + rank] as number,
      }));
    });
  }

  private check({ promptTokenIds, completionTokenIds }: TokensToScore, index: number): void {
    const length = promptTokenIds.length + completionTokenIds.length;
    const { maxPositions, vocabularySize } = this.config;
    const fault = (message: string) =>
      new AppError("INVALID_INPUT", `Text ${index + 1} ${message}`, { details: { index } });
    if (promptTokenIds.length === 0) throw fault("has an empty prompt.");
    if (length > maxPositions) {
      throw fault(`has ${length} tokens; the model's context holds ${maxPositions}. Shorten it.`);
    }
    for (const ids of [promptTokenIds, completionTokenIds]) {
      if (ids.some((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize)) {
        throw fault(`has a token id outside 0 … ${vocabularySize - 1}.`);
      }
    }
  }
}
