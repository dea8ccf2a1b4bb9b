/**
 * Kendall's S over time: pairs of months in which the later is higher, less those in which it is lower.
 *
 * @param y in the order of time; length n
 * @returns in [−n(n−1)/2, n(n−1)/2]
 */
export function kendallScore(y: ArrayLike<number>): number {
  let score = 0;
  for (let later = 1; later < y.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) score += Math.sign(y[later]! - y[earlier]!);
  }
  return score;
}

/** How many months share a value, for each value that occurs more than once. */
export function tieSizes(y: ArrayLike<number>): number[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < y.length; i++) counts.set(y[i]!, (counts.get(y[i]!) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1);
}

/**
 * Variance of S if every order of the months is equally likely, corrected for ties.
 *
 * Kendall, M. G. (1975). Rank Correlation Methods, 4th ed., chapter 4.
 */
export function scoreVariance(n: number, ties: readonly number[]): number {
  const lost = ties.reduce((sum, size) => sum + size * (size - 1) * (2 * size + 5), 0);
  return (n * (n - 1) * (2 * n + 5) - lost) / 18;
}
