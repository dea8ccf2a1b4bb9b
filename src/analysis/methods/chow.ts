import fCdf from '@stdlib/stats-base-dists-f-cdf';
import type { Degeneracy } from './degeneracy.ts';
import { ols, olsTrend } from './ols.ts';

export interface ChowTest {
  readonly f: number | null;
  /** By F with 2 and n − 4 degrees of freedom. */
  readonly p: number | null;
  readonly reason: Degeneracy | null;
}

/**
 * Chow's test that one line holds before and after a month that was fixed beforehand. Assumes independent errors: under
 * autocorrelation, or for a month picked by eye, p is far too small.
 *
 * Chow, G. C. (1960). Tests of equality between sets of coefficients in two linear regressions. Econometrica 28, 591–605.
 *
 * @param y one value a month, no gaps; length n ≥ 5 for a result
 * @param breakAt index of the first month after the break, in [1, n − 1]
 * @throws RangeError if a value is not finite or the break lies outside
 * @example chowTest([1, 2, 3, 9, 8, 6], 3).p // => 0.0110
 */
export function chowTest(y: ArrayLike<number>, breakAt: number): ChowTest {
  const n = y.length;
  if (!(Number.isSafeInteger(breakAt) && breakAt >= 1 && breakAt < n)) {
    throw new RangeError(`the break must be a month of the series after the first, got ${breakAt} of ${n}`);
  }
  const trend = Float64Array.from(y, (_, month) => month);
  const after = trend.map((month) => (month >= breakAt ? 1 : 0));
  const sinceBreak = trend.map((month) => Math.max(0, month - breakAt));
  const one = olsTrend(y);
  const two = ols([trend, after, sinceBreak], y);
  if (one.ssr === null || two.ssr === null || two.reason !== null) return { f: null, p: null, reason: two.reason };
  const f = (one.ssr - two.ssr) / 2 / (two.ssr / two.df);
  return { f, p: 1 - fCdf(f, 2, two.df), reason: null };
}
