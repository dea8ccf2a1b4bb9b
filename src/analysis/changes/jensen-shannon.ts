/**
 * Jensen–Shannon divergence of two distributions in bits: the mean Kullback–Leibler divergence from their midpoint.
 *
 * Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Trans. Information Theory 37, 145–151.
 *
 * @param first, second counts of the same categories, ≥ 0; length k
 * @returns in [0, 1]; null if either has no counts
 * @example jensenShannon([1, 0], [0, 1]) // => 1
 */
export function jensenShannon(first: ArrayLike<number>, second: ArrayLike<number>): number | null {
  const parts = jensenShannonParts(first, second);
  return parts === null
    ? null
    : Math.min(
        1,
        parts.reduce((sum, part) => sum + part, 0),
      );
}

/** What each category adds to the divergence, in bits; all ≥ 0. */
export function jensenShannonParts(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array | null {
  const firstTotal = total(first);
  const secondTotal = total(second);
  if (firstTotal === 0 || secondTotal === 0) return null;
  return Float64Array.from({ length: first.length }, (_, i) => {
    const p = first[i]! / firstTotal;
    const q = second[i]! / secondTotal;
    const middle = (p + q) / 2;
    return Math.max(0, (bits(p, middle) + bits(q, middle)) / 2);
  });
}

function bits(p: number, middle: number): number {
  return p === 0 ? 0 : p * Math.log2(p / middle);
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}
