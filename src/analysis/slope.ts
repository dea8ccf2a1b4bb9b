import { linearRegression } from 'simple-statistics';

/** Months a year times per cent. */
const PER_CENT_A_YEAR = 12 * 100;

/**
 * Least-squares slope of y on its index.
 *
 * @param y one value a month, no gaps; length n ≥ 2
 * @returns change per month, in the unit of y
 * @throws RangeError if n < 2
 * @example olsSlope([1, 3, 5]) // => 2
 */
export function olsSlope(y: ArrayLike<number>): number {
  if (y.length < 2) throw new RangeError(`a slope needs at least 2 values, got ${y.length}`);
  return linearRegression(Array.from(y, (value, month) => [month, value])).m;
}

/**
 * A slope per month as per cent of the window's mean a year, so that series of different size compare.
 *
 * @returns NaN where the mean is 0: there is no level to compare with
 * @example percentPerYear(1, [9, 10, 11]) // => 120
 */
export function percentPerYear(slopePerMonth: number, y: ArrayLike<number>): number {
  const level = mean(y);
  return level === 0 ? Number.NaN : (slopePerMonth / level) * PER_CENT_A_YEAR;
}

/**
 * The least-squares slope of a series as per cent of its mean a year.
 *
 * @param y one value a month, no gaps; length n ≥ 2
 * @throws RangeError if n < 2
 * @example olsPercentPerYear([9, 10, 11]) // => 120
 */
export function olsPercentPerYear(y: ArrayLike<number>): number {
  return percentPerYear(olsSlope(y), y);
}

function mean(y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i]!;
  return sum / y.length;
}
