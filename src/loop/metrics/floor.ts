import { meanOf } from '../../core/math/mean.ts';
import { shuffle } from '../../core/math/shuffle.ts';
import type { Rng } from '../../core/rng.ts';
import { type FeatureMatrix, requireFeatures, takeRows } from './feature-matrix.ts';

export interface FloorOptions {
  readonly rng: Rng;
  /** Items on each side: as many as the comparison has that the floor stands under. */
  readonly size: number;
  /** @default 10 */
  readonly draws?: number;
}

export interface Floor {
  readonly mean: number;
  /** Of each draw; draws share items, so their spread is smaller than that of new data. */
  readonly values: Float64Array;
}

/**
 * What a distance gives where there is no difference: two disjoint random parts of one real set against each other. Most
 * distances are biased upwards by an amount that depends on the number of items, and only what lies above the floor of the
 * same number counts.
 *
 * @param real n × d, n >= 2 · size
 * @param distance of two sets of `size` items
 * @throws RangeError if the set is too small for two disjoint parts
 */
export async function realFloor(
  real: FeatureMatrix,
  distance: (a: FeatureMatrix, b: FeatureMatrix) => number | Promise<number>,
  { rng, size, draws = 10 }: FloorOptions,
): Promise<Floor> {
  if (!(Number.isSafeInteger(size) && size >= 1)) throw new RangeError(`size must be a whole number >= 1, got ${size}`);
  if (!(Number.isSafeInteger(draws) && draws >= 1)) {
    throw new RangeError(`draws must be a whole number >= 1, got ${draws}`);
  }
  requireFeatures(`the real set of a floor of ${size} items a side`, real, 2 * size);
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const order = Uint32Array.from({ length: real.rows }, (_, i) => i);
    shuffle(order, rng);
    const [a, b] = [order.subarray(0, size), order.subarray(size, 2 * size)];
    values[draw] = await distance(takeRows(real, a), takeRows(real, b));
  }
  return { mean: meanOf(values), values };
}
