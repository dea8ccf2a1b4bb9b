import type { Rng } from '../../core/rng.ts';

/** Sufficient statistics of a batch of draws from a normal distribution. */
export interface BatchMoments {
  readonly items: number;
  readonly mean: number;
  /** Sum of squared deviations from the batch's own mean. */
  readonly sumOfSquares: number;
}

/** Makes a batch of `items` draws from N(mean, sd²). */
export type DrawBatch = (mean: number, sd: number, items: number, rng: Rng) => BatchMoments;

/** Draws every point, then takes the moments: time O(items). */
export const drawPoints: DrawBatch = (mean, sd, items, rng) => {
  const points = new Float64Array(items);
  let sum = 0;
  for (let i = 0; i < items; i++) {
    const point = mean + sd * rng.normal();
    points[i] = point;
    sum += point;
  }
  const batchMean = sum / items;
  let sumOfSquares = 0;
  for (const point of points) sumOfSquares += (point - batchMean) ** 2;
  return { items, mean: batchMean, sumOfSquares };
};

/**
 * Draws the moments themselves, which are independent: a normal mean and a chi-square sum of squares. Same distribution
 * as drawPoints (Cochran's theorem), in time O(1).
 */
export const drawMoments: DrawBatch = (mean, sd, items, rng) => ({
  items,
  mean: mean + (sd / Math.sqrt(items)) * rng.normal(),
  sumOfSquares: sd * sd * chiSquare(items - 1, rng),
});

/**
 * Chi-square variate with whole degrees of freedom >= 0: twice a gamma variate.
 *
 * Marsaglia, G. & Tsang, W. W. (2000). A simple method for generating gamma variables. ACM TOMS 26, 363–372.
 */
function chiSquare(degrees: number, rng: Rng): number {
  if (degrees === 0) return 0;
  if (degrees === 1) return rng.normal() ** 2;
  const d = degrees / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return 2 * d * v;
  }
}
