import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { median } from 'simple-statistics';
import { quantileSorted } from '../../core/math/quantile.ts';
import { type Degeneracy, requireFinite } from './degeneracy.ts';
import { scoreVariance, tieSizes } from './kendall-score.ts';

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
  if (y.length < 2) throw new RangeError(`a slope needs at least 2 values, got ${y.length}`);
  return quantileSorted(pairSlopes(y).sort(), 0.5);
}

export interface TheilSen {
  /** Change per month, in the unit of y; null below 2 months. */
  readonly slope: number | null;
  /** Value of the line in the first month. */
  readonly intercept: number | null;
  /** Interval of the slope by rank; of width 0 where all pairs agree. */
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: Degeneracy | null;
}

export interface TheilSenOptions {
  /** @default 0.95 */
  readonly level?: number;
  /**
   * `separate`: median(y) less slope times the median month. `joint`: median of what the slope leaves over.
   * @default 'separate'
   */
  readonly intercept?: 'separate' | 'joint';
}

/**
 * Theil–Sen line with Sen's interval for the slope, which uses the variance of Kendall's S corrected for ties and so
 * assumes independent months.
 *
 * Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63, 1379–1389.
 *
 * @param y one value a month, no gaps; length n
 * @throws RangeError if a value is not finite or the level lies outside (0, 1)
 * @example theilSen([3, 1, 4, 2]) // => { slope: 0.08333, intercept: 2.375, low: -2, high: 3, reason: null }
 */
export function theilSen(
  y: ArrayLike<number>,
  { level = 0.95, intercept = 'separate' }: TheilSenOptions = {},
): TheilSen {
  requireFinite(y);
  if (!(level > 0 && level < 1)) throw new RangeError(`level must lie between 0 and 1, got ${level}`);
  if (y.length < 2) return { slope: null, intercept: null, low: null, high: null, reason: 'too-few-months' };
  const slopes = pairSlopes(y).sort();
  const slope = quantileSorted(slopes, 0.5);
  const [low, high] = rankInterval(slopes, y, level);
  return { slope, intercept: interceptOf(y, slope, intercept), low, high, reason: null };
}

function rankInterval(sorted: Float64Array, y: ArrayLike<number>, level: number): [number, number] {
  const half = normalQuantile((1 + level) / 2, 0, 1) * Math.sqrt(scoreVariance(y.length, tieSizes(y)));
  const last = sorted.length - 1;
  const lowRank = Math.max(Math.round((sorted.length - half) / 2) - 1, 0);
  const highRank = Math.min(Math.round((sorted.length + half) / 2), last);
  return [sorted[lowRank]!, sorted[highRank]!];
}

function interceptOf(y: ArrayLike<number>, slope: number, kind: 'separate' | 'joint'): number {
  if (kind === 'joint') return median(Array.from(y, (value, month) => value - slope * month));
  return median(Array.from(y)) - (slope * (y.length - 1)) / 2;
}

function pairSlopes(y: ArrayLike<number>): Float64Array {
  const slopes = new Float64Array((y.length * (y.length - 1)) / 2);
  let next = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = i + 1; j < y.length; j++) slopes[next++] = (y[j]! - y[i]!) / (j - i);
  }
  return slopes;
}
