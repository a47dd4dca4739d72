import type { Completion } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { Decoder } from "@/lm/inference/decoder";
import { KeyValueCache } from "@/lm/inference/key-value-cache";
import { generatorModelOf, type GeneratorModel } from "@/lm/inference/generator-model";
import { planPrefill, type Prefill, type PrefillResult } from "@/lm/inference/prefill";
import { Sequence, type GenerationRequest } from "@/lm/inference/sequence";
import type { SessionOptions } from "@/lm/inference/session";

export interface GeneratorOptions extends SessionOptions {
  /** Sequences continued side by side. Default 16. */
  maxRows?: number;
  /** Most that the keys and values of all rows may take. Default 1 GiB. */
  cacheBytes?: number;
}

/**
 * Continues any number of prompts by continuous batching: sequences join as soon as there is room and leave when they
 * are done, whatever the others do. Between two steps other events of the process are served.
 *
 * The tokens of a sequence follow from model, prompt, parameters and seed; in another company its numbers differ by
 * rounding (log-probabilities within 1e-4), so that a draw at the very edge may differ too.
 */
export class Generator {
  private readonly cache: KeyValueCache;
  private readonly waiting: Sequence[] = [];
  /** Row r of the cache belongs to rows[r]. */
  private readonly rows: Sequence[] = [];
  private prefill: Prefill | undefined;
  private loop: Promise<void> | undefined;
  private disposed = false;

  private constructor(
    private readonly model: Pick<GeneratorModel, "config" | "decoder" | "endTokenIds">,
    private readonly decoder: Decoder,
    private readonly maxRows: number,
    private readonly cacheBytes: number,
  ) {
    this.cache = new KeyValueCache(decoder.cacheShape);
  }

  /**
   * @param source a model directory, or a model whose weights are at hand
   * @throws AppError what openModelDirectory throws, UNSUPPORTED_FORMAT (an encoder), OUT_OF_MEMORY
   */
  static async load(source: string | GeneratorModel, options: GeneratorOptions = {}): Promise<Generator> {
    const model = typeof source === "string" ? modelInDirectory(source) : source;
    const decoder = await Decoder.open(model.architecture, model.config, model.weights, options);
    return new Generator(
      // not the weights: they may be half a gigabyte of bytes
      { config: model.config, decoder: model.decoder, endTokenIds: model.endTokenIds },
      decoder,
      options.maxRows ?? 16,
      options.cacheBytes ?? 2 ** 30,
    );
  }

  /** Longest sequence, prompt and completion together, in tokens. */
  get contextLength(): number {
    return this.model.config.maxPositions;
  }

  /** Bytes of weights and of the cache as it is now. */
  get bytes(): number {
    return this.decoder.bytes + this.cache.bytes;
  }

  /** Sequences that are waiting or being continued. */
  get load(): number {
    return this.waiting.length + this.rows.length + (this.prefill?.sequences.length ?? 0);
  }

  /**
   * Continues a prompt. Requests of one prompt and temperature that are submitted together share its reading.
   * @throws AppError INVALID_INPUT
   */
  async submit(request: GenerationRequest): Promise<Completion> {
    const maxNewTokens = this.checkedLimit(request);
    return new Promise<Completion>((resolve, reject) => {
      const endTokenIds = new Set(request.endTokenIds ?? this.model.endTokenIds);
      const limits = { maxNewTokens, endTokenIds, decoder: this.model.decoder };
      this.waiting.push(new Sequence(request, limits, { resolve, reject }));
      this.loop ??= this.work();
    });
  }

