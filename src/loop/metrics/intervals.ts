import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from '../../core/math/interval.ts';
import { meanAndVariance } from '../../core/math/mean.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import type { Rng } from '../../core/rng.ts';

export interface MeanInterval extends Interval {
  readonly mean: number;
  /** Standard deviation of the items, divisor n − 1. */
  readonly sd: number;
  readonly items: number;
}

/**
 * Mean of items with Student's t interval, mean ± t·sd/√n.
 *
 * @param values length n >= 2, one an item; give differences of the same items for a comparison of two steps
 * @param level @default 0.95
 * @throws RangeError if n < 2 or a value is not finite
 * @example of 270 items, t = 1.9688219741: the interval reaches 0.1198186897 sd to either side
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): MeanInterval {
  const { mean, sd, standardError, items } = meanAndError(values);
  const half = studentQuantile((1 + level) / 2, items - 1) * standardError;
  return { mean, sd, items, low: mean - half, high: mean + half };
}

/** @throws RangeError if there are fewer than 2 values or one is not finite */
export function meanAndError(values: ArrayLike<number>): {
  mean: number;
  sd: number;
  standardError: number;
  items: number;
} {
  const items = values.length;
  if (items < 2) throw new RangeError(`an interval needs at least 2 items, got ${items}`);
  for (let i = 0; i < items; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`item ${i} must be finite, got ${values[i]}`);
  }
  const { mean, variance } = meanAndVariance(values);
  const sd = Math.sqrt(variance);
  return { mean, sd, standardError: sd / Math.sqrt(items), items };
}

export interface BootstrapOptions {
  readonly rng: Rng;
  /** At least 200. @default 1000 */
  readonly draws?: number;
  /** @default 0.95 */
  readonly level?: number;
}

/**
 * Percentile interval of a metric of a set of items, the items drawn anew with replacement. Repeated items make
 * a metric that counts neighbours or fits covariances (FID, precision, coverage) larger or smaller in all draws: show such
 * a band beside the real-against-real floor, and never as a test against 0.
 *
 * Efron, B. & Tibshirani, R. (1993). An Introduction to the Bootstrap, chapter 13.
 *
 * @param items n >= 2
 * @param statistic of the items at `indices`, length n
 * @throws RangeError if there are fewer than 2 items or 200 draws
 */
export async function bootstrapInterval(
  items: number,
  statistic: (indices: Uint32Array) => number | Promise<number>,
  { rng, draws = 1000, level = 0.95 }: BootstrapOptions,
): Promise<Interval & { readonly draws: Float64Array }> {
  if (!(items >= 2)) throw new RangeError(`a bootstrap needs at least 2 items, got ${items}`);
  if (!(Number.isSafeInteger(draws) && draws >= 200)) {
    throw new RangeError(`draws must be a whole number >= 200, got ${draws}`);
  }
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) values[draw] = await statistic(drawWithReplacement(items, rng));
  const interval = percentileInterval(values, level);
  if (interval === null) throw new RangeError('the metric is not finite in any draw');
  return { ...interval, draws: values };
}

/** As many items as there are, drawn with replacement. */
export function drawWithReplacement(items: number, rng: Rng): Uint32Array {
  return Uint32Array.from({ length: items }, () => rng.integer(items));
}
