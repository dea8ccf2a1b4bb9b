import { median } from 'simple-statistics';
import { type Degeneracy, requireFinite } from './degeneracy.ts';
import { olsTrend } from './ols.ts';

/** MAD of a normal distribution over its standard deviation. */
const NORMAL_MAD = 0.6744897501960817;
/** Times the usual penalty, of the partitions that are found. */
export const PENALTY_FACTORS = [1, 2, 4] as const;
const LEAST_SEGMENT = 3;

export interface Partition {
  /** Cost of one more change point, in squared units of y. */
  readonly penalty: number;
  /** Index of the first month of each new level, rising. */
  readonly changePoints: readonly number[];
  /** Squared deviations from the segments' means, plus the penalty for each change point. */
  readonly objective: number;
}

export interface ChangePoints {
  /** Standard deviation of the noise, from the median absolute deviation of month-to-month changes. */
  readonly sigma: number;
  /** The best partition at 1, 2 and 4 times the penalty 2·ln(n)·σ², with σ = 1 where `sigma` is 0. */
  readonly partitions: readonly Partition[];
  readonly reason: Degeneracy | null;
}

/**
 * Change points of the mean, for the series and for what a straight line leaves over. A trend or autocorrelation makes
 * false ones in the first; believe those that stand in both and at every penalty.
 *
 * Killick, R., Fearnhead, P. & Eckley, I. A. (2012). Optimal detection of changepoints with a linear computational cost.
 * JASA 107, 1590–1598.
 *
 * @param y one value a month, no gaps; length n
 * @throws RangeError if a value is not finite
 * @example changePoints([1, 1, 1, 1, 9, 9, 9, 9]).series.partitions[0].changePoints // => [4]
 */
export function changePoints(y: ArrayLike<number>): {
  readonly series: ChangePoints;
  readonly residuals: ChangePoints;
} {
  return { series: atEachPenalty(y), residuals: atEachPenalty(olsTrend(y).residuals) };
}

function atEachPenalty(y: ArrayLike<number>): ChangePoints {
  const n = y.length;
  if (n < 2 * LEAST_SEGMENT) return { sigma: 0, partitions: [], reason: 'too-few-months' };
  const sigma = noiseSigma(y);
  const penalty = 2 * Math.log(n) * (sigma === 0 ? 1 : sigma ** 2);
  return { sigma, partitions: PENALTY_FACTORS.map((factor) => optimalPartition(y, factor * penalty)), reason: null };
}

/**
 * Standard deviation of the noise: MAD of month-to-month changes / (0.6745·√2), which single jumps hardly move.
 *
 * @param y length n ≥ 2
 * @returns 0 where more than half of all changes are equal
 */
export function noiseSigma(y: ArrayLike<number>): number {
  const changes = Array.from({ length: y.length - 1 }, (_, i) => y[i + 1]! - y[i]!);
  const middle = median(changes);
  return median(changes.map((change) => Math.abs(change - middle))) / NORMAL_MAD / Math.SQRT2;
}

/**
 * The segmentation of least squared deviation from its segments' means plus a penalty for each change point: exact,
 * by dynamic programming in O(n²). Of equal ones, that whose last change point is earliest.
 *
 * Jackson, B. et al. (2005). An algorithm for optimal partitioning of data on an interval. IEEE Signal Process. Lett. 12, 105–108.
 *
 * @param y one value a month, no gaps; length n
 * @param penalty ≥ 0, in squared units of y
 * @param leastSegment months a level must last. @default 3
 * @throws RangeError if a value is not finite, the penalty negative or the segment not a whole number ≥ 1
 * @example optimalPartition([0, 0, 0, 5, 5, 5], 1) // => { penalty: 1, changePoints: [3], objective: 1 }
 */
export function optimalPartition(
  y: ArrayLike<number>,
  penalty: number,
  leastSegment: number = LEAST_SEGMENT,
): Partition {
  requireFinite(y);
  if (!(penalty >= 0)) throw new RangeError(`penalty must be a number >= 0, got ${penalty}`);
  if (!(Number.isSafeInteger(leastSegment) && leastSegment >= 1)) {
    throw new RangeError(`leastSegment must be a whole number >= 1, got ${leastSegment}`);
  }
  const n = y.length;
  if (n === 0) return { penalty, changePoints: [], objective: 0 };
  const cost = segmentCosts(y);
  const rounding = n * Number.EPSILON * (cost(0, n) + penalty);
  const best = new Float64Array(n + 1).fill(Infinity);
  const lastStart = new Uint32Array(n + 1);
  best[0] = -penalty;
  for (let end = Math.min(leastSegment, n); end <= n; end++) {
    for (let start = 0; start === 0 || start <= end - leastSegment; start++) {
      const objective = best[start]! + cost(start, end) + penalty;
      if (objective < best[end]! - rounding) {
        best[end] = objective;
        lastStart[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let start = lastStart[n]!; start > 0; start = lastStart[start]!) starts.unshift(start);
  return { penalty, changePoints: starts, objective: best[n]! };
}

/** Squared deviations from the mean of months `start` to `end` − 1, from running sums about the series' mean. */
function segmentCosts(y: ArrayLike<number>): (start: number, end: number) => number {
  const n = y.length;
  const shifted = Float64Array.from(y, (value) => value - y[0]!);
  const mean = shifted.reduce((sum, value) => sum + value, 0) / n;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  shifted.forEach((value, i) => {
    sums[i + 1] = sums[i]! + (value - mean);
    squares[i + 1] = squares[i]! + (value - mean) ** 2;
  });
  return (start, end) =>
    Math.max(0, squares[end]! - squares[start]! - (sums[end]! - sums[start]!) ** 2 / (end - start));
}
