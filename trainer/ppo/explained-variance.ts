/**
 * 1 − Var(R − V)/Var(R) over all tokens: 1 is a perfect value head, 0 no better than a constant, negative worse.
 * 0 where the returns do not vary.
 */
export function explainedVariance(
  values: readonly ArrayLike<number>[],
  returns: readonly ArrayLike<number>[],
): number {
  let count = 0;
  let sumR = 0;
  let sumE = 0;
  forEachPair(values, returns, (v, r) => {
    count++;
    sumR += r;
    sumE += r - v;
  });
  if (count === 0) return 0;
  let varianceR = 0;
  let varianceE = 0;
  forEachPair(values, returns, (v, r) => {
    varianceR += (r - sumR / count) ** 2;
    varianceE += (r - v - sumE / count) ** 2;
  });
  return varianceR === 0 ? 0 : 1 - varianceE / varianceR;
}

function forEachPair(
  values: readonly ArrayLike<number>[],
  returns: readonly ArrayLike<number>[],
  visit: (value: number, theReturn: number) => void,
): void {
  values.forEach((sequence, s) => {
    const other = returns[s];
    if (!other || other.length !== sequence.length) throw new RangeError("each value needs a return");
    for (let t = 0; t < sequence.length; t++) visit(sequence[t] as number, other[t] as number);
  });
}
