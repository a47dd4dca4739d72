export interface ProgressEstimate {
  /** Units a second over the recent past; null until two points in time are known. */
  rate: number | null;
  /** Seconds until `total` at that rate; null while the rate or the total is unknown. */
  secondsLeft: number | null;
}

/** The recent past that counts, milliseconds. A long window steadies the estimate, a short one follows a change. */
const WINDOW = 30_000;

/** Rate and time left of the current phase, from its own progress reports. Times are milliseconds and passed in. */
export class ProgressRate {
  #phase: string | undefined;
  #points: { at: number; done: number }[] = [];

  update(update: { phase: string; done: number; total: number | null }, now: number): ProgressEstimate {
    const last = this.#points.at(-1);
    if (update.phase !== this.#phase || (last && update.done < last.done)) {
      this.#phase = update.phase;
      this.#points = [];
    }
    this.#points.push({ at: now, done: update.done });
    this.#thin(now);
    const first = this.#points[0];
    if (!first || now <= first.at || update.done <= first.done) return { rate: null, secondsLeft: null };
    const rate = (update.done - first.done) / ((now - first.at) / 1000);
    const secondsLeft = update.total === null ? null : Math.max(0, (update.total - update.done) / rate);
    return { rate, secondsLeft };
  }

  /** Drops what is older than the window, but keeps two points: slow steps still get an estimate. */
  #thin(now: number): void {
    while (this.#points.length > 2) {
      const second = this.#points[1];
      if (!second || second.at >= now - WINDOW) break;
      this.#points.shift();
    }
    // Reports may come thousands a second; a hundred points describe the window well enough.
    if (this.#points.length > 200)
      this.#points = this.#points.filter((_, i) => i % 2 === 0 || i === this.#points.length - 1);
  }
}