  /** Fails what is under way and gives the memory back. */
  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    await this.loop;
    await this.decoder.release();
  }

  private checkedLimit({ promptTokenIds, parameters }: GenerationRequest): number {
    const { vocabularySize } = this.model.config;
    const room = this.contextLength - promptTokenIds.length;
    if (this.disposed) throw new AppError("SAMPLER_UNAVAILABLE", "The model was unloaded.");
    if (promptTokenIds.length === 0) throw new AppError("INVALID_INPUT", "The prompt is empty.");
    if (promptTokenIds.some((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize)) {
      throw new AppError("INVALID_INPUT", `A token id of the prompt is outside 0 … ${vocabularySize - 1}.`);
    }
    if (room < 1) {
      throw new AppError(
        "INVALID_INPUT",
        `The prompt has ${promptTokenIds.length} tokens; the model's context of ${this.contextLength} leaves no room for an answer. Shorten the prompt.`,
        {
          details: {
            reason: "promptTooLong",
            promptTokens: promptTokenIds.length,
            contextLength: this.contextLength,
          },
        },
      );
    }
    if (parameters.stop.length > 0 && !this.model.decoder) {
      throw new AppError("INVALID_INPUT", "Stop texts need the model's tokenizer.");
    }
    return Math.min(parameters.maxNewTokens, room);
  }

  private async work(): Promise<void> {
    // requests of one tick are admitted together
    await Promise.resolve();
    while (!this.disposed && this.load > 0) {
      try {
        this.dropCancelled();
        await this.readPrompts();
        await this.step();
      } catch (error) {
        this.failActive(error);
      }
    }
    if (this.disposed) {
      const error = new AppError("SAMPLER_UNAVAILABLE", "The model was unloaded.");
      this.failActive(error);
      for (const sequence of this.waiting.splice(0)) sequence.fail(error);
    }
    this.loop = undefined;
  }

  /** At most one run over prompts between two steps, so that others need not wait for a long one. */
  private async readPrompts(): Promise<void> {
    this.prefill ??= planPrefill(this.waiting, {
      rows: this.maxRows - this.rows.length,
      fits: (joining) => this.fits([...this.rows, ...joining]),
    });
    if (!this.prefill) return;
    const { sequences } = this.prefill;
    const isDone = sequences.every(isCancelled) || (await this.prefill.advance(this.decoder));
    if (!isDone) return;
    const results = this.prefill.results();
    for (const { sequence, probabilities } of results) {
      if (!isCancelled(sequence)) sequence.draw(probabilities);
    }
    for (const sequence of sequences.filter(isOver)) sequence.complete();
    this.join(results.filter(({ sequence }) => !isOver(sequence)));
    // not before: what fails up to here must fail these sequences
    this.prefill = undefined;
  }

  private join(results: readonly PrefillResult[]): void {
    const lengths = this.rows.map((active) => active.cachedLength);
    const longest = Math.max(0, ...lengths, ...results.map(({ sequence }) => sequence.cachedLength));
    this.cache.reserve(this.rows.length + results.length, longest + 1, lengths);
    for (const { sequence, source, row } of results) {
      this.cache.write(this.rows.length, 0, source, row, sequence.cachedLength);
      this.rows.push(sequence);
    }
  }

  private async step(): Promise<void> {
    if (this.rows.length === 0) return;
    const active = [...this.rows];
    const lengths = active.map((sequence) => sequence.cachedLength);
    this.cache.reserve(active.length, Math.max(...lengths) + 1, lengths);
    const { probabilities, newRows } = await this.decoder.step(
      active.map((sequence) => sequence.lastTokenId),
      this.cache,
      lengths,
      active.map((sequence) => sequence.temperature),
    );
    active.forEach((sequence, row) => {
      this.cache.write(row, lengths[row] as number, newRows, row, 1);
      if (!isCancelled(sequence)) sequence.draw(probabilities[row] as Float32Array);
    });
    for (let row = active.length - 1; row >= 0; row--) {
      const sequence = active[row] as Sequence;
      if (!isOver(sequence)) continue;
      sequence.complete();
      this.leave(row);
    }
  }

  /** The last row takes the place of the one that leaves. */
  private leave(row: number): void {
    const last = this.rows.pop();
    if (!last || row === this.rows.length) return;
    this.cache.write(row, 0, this.cache, this.rows.length, last.cachedLength);
    this.rows[row] = last;
  }

  private dropCancelled(): void {
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      const sequence = this.waiting[i] as Sequence;
      if (!isCancelled(sequence)) continue;
      this.waiting.splice(i, 1);
      sequence.complete();
    }
  }

  private failActive(error: unknown): void {
    const failed = [...this.rows.splice(0), ...(this.prefill?.sequences ?? [])];
    this.prefill = undefined;
    for (const sequence of failed) sequence.fail(error);
  }

  /** Whether the cache could hold these sequences at their longest. One alone always may. */
  private fits(sequences: readonly Sequence[]): boolean {
    const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.longestLength), 0);
    const bytes = sequences.length * longest * KeyValueCache.bytesPerToken(this.decoder.cacheShape);
    return sequences.length <= 1 || bytes <= this.cacheBytes;
  }
}

function isCancelled(sequence: Sequence): boolean {
  return sequence.request.signal?.aborted ?? false;
}

function isOver(sequence: Sequence): boolean {
  return sequence.finished || isCancelled(sequence);
}

function modelInDirectory(directory: string): GeneratorModel {
  const model = openModelDirectory(directory);
  try {
    return generatorModelOf(model);
  } finally {
    model.weights.close();
  }
}
