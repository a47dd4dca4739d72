import { AppError } from "@/lib/errors";

/** Nats that must have gathered before the run is stopped. */
const EVIDENCE = 16;
/** Nats a sequence: smaller means are rounding, of bfloat16 at most. */
const ALLOWANCE = 0.01;
/** How far below 0 the mean must be, in standard errors. */
const STANDARD_ERRORS = 4;

/** The newest sequences whose KL adds up to less than 0. Part of the checkpoint. */
export interface NegativeKlEvidence {
  sequences: number;
  /** Of their KL, each raised by the allowance; never above 0. */
  sum: number;
  squares: number;
}

const NONE: NegativeKlEvidence = { sequences: 0, sum: 0, squares: 0 };

/**
 * KL(π ‖ π_ref) is never negative, so its estimate from tokens that π drew is not, beyond noise. If it stays negative
 * the tokens came from something else: sampling and scoring disagree (another temperature, stale weights, truncated
 * sampling, a misplaced token), and training on would be noise.
 *
 * Of tokens that π drew, π_ref/π has mean 1 whatever the two are. So the product of that ratio over sequences, which is
 * e^(−Σ KL), reaches e^16 from any of them on with a probability below e^−16 (Ville's inequality): a cumulative sum
 * (Page, 1954) of −16 nats is no accident, however few sequences an iteration has, and however skewed their KL is.
 * Because scoring rounds, the mean must also be significantly below 0. A mean of −m nats is found after about 16/m
 * sequences, later only where it drowns in their deviation s: after 16·(s/m)².
 */
export class NegativeKlAlarm {
  evidence: NegativeKlEvidence = NONE;

  /** `klSums`: Σₜ (log π − log π_ref) of each sequence of one iteration. @throws AppError RUN_DIVERGED */
  check(klSums: ArrayLike<number>): void {
    for (let i = 0; i < klSums.length; i++) this.add((klSums[i] as number) + ALLOWANCE);
    const { sequences, sum, squares } = this.evidence;
    if (sum > -EVIDENCE || sequences < 2) return;
    const mean = sum / sequences;
    const variance = Math.max(0, squares - sum * mean) / (sequences - 1);
    if (mean + STANDARD_ERRORS * Math.sqrt(variance / sequences) >= 0) return;
    const kl = mean - ALLOWANCE;
    throw new AppError(
      "RUN_DIVERGED",
      `The mean KL to the reference is negative (${kl.toFixed(3)} nats over the last ${sequences} answers), which ` +
        "cannot be for tokens drawn from the policy: sampling and scoring disagree. Check that both use the same " +
        "temperature, weights and tokens, and that sampling is not truncated (top-k 0, top-p 1).",
      { details: { kl, answers: sequences } },
    );
  }

  private add(kl: number): void {
    const { sequences, sum, squares } = this.evidence;
    const isNegative = sum + kl < 0;
    this.evidence = isNegative
      ? { sequences: sequences + 1, sum: sum + kl, squares: squares + kl * kl }
      : NONE;
  }
}
