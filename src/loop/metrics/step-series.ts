import { type FeatureMatrix, requireFeatures } from './feature-matrix.ts';

/** One measure of n items over T steps: similarity to the origin, step size, or draws of a metric of the whole set. */
export interface StepSeries {
  /** The step t of the first column. */
  readonly firstStep: number;
  /** n × T, no gaps. */
  readonly values: FeatureMatrix;
}

/** Mean over the items named, by step; length T. */
export function meanByStep({ values }: StepSeries, items: ArrayLike<number>): Float64Array {
  const means = new Float64Array(values.columns);
  for (let p = 0; p < items.length; p++) {
    const start = items[p]! * values.columns;
    for (let t = 0; t < means.length; t++) means[t]! += values.values[start + t]!;
  }
  return means.map((sum) => sum / items.length);
}

export function allItems({ values }: StepSeries): Uint32Array {
  return Uint32Array.from({ length: values.rows }, (_, i) => i);
}

/** @throws RangeError if there are fewer items or steps, or a value is not finite */
export function requireSeries(series: StepSeries, leastItems: number, leastSteps: number): void {
  requireFeatures('the series', series.values, leastItems);
  if (series.values.columns < leastSteps) {
    throw new RangeError(`the series must have at least ${leastSteps} steps, got ${series.values.columns}`);
  }
}
