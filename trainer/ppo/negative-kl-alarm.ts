import { AppError } from "@/lib/errors";

/** Iterations in a row that must look wrong before the run is stopped. */
const PATIENCE = 3;
/** Nats: smaller means are rounding. */
const SMALLEST = 1e-3;

/**
 * KL(π ‖ π_ref) is never negative, so its estimate from tokens that π drew is not, beyond noise. If it stays negative
 * the tokens came from something else: sampling and scoring disagree (another temperature, stale weights, truncated
 * sampling, a misplaced token), and training on would be noise.
 */
export class NegativeKlAlarm {
  /** Suspicious iterations in a row: part of the checkpoint. */
  constructor(public suspicions = 0) {}

  /** `klSums`: Σₜ (log π − log π_ref) of each sequence of one iteration. @throws AppError RUN_DIVERGED */
  check(klSums: ArrayLike<number>): void {
    const { length } = klSums;
    let mean = 0;
    for (let i = 0; i < length; i++) mean += (klSums[i] as number) / length;
    let squares = 0;
    for (let i = 0; i < length; i++) squares += ((klSums[i] as number) - mean) ** 2;
    const error = length > 1 ? Math.sqrt(squares / (length - 1) / length) : 0;
    this.suspicions = mean + 3 * error < -SMALLEST ? this.suspicions + 1 : 0;
    if (this.suspicions < PATIENCE) return;
    throw new AppError(
      "RUN_DIVERGED",
      `The mean KL to the reference has been negative for ${PATIENCE} iterations (now ${mean.toFixed(3)} nats), which ` +
        "cannot be for tokens drawn from the policy: sampling and scoring disagree. Check that both use the same " +
        "temperature, weights and tokens, and that sampling is not truncated (top-k 0, top-p 1).",
      { details: { kl: mean } },
    );
  }
}
