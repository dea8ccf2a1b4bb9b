import { type Degeneracy, requireFinite } from './degeneracy.ts';
import { kendallScore, scoreVariance, tieSizes } from './kendall-score.ts';
import { twoSidedNormalP } from './normal.ts';

/** Up to here the distribution of S is counted out, unless values repeat. */
const EXACT_UP_TO = 12;
/** Fewer months have no trend to test. */
export const LEAST_MONTHS = 3;

export interface MannKendall {
  readonly n: number;
  /** S: rising pairs of months less falling ones. */
  readonly score: number;
  /** Of S if the order of the months meant nothing, corrected for ties. */
  readonly variance: number;
  /** With the continuity correction; 0 where S = 0. */
  readonly z: number;
  /** Two-sided; 1 for a constant series, null below 3 months. */
  readonly p: number | null;
  /** How p was found. */
  readonly method: 'exact' | 'normal';
  readonly reason: Degeneracy | null;
}

export interface MannKendallOptions {
  /** `auto` counts out all orders for n ≤ 12 without ties. @default 'auto' */
  readonly method?: 'auto' | 'normal';
}

/**
 * Mann–Kendall test of a monotone trend: does a later month tend to be higher (or lower) than an earlier one?
 * Assumes independent months; months of the same artists are not: see `hamedRao`, and prefer the artist bootstrap.
 *
 * Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245–259.
 * Kendall, M. G. (1975). Rank Correlation Methods, 4th ed.
 *
 * @param y one value a month, in order; gaps may simply be left out
 * @throws RangeError if a value is not finite
 * @example mannKendall([1, 2, 3]) // => { n: 3, score: 3, variance: 3.67, z: 1.04, p: 1/3, method: 'exact', reason: null }
 */
export function mannKendall(y: ArrayLike<number>, options: MannKendallOptions = {}): MannKendall {
  requireFinite(y);
  const n = y.length;
  const score = kendallScore(y);
  const ties = tieSizes(y);
  const variance = scoreVariance(n, ties);
  const z = correctedZ(score, variance);
  const exact = options.method !== 'normal' && n <= EXACT_UP_TO && ties.length === 0;
  const method = exact ? 'exact' : 'normal';
  if (n < LEAST_MONTHS) return { n, score, variance, z, p: null, method, reason: 'too-few-months' };
  return { n, score, variance, z, p: exact ? exactP(n, score) : twoSidedNormalP(z), method, reason: null };
}

/** Z of a score, one step closer to 0 because scores are whole; 0 where there is no variance. */
export function correctedZ(score: number, variance: number): number {
  return variance > 0 ? (score - Math.sign(score)) / Math.sqrt(variance) : 0;
}

/** Share of all orders of n different values whose |S| is at least this large. */
function exactP(n: number, score: number): number {
  const pairs = (n * (n - 1)) / 2;
  const orders = ordersByInversions(n);
  const fewInversions = orders.slice(0, (pairs - Math.abs(score)) / 2 + 1).reduce((sum, count) => sum + count, 0);
  const all = orders.reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * fewInversions) / all);
}

/** How many orders of n values have 0, 1, 2, … inversions: one value more multiplies by 1 + x + … + x^(n−1). */
function ordersByInversions(n: number): number[] {
  let counts = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(counts.length + size - 1).fill(0);
    counts.forEach((count, inversions) => {
      for (let more = 0; more < size; more++) next[inversions + more]! += count;
    });
    counts = next;
  }
  return counts;
}
