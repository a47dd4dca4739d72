import type { Rng } from "@/lib/rng";
import type { EncodedGroup } from "@/trainer/reward/encoded-group";

/** With fewer prompts each of them is worth more in training than in choosing among a few epochs. */
const LEAST_PROMPTS = 40;
const SHARE = 0.1;
/** More do not tell one epoch from another any better. */
const MOST_SET_ASIDE = 256;

export interface SetAside {
  train: EncodedGroup[];
  /** Not trained on: they choose the epoch whose weights are kept. Empty where prompts are few. */
  selection: EncodedGroup[];
}

/**
 * Takes a tenth of the training prompts that have pairs out of training. The held-out data may not choose the epoch:
 * the best of several figures on the same data is too good, and an interval around it too high.
 */
export function setAsidePrompts(groups: readonly EncodedGroup[], rng: Rng): SetAside {
  const withPairs = groups.filter(({ targets }) => targets.pairs.length > 0);
  if (withPairs.length < LEAST_PROMPTS) return { train: [...groups], selection: [] };
  const count = Math.min(MOST_SET_ASIDE, Math.round(SHARE * withPairs.length));
  const chosen = new Set(rng.shuffled(withPairs).slice(0, count));
  return {
    train: groups.filter((group) => !chosen.has(group)),
    selection: groups.filter((group) => chosen.has(group)),
  };
}
