/**
 * How a stage tells what it does, to whoever runs it: the command line draws a bar, the worker writes rows.
 * A stage calls it as often as it likes; the receiver thins.
 */
export interface StageReporter {
  progress(update: { phase: string; done: number; total: number | null; unit: string }): void;
  /** One point of named curves, e.g. metrics(3, {"objective/kl": 0.2}). Reporting a step again replaces it. */
  metrics(step: number, values: Readonly<Record<string, number>>): void;
  log(level: "info" | "warning" | "error", message: string): void;
}

/** What every stage takes beside its config. */
export interface StageContext {
  reporter: StageReporter;
  /** Aborted when the run is cancelled or its worker lost the lease. */
  signal: AbortSignal;
  /** Directory for checkpoints and scratch, kept between attempts of one run. */
  workDirectory: string;
  /** To be called after each checkpoint in `workDirectory`: the run would go on from there. */
  onCheckpoint?(): void;
}
