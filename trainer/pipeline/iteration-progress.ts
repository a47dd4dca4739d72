import type { StageReporter } from "@/lib/contracts/progress";

/** Phases of one PPO iteration in their order, with the share of its time that each takes until that is measured. */
const FIRST_GUESS = { rollout: 0.3, score: 0.1, reference: 0.1, optimise: 0.5 };
export type IterationPhase = keyof typeof FIRST_GUESS;
const PHASES = Object.keys(FIRST_GUESS) as IterationPhase[];

/**
 * Tells how far a run of many iterations is, in iterations with a fraction: each phase advances it by the share of
 * time that the phase took in the iteration before.
 */
export class IterationProgress {
  private shares: Record<IterationPhase, number> = { ...FIRST_GUESS };
  private seconds: Partial<Record<IterationPhase, number>> = {};
  private phase: IterationPhase | undefined;
  private phaseStartedAt = 0;

  constructor(
    private readonly reporter: StageReporter,
    private readonly iterations: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** `done` of `total` within a phase of iteration `iteration` (from 0). */
  update(iteration: number, phase: IterationPhase, done: number, total: number): void {
    if (phase !== this.phase) this.enter(phase);
    const before = PHASES.slice(0, PHASES.indexOf(phase)).reduce((sum, name) => sum + this.shares[name], 0);
    const within = this.shares[phase] * Math.min(1, total > 0 ? done / total : 0);
    this.reporter.progress({
      phase,
      done: Math.round((iteration + before + within) * 100) / 100,
      total: this.iterations,
      unit: "iterations",
    });
  }

  private enter(phase: IterationPhase): void {
    const now = this.now();
    if (this.phase) this.seconds[this.phase] = now - this.phaseStartedAt;
    if (phase === "rollout") {
      const total = Object.values(this.seconds).reduce((sum, seconds) => sum + seconds, 0);
      const isComplete = PHASES.every((name) => this.seconds[name] !== undefined);
      if (isComplete && total > 0) {
        for (const name of PHASES) this.shares[name] = (this.seconds[name] ?? 0) / total;
      }
    }
    this.phase = phase;
    this.phaseStartedAt = now;
  }
}
