import erfc from '@stdlib/math-base-special-erfc';

/**
 * Two-sided p of a standard normal statistic: erfc(|z| / √2). Keeps its digits far out in the tails, where one minus a
 * distribution function has none left.
 *
 * @example twoSidedNormalP(1.959963984540054) // => 0.05
 */
export function twoSidedNormalP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * Distribution function of the standard normal.
 *
 * @returns in [0, 1], with full relative precision in the lower tail
 * @example normalCdf(0) // => 0.5
 */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}
