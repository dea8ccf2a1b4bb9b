import { linearRegression, median } from 'simple-statistics';

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
  requireTwo(y);
  return linearRegression(Array.from(y, (value, month) => [month, value])).m;
}

/**
 * Theil–Sen slope: the median of the slopes through all pairs of points. Hardly moved by single odd months.
 *
 * Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63, 1379–1389.
 *
 * @param y one value a month, no gaps; length n ≥ 2
 * @returns change per month, in the unit of y
 * @throws RangeError if n < 2
 * @example theilSenSlope([0, 1, 2, 30]) // => 1.5
 */
export function theilSenSlope(y: ArrayLike<number>): number {
  requireTwo(y);
  const slopes: number[] = [];
  for (let i = 0; i < y.length; i++) {
    for (let j = i + 1; j < y.length; j++) slopes.push((y[j]! - y[i]!) / (j - i));
  }
  return median(slopes);
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

function requireTwo({ length }: ArrayLike<number>): void {
  if (length < 2) throw new RangeError(`a slope needs at least 2 values, got ${length}`);
}

function mean(y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i]!;
  return sum / y.length;
}
