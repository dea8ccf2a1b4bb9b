import { requireFinite } from './degeneracy.ts';
import { kendallScore, scoreVariance, tieSizes } from './kendall-score.ts';
import { twoSidedNormalP } from './normal.ts';

export interface KendallTau {
  /** τ_b in [−1, 1]; null where no two months differ. */
  readonly tau: number | null;
  /** Two-sided, normal, without continuity correction: a little smaller than Mann–Kendall's. */
  readonly p: number | null;
}

/**
 * Kendall's τ_b of a series with time: the size of a monotone trend, where Mann–Kendall tests it.
 *
 * Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239–251.
 *
 * @param y one value a month, in order
 * @throws RangeError if a value is not finite
 * @example kendallTau([1, 2, 3]) // => { tau: 1, p: 0.117 }
 */
export function kendallTau(y: ArrayLike<number>): KendallTau {
  requireFinite(y);
  const n = y.length;
  const score = kendallScore(y);
  const ties = tieSizes(y);
  const pairs = (n * (n - 1)) / 2;
  const differing = pairs - ties.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  if (differing === 0) return { tau: null, p: null };
  const tau = score / Math.sqrt(pairs) / Math.sqrt(differing);
  return { tau, p: twoSidedNormalP(score / Math.sqrt(scoreVariance(n, ties))) };
}
