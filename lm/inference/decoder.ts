import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import {
  emptyCacheFeeds,
  type CacheRows,
  type CacheShape,
  type KeyValueCache,
} from "@/lm/inference/key-value-cache";
import type { ModelWeights } from "@/lm/inference/model-weights";
import {
  floatData,
  floatTensor,
  int32Tensor,
  int64Tensor,
  ModelSession,
  type Feeds,
  type SessionOptions,
} from "@/lm/inference/session";
import { cacheNames } from "@/lm/onnx/attention-cache";
import { buildModelGraph } from "@/lm/onnx/build-model-graph";

/** What one run of the model gives. */
export interface DecoderRun {
  /** Distribution of the next token of each row, at the row's temperature. */
  probabilities: Float32Array[];
  /** Keys and values of the tokens of this run. */
  newRows: CacheRows;
}

/** The model as the generator sees it: tokens in, next-token distributions and cache rows out. */
export class Decoder {
  private readonly outputNames: string[];

  private constructor(
    private readonly session: ModelSession,
    readonly cacheShape: CacheShape,
    private readonly vocabularySize: number,
  ) {
    const layers = Array.from({ length: cacheShape.layers }, (_, layer) => cacheNames(layer));
    this.outputNames = ["probabilities", ...layers.flatMap((names) => [names.newKeys, names.newValues])];
  }

  /** @throws AppError UNSUPPORTED_FORMAT (an encoder), MISSING_TENSOR, WRONG_SHAPE, OUT_OF_MEMORY */
  static async open(
    architecture: Architecture,
    config: ArchitectureConfig,
    weights: ModelWeights,
    options: SessionOptions,
  ): Promise<Decoder> {
    const graph = buildModelGraph(architecture, config, weights.layout, {
      head: "probabilities",
      cache: "split",
      inputs: "lengths",
    });
    const session = await ModelSession.open(graph, weights, options);
    const { layers, keyValueHeads, headWidth } = config;
    return new Decoder(session, { layers, keyValueHeads, headWidth }, config.vocabularySize);
  }

  get bytes(): number {
    return this.session.bytes;
  }

  /** Reads prompts from their beginning, of different length, side by side. */
  async readPrompts(
    prompts: readonly (readonly number[])[],
    temperatures: readonly number[],
  ): Promise<DecoderRun> {
    const time = prompts.reduce((most, prompt) => Math.max(most, prompt.length), 0);
    const padded = prompts.flatMap((prompt) => [
      ...prompt,
      ...new Array<number>(time - prompt.length).fill(0),
    ]);
    return this.run(
      padded,
      prompts.map((prompt) => prompt.length - 1),
      time,
      temperatures,
      emptyCacheFeeds(this.cacheShape, prompts.length),
    );
  }

  /** Reads on in one sequence of which `cache` row 0 holds the first `length` tokens. */
  async readOn(
    tokens: readonly number[],
    cache: KeyValueCache,
    length: number,
    temperature: number,
  ): Promise<DecoderRun> {
    const total = length + tokens.length;
    return this.run(tokens, [total - 1], total, [temperature], cache.feeds(1));
  }

  /** One new token for each of the first rows of the cache; `lengths` are the tokens each holds already. */
  async step(
    tokens: readonly number[],
    cache: KeyValueCache,
    lengths: readonly number[],
    temperatures: readonly number[],
  ): Promise<DecoderRun> {
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    return this.run(tokens, lengths, longest + 1, temperatures, cache.feeds(tokens.length));
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private async run(
    tokens: readonly number[],
    lastPositions: readonly number[],
    totalLength: number,
    temperatures: readonly number[],
    cache: Feeds,
  ): Promise<DecoderRun> {
    const rows = lastPositions.length;
    const time = tokens.length / rows;
    // at temperature 0 the likeliest token is taken, and its probability is told at temperature 1
    const inverse = Float32Array.from(temperatures, (temperature) => (temperature > 0 ? 1 / temperature : 1));
    const outputs = await this.session.run(
      {
        ...cache,
        input_ids: int64Tensor(tokens, [rows, time]),
        last_positions: int32Tensor(lastPositions, [rows]),
        total_length: int32Tensor([totalLength], [1]),
        inverse_temperature: floatTensor(inverse, [rows, 1]),
      },
      this.outputNames,
    );
    const [first = "", ...cacheOutputs] = this.outputNames;
    const probabilities = floatData(outputs, first);
    const size = this.vocabularySize;
    return {
      probabilities: lastPositions.map((_, row) => probabilities.subarray(row * size, (row + 1) * size)),
      newRows: { arrays: cacheOutputs.map((name) => floatData(outputs, name)), time, order: "tokens" },
    };
  }
}
