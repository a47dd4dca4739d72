/** Milliseconds that a loop may keep the thread. */
const LONGEST_TURN = 50;

/** Lets signals, timers and messages in now and then while a long loop runs, and ends it when it is cancelled. */
export class Interruptions {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** To be awaited at each turn of the loop; true where it stopped to listen. @throws the signal's reason */
  async allow(): Promise<boolean> {
    if (performance.now() - this.since < LONGEST_TURN) return false;
    await new Promise((resolve) => setImmediate(resolve));
    this.signal?.throwIfAborted();
    this.since = performance.now();
    return true;
  }
}
