import { quantileSorted as quantileOfSorted } from 'simple-statistics';
import type { Interval } from './interval.ts';

/**
 * Sample quantile, type 7: linear between order statistics, the rank being (n − 1)·p.
 *
 * Hyndman, R. J. & Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50, 361–365.
 *
 * @param sorted ascending, no NaN; length n ≥ 1
 * @param p in [0, 1]
 * @throws RangeError if there are no values or p lies outside [0, 1]
 * @example quantileSorted(Float64Array.of(1, 2, 3, 4), 0.5) // => 2.5
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs at least one value, got none');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
  // The package reads elements by index only, so a typed array will do; its types name plain ones.
  return quantileOfSorted(sorted as unknown as readonly number[], p);
}

/**
 * Central percentile interval of bootstrap draws.
 *
 * Efron, B. & Tibshirani, R. (1993). An Introduction to the Bootstrap, chapter 13.
 *
 * @param draws in any order; values that are not finite are left out
 * @param level @default 0.95
 * @returns null if no draw is finite
 */
export function percentileInterval(draws: Float64Array, level = 0.95): Interval | null {
  const sorted = draws.filter(Number.isFinite).sort();
  if (sorted.length === 0) return null;
  const tail = (1 - level) / 2;
  return { low: quantileSorted(sorted, tail), high: quantileSorted(sorted, 1 - tail) };
}
