import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { twoSidedNormalP } from './normal.ts';

/** One coefficient of a regression with its test against 0; nulls where its error is not known. */
export interface Coefficient {
  readonly estimate: number;
  readonly standardError: number | null;
  /** Estimate over standard error. */
  readonly statistic: number | null;
  /** Two-sided. */
  readonly p: number | null;
  /** Ends of the 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Coefficients with their standard errors, tests and 95 % intervals.
 *
 * @param estimates length k
 * @param covariance of the estimates, row-major k × k; null where it is not known
 * @param df degrees of freedom of Student's t; `Infinity` takes the normal distribution
 */
export function coefficientTable(
  estimates: ArrayLike<number>,
  covariance: Float64Array | null,
  df: number,
): Coefficient[] {
  const reach = df === Infinity ? normalQuantile(0.975, 0, 1) : studentQuantile(0.975, df);
  return Array.from(estimates, (estimate, j) => {
    const variance = covariance?.[j * estimates.length + j] ?? 0;
    if (!(variance > 0)) return { estimate, standardError: null, statistic: null, p: null, low: null, high: null };
    const standardError = Math.sqrt(variance);
    const statistic = estimate / standardError;
    const p = df === Infinity ? twoSidedNormalP(statistic) : 2 * studentCdf(-Math.abs(statistic), df);
    const half = reach * standardError;
    return { estimate, standardError, statistic, p, low: estimate - half, high: estimate + half };
  });
}
