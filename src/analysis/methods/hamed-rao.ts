import { Z_95 } from '../../core/math/interval.ts';
import { autocorrelation } from './autocorrelation.ts';
import { type Degeneracy, isRoundingOnly, requireFinite } from './degeneracy.ts';
import { kendallScore, scoreVariance, tieSizes } from './kendall-score.ts';
import { correctedZ, LEAST_MONTHS } from './mann-kendall.ts';
import { twoSidedNormalP } from './normal.ts';
import { theilSenSlope } from './theil-sen.ts';

export interface HamedRao {
  readonly n: number;
  /** Kendall's S. */
  readonly score: number;
  /** What the variance of S was multiplied by: 1 where no autocorrelation is significant. To be printed beside p. */
  readonly factor: number | null;
  /** The lags that entered the factor. */
  readonly significantLags: readonly number[];
  readonly variance: number | null;
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly reason: Degeneracy | null;
}

export interface HamedRaoOptions {
  /** Greatest lag looked at. All lags can shrink the variance below that of independent months. @default 3 */
  readonly lags?: number;
}

/**
 * Mann–Kendall with the variance of S corrected for autocorrelation: that of the ranks of what Sen's slope leaves over,
 * at the lags where it is significant at 5 %.
 *
 * Hamed, K. H. & Rao, A. R. (1998). A modified Mann–Kendall trend test for autocorrelated data. J. Hydrology 204, 182–196.
 * Three lags by default, as later practice has it; the paper takes all n − 1.
 *
 * @param y one value a month, no gaps; length n
 * @returns nulls with a reason for a constant series, an exact line, and a factor that is not positive
 * @throws RangeError if a value is not finite or `lags` is not a whole number ≥ 1
 * @example hamedRao([1, 1, 1, 1]).reason // => 'constant'
 */
export function hamedRao(y: ArrayLike<number>, { lags = 3 }: HamedRaoOptions = {}): HamedRao {
  requireFinite(y);
  if (!(Number.isSafeInteger(lags) && lags >= 1)) throw new RangeError(`lags must be a whole number >= 1, got ${lags}`);
  const n = y.length;
  const score = kendallScore(y);
  const undefinedFor = (reason: Degeneracy, factor: number | null = null, significantLags: readonly number[] = []) => {
    return { n, score, factor, significantLags, variance: null, z: null, p: null, reason };
  };
  if (n < LEAST_MONTHS) return undefinedFor('too-few-months');
  const plain = scoreVariance(n, tieSizes(y));
  if (plain === 0) return undefinedFor('constant');
  const slope = theilSenSlope(y);
  const left = Array.from(y, (value, month) => value - (month + 1) * slope);
  if (isRoundingOnly(squaresAboutMean(left), y)) return undefinedFor('exact-fit');
  const correlations = autocorrelation(averageRanks(left), Math.min(lags, n - 1));
  if (correlations === null) return undefinedFor('exact-fit');
  const significantLags = correlations.flatMap((r, lag) => (lag > 0 && Math.abs(r) > Z_95 / Math.sqrt(n) ? [lag] : []));
  const factor = varianceFactor(n, significantLags, correlations);
  if (!(factor > 0)) return undefinedFor('no-variance', factor, significantLags);
  const variance = plain * factor;
  const z = correctedZ(score, variance);
  return { n, score, factor, significantLags, variance, z, p: twoSidedNormalP(z), reason: null };
}

function varianceFactor(n: number, lags: readonly number[], correlations: readonly number[]): number {
  const sum = lags.reduce((total, k) => total + (n - k) * (n - k - 1) * (n - k - 2) * correlations[k]!, 0);
  return 1 + (2 / (n * (n - 1) * (n - 2))) * sum;
}

/** Ranks from 1; values that are equal share the mean of their ranks. */
function averageRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function squaresAboutMean(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
