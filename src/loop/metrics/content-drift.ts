import { pairedCosines, sumOfDirections } from './cosine.ts';
import type { FeatureMatrix } from './feature-matrix.ts';

/** How the content of items moves along a chain of T steps, n items. NaN where a vector is zero. */
export interface ContentDrift {
  /** By step t = 1..T, of each item: 1 − cosine to its first caption. */
  readonly drift: readonly Float64Array[];
  /** By step t = 1..T, of each item: 1 − cosine to the step before. */
  readonly speed: readonly Float64Array[];
  /** Of each item: drift at T over the sum of its speeds; NaN for an item that never moved. Length n. */
  readonly pathEfficiency: Float64Array;
}

/**
 * Drift, speed and path efficiency of captions or images along a relay. A drift that levels off while the speed stays
 * up wanders at a constant distance from its origin; where both do, the chain has come to rest.
 *
 * @param steps T + 1 matrices n × d: embeddings at t = 0 (the human works' own), 1, …, T
 * @throws RangeError if there is no step beyond t = 0 or the shapes differ
 */
export function contentDrift(steps: readonly FeatureMatrix[]): ContentDrift {
  const [origin, ...later] = steps;
  if (origin === undefined || later.length === 0) {
    throw new RangeError(`expected embeddings at t = 0 and at least one later step, got ${steps.length}`);
  }
  const apart = (a: FeatureMatrix, b: FeatureMatrix) => pairedCosines(a, b).values.map((value) => 1 - value);
  const drift = later.map((step) => apart(origin, step));
  const speed = later.map((step, t) => apart(steps[t]!, step));
  const pathEfficiency = drift.at(-1)!.map((reached, i) => {
    const walked = speed.reduce((sum, step) => sum + step[i]!, 0);
    return walked === 0 ? Number.NaN : reached / walked;
  });
  return { drift, speed, pathEfficiency };
}

/**
 * Mean cosine over all pairs of items at one step. Rising along a chain, the items grow alike.
 *
 * @param features n × d, n >= 2
 * @returns in [−1/(n − 1), 1]; NaN if a row is the zero vector
 * @throws RangeError if n < 2
 */
export function homogeneity(features: FeatureMatrix): number {
  const n = features.rows;
  if (n < 2) throw new RangeError(`expected at least 2 items, got ${n}`);
  const squared = sumOfDirections(features).reduce((sum, value) => sum + value * value, 0);
  return (squared - n) / (n * (n - 1));
}
