import type { StageReporter } from "@/lib/contracts/progress";
import { ProgressRate } from "@/lib/progress-rate";

export interface ProgressDisplayOptions {
  write(text: string): void;
  /** A terminal gets one bar that redraws itself; anything else gets lines now and then. */
  interactive: boolean;
  columns?: number;
  now?(): number;
}

type Update = Parameters<StageReporter["progress"]>[0];

const REDRAW_INTERVAL = 100; // milliseconds
const LINE_INTERVAL = 5_000;
const METRICS_INTERVAL = 2_000;

/** Draws a stage's progress, curves and log for a person at a command line. */
export class ProgressDisplay implements StageReporter {
  readonly #write: (text: string) => void;
  readonly #interactive: boolean;
  readonly #columns: number;
  readonly #now: () => number;
  readonly #rate = new ProgressRate();
  #phase: string | undefined;
  #drawnAt = -Infinity;
  #metricsAt = -Infinity;
  #bar = "";
  #pending: string | undefined;

  constructor(options: ProgressDisplayOptions) {
    this.#write = options.write;
    this.#interactive = options.interactive;
    this.#columns = options.columns ?? 100;
    this.#now = options.now ?? Date.now;
  }

  progress(update: Update): void {
    const now = this.#now();
    const estimate = this.#rate.update(update, now);
    const newPhase = update.phase !== this.#phase;
    const finished = update.total !== null && update.done >= update.total;
    if (newPhase) this.#finishPhase();
    this.#phase = update.phase;
    const line = formatProgress(update, estimate, this.#interactive ? this.#columns : undefined);
    const interval = this.#interactive ? REDRAW_INTERVAL : LINE_INTERVAL;
    if (!newPhase && !finished && now - this.#drawnAt < interval) {
      this.#pending = line;
      return;
    }
    this.#draw(line, now);
  }

  metrics(step: number, values: Readonly<Record<string, number>>): void {
    const now = this.#now();
    if (now - this.#metricsAt < METRICS_INTERVAL) return;
    this.#metricsAt = now;
    const text = Object.entries(values).map(([name, value]) => `${name} ${formatNumber(value)}`);
    this.#line(`step ${step}  ${text.join("  ")}`);
  }

  log(level: "info" | "warning" | "error", message: string): void {
    this.#line(level === "info" ? message : `${level}: ${message}`);
  }

  /** Leaves the last state of the bar on screen and the cursor on a new line. */
  close(): void {
    this.#finishPhase();
  }

  #draw(line: string, now: number): void {
    this.#drawnAt = now;
    this.#pending = undefined;
    if (!this.#interactive) {
      if (line !== this.#bar) this.#write(`${line}\n`);
    } else {
      this.#write(`\r\u001b[2K${line}`);
    }
    this.#bar = line;
  }

  #finishPhase(): void {
    if (this.#pending !== undefined) this.#draw(this.#pending, this.#now());
    if (this.#interactive && this.#bar !== "") this.#write("\n");
    this.#bar = "";
  }

  #line(text: string): void {
    if (!this.#interactive || this.#bar === "") this.#write(`${text}\n`);
    else this.#write(`\r\u001b[2K${text}\n${this.#bar}`);
  }
}

/** `train  ████░░░░  42 %  420/1000 steps  12.3 steps/s  0:47 left`; the bar only where `columns` is given. */
export function formatProgress(
  { phase, done, total, unit }: Update,
  { rate, secondsLeft }: { rate: number | null; secondsLeft: number | null },
  columns?: number,
): string {
  const parts: string[] = [];
  if (total !== null && total > 0) parts.push(`${Math.floor((100 * Math.min(done, total)) / total)} %`);
  parts.push(formatAmount(done, total, unit));
  if (rate !== null) parts.push(formatRate(rate, unit));
  if (secondsLeft !== null && secondsLeft >= 0.5) parts.push(`${formatDuration(secondsLeft)} left`);
  const text = parts.join("  ");
  if (columns === undefined || total === null || total <= 0) return clip(`${phase}  ${text}`, columns);
  const width = Math.min(30, columns - phase.length - text.length - 6);
  if (width < 5) return clip(`${phase}  ${text}`, columns);
  const filled = Math.round((width * Math.min(done, total)) / total);
  return `${phase}  ${"█".repeat(filled)}${"░".repeat(width - filled)}  ${text}`;
}

function clip(text: string, columns: number | undefined): string {
  return columns === undefined || text.length < columns ? text : text.slice(0, columns - 1);
}

function formatAmount(done: number, total: number | null, unit: string): string {
  if (unit === "bytes") {
    return total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
  }
  const count = total === null ? formatNumber(done) : `${formatNumber(done)}/${formatNumber(total)}`;
  return unit === "" ? count : `${count} ${unit}`;
}

function formatRate(rate: number, unit: string): string {
  if (unit === "bytes") return `${formatBytes(rate)}/s`;
  return rate >= 0.2 ? `${formatNumber(rate)} ${unit}/s` : `${formatNumber(1 / rate)} s each`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `0:47`, `12:05`, `3:04:05`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(4)));
  return value.toExponential(2);
}
