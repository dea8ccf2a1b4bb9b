import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { cholesky, choleskySolve } from './normal-equations.ts';

export interface WaldTest {
  readonly chiSquare: number | null;
  readonly degreesOfFreedom: number;
  readonly p: number | null;
  /** Why there is no statistic; null where there is one. */
  readonly reason: string | null;
}

/**
 * Wald test that several coefficients are all zero.
 *
 * Wald, A. (1943). Tests of statistical hypotheses concerning several parameters. Trans. American Mathematical Society 54, 426–482.
 *
 * @param estimates length k
 * @param covariance row-major k × k; null where it is not known
 * @example waldTest([2], Float64Array.of(4)).chiSquare // => 1
 */
export function waldTest(estimates: ArrayLike<number>, covariance: Float64Array | null): WaldTest {
  const degreesOfFreedom = estimates.length;
  const none = (reason: string): WaldTest => ({ chiSquare: null, degreesOfFreedom, p: null, reason });
  if (degreesOfFreedom === 0) return none('there is no coefficient to test');
  if (covariance === null) return none('the covariance is not known');
  const factor = cholesky(covariance, degreesOfFreedom);
  if (factor.dependent.length > 0) return none('there are too few clusters for so many coefficients');
  const solved = choleskySolve(factor, estimates);
  const chiSquare = solved.reduce((sum, value, j) => sum + value * estimates[j]!, 0);
  return { chiSquare, degreesOfFreedom, p: 1 - chiSquareCdf(chiSquare, degreesOfFreedom), reason: null };
}
