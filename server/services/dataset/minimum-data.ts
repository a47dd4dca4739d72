/**
 * Fewest prompts with a ranking that says something (one without ties only) that are worth freezing: fewer can't be
 * split by prompt into something to learn from and something to check against. A useful reward model needs hundreds.
 */
export const MINIMUM_JUDGED_PROMPTS = 4;
