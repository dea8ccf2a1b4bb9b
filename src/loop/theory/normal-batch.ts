import { gammaDraw } from '../../core/math/random-variates.ts';
import type { Rng } from '../../core/rng.ts';
import { timesTriangle } from './triangles.ts';

/** Sufficient statistics of vectors for a normal fit. */
export interface VectorMoments {
  readonly items: number;
  /** Length d. */
  readonly mean: Float64Array;
  /** Sum of outer products of the deviations from the mean; d × d by rows. */
  readonly scatter: Float64Array;
}

/** A normal distribution of vectors. */
export interface Normal {
  /** Length d. */
  readonly mean: Float64Array;
  /** Lower triangle L of the covariance L·Lᵀ; d × d by rows. */
  readonly triangle: Float64Array;
}

/** Items drawn one by one: time O(items · d²). @returns items × d by rows */
export function drawVectors({ mean, triangle }: Normal, items: number, rng: Rng): Float64Array {
  const d = mean.length;
  const rows = new Float64Array(items * d);
  const z = new Float64Array(d);
  for (let item = 0; item < items; item++) {
    for (let j = 0; j < d; j++) z[j] = rng.normal();
    for (let i = 0; i < d; i++) {
      let value = mean[i]!;
      for (let j = 0; j <= i; j++) value += triangle[i * d + j]! * z[j]!;
      rows[item * d + i] = value;
    }
  }
  return rows;
}

/** @param rows items × d by rows */
export function momentsOfRows(rows: Float64Array, d: number): VectorMoments {
  const items = rows.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) mean[i % d]! += rows[i]! / items;
  const scatter = new Float64Array(d * d);
  for (let start = 0; start < rows.length; start += d) {
    for (let i = 0; i < d; i++) {
      const deviation = rows[start + i]! - mean[i]!;
      for (let j = 0; j <= i; j++) scatter[i * d + j]! += deviation * (rows[start + j]! - mean[j]!);
    }
  }
  mirror(scatter, d);
  return { items, mean, scatter };
}

/**
 * The moments themselves, which are independent: a normal mean and a Wishart scatter with items − 1 degrees of freedom.
 * Same distribution as moments of drawn vectors (Cochran's theorem), in time O(d³).
 */
export function drawVectorMoments({ mean, triangle }: Normal, items: number, rng: Rng): VectorMoments {
  const d = mean.length;
  const z = Float64Array.from({ length: d }, () => rng.normal());
  const noise = timesTriangle(triangle, z);
  const scale = 1 / Math.sqrt(items);
  return {
    items,
    mean: mean.map((value, i) => value + scale * noise[i]!),
    scatter: wishart(triangle, d, items - 1, rng),
  };
}

/** Wishart variate with scale L·Lᵀ. @param triangle L, d × d by rows @returns d × d by rows */
function wishart(triangle: Float64Array, d: number, degrees: number, rng: Rng): Float64Array {
  const { columns, values } = wishartRoot(d, degrees, rng);
  const product = new Float64Array(d * columns);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k <= i; k++) {
      const factor = triangle[i * d + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < Math.min(columns, k + 1); j++) product[i * columns + j]! += factor * values[k * columns + j]!;
    }
  }
  return timesItsTranspose({ rows: d, columns, values: product });
}

/** A lower trapezium by rows: nothing right of the diagonal. */
export interface Trapezium {
  readonly rows: number;
  /** At most `rows`. */
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * A with A·Aᵀ a Wishart variate with scale I, singular where there are fewer degrees of freedom than dimensions.
 *
 * Bartlett, M. S. (1933). On the theory of statistical regression. Proc. R. Soc. Edinburgh 53, 260–283.
 *
 * @param degrees whole number >= 0
 */
export function wishartRoot(d: number, degrees: number, rng: Rng): Trapezium {
  const columns = Math.min(d, degrees);
  const values = new Float64Array(d * columns);
  for (let j = 0; j < columns; j++) {
    values[j * columns + j] = Math.sqrt(2 * gammaDraw((degrees - j) / 2, rng));
    for (let i = j + 1; i < d; i++) values[i * columns + j] = rng.normal();
  }
  return { rows: d, columns, values };
}

/** A·Aᵀ, rows × rows by rows. */
export function timesItsTranspose({ rows, columns, values }: Trapezium): Float64Array {
  const product = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j && k < columns; k++) sum += values[i * columns + k]! * values[j * columns + k]!;
      product[i * rows + j] = sum;
    }
  }
  mirror(product, rows);
  return product;
}

/** Moments of several batches together. */
export function poolMoments(parts: readonly VectorMoments[]): VectorMoments {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const d = first!.mean.length;
  const mean = new Float64Array(d);
  let items = 0;
  for (const part of parts) {
    items += part.items;
    for (let i = 0; i < d; i++) mean[i]! += part.items * part.mean[i]!;
  }
  for (let i = 0; i < d; i++) mean[i]! /= items;
  const scatter = new Float64Array(d * d);
  for (const part of parts) {
    for (let i = 0; i < d; i++) {
      const pull = part.items * (part.mean[i]! - mean[i]!);
      for (let j = 0; j < d; j++) scatter[i * d + j]! += part.scatter[i * d + j]! + pull * (part.mean[j]! - mean[j]!);
    }
  }
  return { items, mean, scatter };
}

/** Copies the lower triangle to the upper one. */
function mirror(matrix: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) matrix[j * d + i] = matrix[i * d + j]!;
}
