/** How often a terminal's status line is redrawn, and how often others get a line about a step under way; milliseconds. */
const REDRAW_INTERVAL = 200;
const LINE_INTERVAL = 10_000;

/** A step that ended badly, with what a person can do about it. */
export class StepFailed extends Error {
  constructor(message, { cause, advice } = {}) {
    super(message, { cause });
    this.advice = advice;
  }
}

export function seconds(milliseconds) {
  const value = milliseconds / 1000;
  return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

/** Tells a person which steps run, how far they are, and how long each took. Steps may overlap. */
export class Steps {
  #running = new Map();
  #timer;
  #write;
  #interactive;

  constructor({ write = (text) => process.stdout.write(text), interactive = process.stdout.isTTY } = {}) {
    this.#write = write;
    this.#interactive = interactive;
  }

  /**
   * Runs one step. `action` gets `update(text)` to say how far it is and may return a note for the closing line; `null`
   * from it means that nothing was to be done and no line is printed.
   *
   * @template R
   * @param {string} name what is being done, as a person would say it
   * @param {(update: (text: string) => void) => Promise<R>} action
   * @param {{note?: (result: R) => string | null | undefined}} [options]
   * @returns {Promise<R>}
   */
  async run(name, action, { note } = {}) {
    const step = { startedAt: Date.now(), text: "", saidAt: Date.now() };
    this.#running.set(name, step);
    this.#timer ??= setInterval(() => this.#tick(), REDRAW_INTERVAL).unref();
    if (!this.#interactive) this.#write(`… ${name}\n`);
    const update = (text) => {
      step.text = text;
    };
    try {
      const result = await action(update);
      const remark = note?.(result) ?? (typeof result === "string" ? result : "");
      this.#end(name, `✓ ${name}${remark ? `: ${remark}` : ""}  ${seconds(Date.now() - step.startedAt)}`);
      return result;
    } catch (error) {
      this.#end(name, `✗ ${name}  ${seconds(Date.now() - step.startedAt)}`);
      throw error;
    }
  }

  /** A line between the steps. */
  say(text) {
    this.#line(text);
  }

  #end(name, line) {
    this.#running.delete(name);
    this.#line(line);
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #tick() {
    const now = Date.now();
    if (this.#interactive) {
      this.#write(`\r\u001b[2K${this.#status(now)}`);
      return;
    }
    for (const [name, step] of this.#running) {
      if (now - step.saidAt < LINE_INTERVAL) continue;
      step.saidAt = now;
      this.#write(`… ${name}${step.text ? `: ${step.text}` : ""}  ${seconds(now - step.startedAt)}\n`);
    }
  }

  #status(now) {
    const parts = [...this.#running].map(
      ([name, step]) => `${name}${step.text ? `: ${step.text}` : ""} ${seconds(now - step.startedAt)}`,
    );
    return parts.join("  ·  ").slice(0, (process.stdout.columns ?? 100) - 1);
  }

  #line(text) {
    this.#write(this.#interactive ? `\r\u001b[2K${text}\n` : `${text}\n`);
    if (this.#interactive && this.#running.size > 0) this.#write(this.#status(Date.now()));
  }
}
