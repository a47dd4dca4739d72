/** After this long without a key, pointer or scroll the annotator is taken to be away. */
export const IDLE_AFTER_MS = 30_000;

/**
 * Counts the time in which someone looks at the page: visible, and with a sign of life in the last 30 s. Times are
 * milliseconds of one monotonic clock, handed in.
 */
export class ActivityClock {
  private activeMs = 0;
  private visible: boolean;
  private lastSign: number;
  private countedUntil: number;

  constructor(now: number, visible: boolean) {
    this.visible = visible;
    this.lastSign = now;
    this.countedUntil = now;
  }

  /** Another item; `seconds` were spent on it earlier. */
  restart(now: number, seconds: number): void {
    this.activeMs = seconds * 1000;
    this.countedUntil = now;
    this.lastSign = now;
  }

  signOfLife(now: number): void {
    this.count(now);
    this.lastSign = now;
  }

  setVisible(now: number, visible: boolean): void {
    this.count(now);
    this.visible = visible;
    if (visible) this.lastSign = now;
  }

  sawLifeWithin(now: number, milliseconds: number): boolean {
    return now - this.lastSign < milliseconds;
  }

  /** Rounded to a tenth. */
  activeSeconds(now: number): number {
    this.count(now);
    return Math.round(this.activeMs / 100) / 10;
  }

  private count(now: number): void {
    const until = Math.min(now, this.lastSign + IDLE_AFTER_MS);
    if (this.visible && until > this.countedUntil) this.activeMs += until - this.countedUntil;
    this.countedUntil = Math.max(this.countedUntil, now);
  }
}
