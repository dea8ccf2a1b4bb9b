import { type FeatureMatrix, type Float64Matrix, rowOf, transpose } from './feature-matrix.ts';
import { selfGram } from './gram-tiles.ts';
import type { Matmul } from './matmul.ts';

/** Mean and covariance of features. */
export interface Moments {
  /** Length d. */
  readonly mean: Float64Array;
  /** d × d. */
  readonly covariance: Float64Matrix;
}

/** Mean of every column, length d. */
export function columnMeans(features: FeatureMatrix): Float64Array {
  const means = new Float64Array(features.columns);
  for (let i = 0; i < features.rows; i++) {
    const row = rowOf(features, i);
    for (let j = 0; j < means.length; j++) means[j]! += row[j]!;
  }
  return means.map((sum) => sum / features.rows);
}

/** Features less their means, over √(n − 1), in double precision: its transpose times itself is the covariance. */
export function centred(features: FeatureMatrix, means: Float64Array): Float64Matrix {
  const scale = 1 / Math.sqrt(features.rows - 1);
  const values = new Float64Array(features.values.length);
  for (let i = 0, at = 0; i < features.rows; i++) {
    for (let j = 0; j < features.columns; j++, at++) values[at] = (features.values[at]! - means[j]!) * scale;
  }
  return { rows: features.rows, columns: features.columns, values };
}

/**
 * Mean and covariance (divisor n − 1), in double precision whatever the kind of the features: single precision would put
 * noise where the covariance has its small eigenvalues, and a square root magnifies it.
 *
 * @param features n × d, n >= 2
 */
export async function momentsOf(features: FeatureMatrix, matmul: Matmul): Promise<Moments> {
  const mean = columnMeans(features);
  return { mean, covariance: await productWithOwnTranspose(transpose(centred(features, mean)), matmul) };
}

/** A·Aᵀ, r × r, from half the products. */
async function productWithOwnTranspose(a: Float64Matrix, matmul: Matmul): Promise<Float64Matrix> {
  const size = a.rows;
  const values = new Float64Array(size * size);
  for await (const { rowFrom, columnFrom, height, width, values: products } of selfGram(a, matmul)) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const product = products[i * width + j]!;
        values[(rowFrom + i) * size + columnFrom + j] = product;
        values[(columnFrom + j) * size + rowFrom + i] = product;
      }
    }
  }
  return { rows: size, columns: size, values };
}

/** Features less the column means of `about`, in single precision: for comparisons that are settled exactly where close. */
export function centredSingle(features: FeatureMatrix, about: Float64Array): FeatureMatrix<Float32Array> {
  const values = new Float32Array(features.values.length);
  for (let i = 0, at = 0; i < features.rows; i++) {
    for (let j = 0; j < features.columns; j++, at++) values[at] = features.values[at]! - about[j]!;
  }
  return { rows: features.rows, columns: features.columns, values };
}
