import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { meanAndError } from './intervals.ts';

export interface Equivalence {
  /** Mean difference. */
  readonly mean: number;
  /** Ends of the 1 − 2α interval of the mean difference. */
  readonly low: number;
  readonly high: number;
  /** Whether that interval lies inside (−margin, margin): both one-sided tests reject. */
  readonly isEquivalent: boolean;
}

/**
 * Two one-sided t tests that a mean difference of pairs lies within ± margin.
 *
 * Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the
 * equivalence of average bioavailability. J. Pharmacokinetics and Biopharmaceutics 15, 657–680.
 *
 * @param differences length n >= 2
 * @param margin δ > 0, in the units of the differences
 * @param alpha of each test. @default 0.05
 */
export function pairedTost(differences: ArrayLike<number>, margin: number, alpha = 0.05): Equivalence {
  if (!(margin > 0)) throw new RangeError(`margin must be a number > 0, got ${margin}`);
  const { mean, standardError, items } = meanAndError(differences);
  const half = studentQuantile(1 - alpha, items - 1) * standardError;
  return {
    mean,
    low: mean - half,
    high: mean + half,
    isEquivalent: mean - half > -margin && mean + half < margin,
  };
}
