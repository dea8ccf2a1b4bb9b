import { type FeatureMatrix, rowOf, squaredLengths } from './feature-matrix.ts';
import { dotProduct } from './sums.ts';

/**
 * Cosine of the angle between two vectors, in [-1, 1]; NaN if either is the zero vector, which has no direction.
 *
 * @throws RangeError if the lengths differ
 * @example cosine(Float64Array.of(1, 0), Float64Array.of(1, 1)) // => 0.7071067812
 */
export function cosine(x: Float32Array | Float64Array, y: Float32Array | Float64Array): number {
  if (x.length !== y.length) {
    throw new RangeError(`expected two vectors of one length, got ${x.length} and ${y.length}`);
  }
  const lengths = Math.sqrt(dotProduct(x, x)) * Math.sqrt(dotProduct(y, y));
  return Math.max(-1, Math.min(1, dotProduct(x, y) / lengths));
}

export interface Cosines {
  /** Of each pair of rows, length n; NaN where a row is the zero vector. */
  readonly values: Float64Array;
  /** Number of pairs with a zero vector: report it, those pairs are in no mean. */
  readonly undefinedPairs: number;
}

/**
 * Cosines of rows in pairs, row i of `a` with row i of `b`.
 *
 * @throws RangeError if the shapes differ
 */
export function pairedCosines(a: FeatureMatrix, b: FeatureMatrix): Cosines {
  if (a.rows !== b.rows) throw new RangeError(`expected as many items on both sides, got ${a.rows} and ${b.rows}`);
  const values = Float64Array.from({ length: a.rows }, (_, i) => cosine(rowOf(a, i), rowOf(b, i)));
  return { values, undefinedPairs: values.filter(Number.isNaN).length };
}

/**
 * Mean cosine of all pairs i ≠ j, row i of `a` with row j of `b`: the level at which nothing is left of what pairs have in
 * common. Encoders of text keep it far from 0.
 *
 * @param a n × d, n >= 2, and `b` of the same shape; rows that are zero vectors are refused
 * @returns of each row of `a`, its mean cosine to the other rows of `b`; length n
 * @throws RangeError if the shapes differ, n < 2 or a row is the zero vector
 */
export function unrelatedCosines(a: FeatureMatrix, b: FeatureMatrix): Float64Array {
  if (a.rows !== b.rows || a.rows < 2) {
    throw new RangeError(`expected at least 2 items, as many on both sides, got ${a.rows} and ${b.rows}`);
  }
  const { values: own, undefinedPairs } = pairedCosines(a, b);
  if (undefinedPairs > 0) throw new RangeError(`${undefinedPairs} pairs hold a zero vector, which has no direction`);
  const total = sumOfDirections(b);
  const squared = squaredLengths(a);
  return own.map((cosineToOwn, i) => {
    return (dotProduct(rowOf(a, i), total) / Math.sqrt(squared[i]!) - cosineToOwn) / (a.rows - 1);
  });
}

/** Sum of all rows scaled to length 1, length d; NaN if a row is the zero vector. */
export function sumOfDirections(features: FeatureMatrix): Float64Array {
  const total = new Float64Array(features.columns);
  squaredLengths(features).forEach((squared, i) => {
    const row = rowOf(features, i);
    const length = Math.sqrt(squared);
    for (let j = 0; j < total.length; j++) total[j]! += row[j]! / length;
  });
  return total;
}
