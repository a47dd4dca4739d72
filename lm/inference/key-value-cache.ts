import { cacheNames } from "@/lm/onnx/attention-cache";
import { floatTensor, type Feeds } from "@/lm/inference/session";

export interface CacheShape {
  layers: number;
  keyValueHeads: number;
  headWidth: number;
}

/** Keys and values of some sequences: two arrays a layer (keys, values). */
export interface CacheRows {
  arrays: readonly Float32Array[];
  /** Length of the time axis, used or not. */
  time: number;
  /** `heads`: [rows, K, time, W], as attention reads them; `tokens`: [rows, time, K, W], as a run gives them. */
  order: "heads" | "tokens";
}

/** The time axis grows in steps of this: attention reads all of it, so it should not be much longer than needed. */
const TIME_STEP = 64;
/** Unused rows cost only memory; growing by one each time would copy everything each time. */
const ROW_STEP = 4;

/**
 * The keys and values of the sequences that are being continued, one row each, rows 0 … n − 1 in use. The graph reads
 * it as it lies here, without a copy.
 */
export class KeyValueCache implements CacheRows {
  readonly order = "heads";
  arrays: Float32Array<ArrayBuffer>[] = [];
  time = 0;
  private rows = 0;

  constructor(private readonly shape: CacheShape) {
    this.arrays = Array.from({ length: 2 * shape.layers }, () => new Float32Array(0));
  }

  /** Bytes of one token in all layers. */
  static bytesPerToken({ layers, keyValueHeads, headWidth }: CacheShape): number {
    return layers * 2 * keyValueHeads * headWidth * Float32Array.BYTES_PER_ELEMENT;
  }

  get bytes(): number {
    return this.rows * this.time * KeyValueCache.bytesPerToken(this.shape);
  }

  /**
   * Makes room for `rows` sequences of up to `time` tokens, and gives room back that is far too long. `lengths` are the
   * tokens in each row in use, which are kept.
   */
  reserve(rows: number, time: number, lengths: readonly number[]): void {
    const needed = Math.ceil(time / TIME_STEP) * TIME_STEP;
    const isFarTooLong = this.time > 2 * needed;
    if (rows <= this.rows && time <= this.time && !isFarTooLong) return;
    const newTime = time > this.time || isFarTooLong ? needed : this.time;
    const newRows = Math.ceil(Math.max(rows, lengths.length) / ROW_STEP) * ROW_STEP;
    const { keyValueHeads, headWidth } = this.shape;
    const old: CacheRows = { arrays: this.arrays, time: this.time, order: "heads" };
    this.arrays = this.arrays.map(() => new Float32Array(newRows * keyValueHeads * newTime * headWidth));
    this.time = newTime;
    this.rows = newRows;
    lengths.forEach((length, row) => this.write(row, 0, old, row, length));
  }

  /** Copies the first `count` tokens of a row of `source` to this cache, from position `at` on. */
  write(row: number, at: number, source: CacheRows, sourceRow: number, count: number): void {
    if (source.order === "heads") this.copyHeads(row, at, source, sourceRow, count);
    else this.copyTokens(row, at, source, sourceRow, count);
  }

  private copyHeads(row: number, at: number, source: CacheRows, sourceRow: number, count: number): void {
    const { keyValueHeads, headWidth } = this.shape;
    this.arrays.forEach((target, index) => {
      const from = source.arrays[index] as Float32Array;
      for (let head = 0; head < keyValueHeads; head++) {
        const begin = (sourceRow * keyValueHeads + head) * source.time * headWidth;
        const place = ((row * keyValueHeads + head) * this.time + at) * headWidth;
        target.set(from.subarray(begin, begin + count * headWidth), place);
      }
    });
  }

  private copyTokens(row: number, at: number, source: CacheRows, sourceRow: number, count: number): void {
    const { keyValueHeads, headWidth } = this.shape;
    this.arrays.forEach((target, index) => {
      const from = source.arrays[index] as Float32Array;
      for (let token = 0; token < count; token++) {
        for (let head = 0; head < keyValueHeads; head++) {
          const begin = ((sourceRow * source.time + token) * keyValueHeads + head) * headWidth;
          const place = ((row * keyValueHeads + head) * this.time + at + token) * headWidth;
          for (let i = 0; i < headWidth; i++) target[place + i] = from[begin + i] as number;
        }
      }
    });
  }

  /** The graph's inputs for the first `rows` rows. */
  feeds(rows: number): Feeds {
    return cacheFeeds(this.shape, this, rows);
  }
}

/** The graph's inputs for sequences that begin. */
export function emptyCacheFeeds(shape: CacheShape, rows: number): Feeds {
  const arrays = Array.from({ length: 2 * shape.layers }, () => new Float32Array(0));
  return cacheFeeds(shape, { arrays, time: 0, order: "heads" }, rows);
}

function cacheFeeds(shape: CacheShape, cache: CacheRows, rows: number): Feeds {
  const { layers, keyValueHeads, headWidth } = shape;
  const dims = [rows, keyValueHeads, cache.time, headWidth];
  const size = rows * keyValueHeads * cache.time * headWidth;
  const tensor = (index: number) =>
    floatTensor((cache.arrays[index] as Float32Array).subarray(0, size), dims);
  const feeds: Feeds = {};
  for (let layer = 0; layer < layers; layer++) {
    const names = cacheNames(layer);
    feeds[names.pastKey] = tensor(2 * layer);
    feeds[names.pastValue] = tensor(2 * layer + 1);
  }
  return feeds;
}
