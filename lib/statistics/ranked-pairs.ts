/** Index of the preferred response first. */
export type RankedPair = readonly [better: number, worse: number];

/** All pairs that a ranking orders: groups best first, members of one group are tied and give no pair. */
export function pairsFromRanking(ranking: readonly (readonly number[])[]): RankedPair[] {
  return ranking.flatMap((group, g) =>
    ranking
      .slice(g + 1)
      .flatMap((worseGroup) => group.flatMap((b) => worseGroup.map((w) => [b, w] as const))),
  );
}

/** All pairs of unequal scores; a response without a score gives none. */
export function pairsFromScores(scores: readonly (number | undefined)[]): RankedPair[] {
  const pairs: RankedPair[] = [];
  scores.forEach((a, i) => {
    scores.forEach((b, j) => {
      if (a !== undefined && b !== undefined && a > b) pairs.push([i, j]);
    });
  });
  return pairs;
}
