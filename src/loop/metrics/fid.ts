import type { Rng } from '../../core/rng.ts';
import { cholesky } from './cholesky.ts';
import { type FeatureMatrix, requirePair, takeRows, transpose } from './feature-matrix.ts';
import { lineThrough } from './line.ts';
import { type Matmul, plainMatmul } from './matmul.ts';
import { centred, columnMeans, type Moments, momentsOf } from './moments.ts';
import { nuclearNorm, sumOfRoots } from './nuclear-norm.ts';
import { squaredDistance } from './rounding.ts';
import { drawWithoutReplacement } from './subsets.ts';
import { dotProduct } from './sums.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

export interface FrechetDistance {
  /** In squared units of the features; rounding may leave a distance of 0 slightly negative. */
  readonly value: number;
  /** Why the value means little by itself; null when there are more items than features on both sides. */
  readonly notice: string | null;
}

/** Fewer items than this say nothing about the limit of many items. Chong & Forsyth (2020). */
export const LEAST_ITEMS_OF_LIMIT = 5000;

/**
 * Fréchet distance between normal distributions fitted to two sets of features,
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½), covariances with divisor n − 1. With Inception features it is the FID.
 *
 * Heusel, M. et al. (2017). GANs trained by a two time-scale update rule converge to a local Nash equilibrium,
 * arXiv 1706.08500. The trace of the root is never taken of a d × d product: with centred, scaled features X and Y it is
 * the sum of singular values of X·Yᵀ, used when either set has fewer items than features, or else the sum of roots of the
 * eigenvalues of Lᵀ·Σ₂·L with Σ₁ = L·Lᵀ. Both are real, without an ε on the diagonal.
 *
 * @param a n × d, n >= 2
 * @param b m × d, m >= 2, features of the same encoder
 * @throws RangeError if the sets are too small or do not fit each other
 * @example await fid(fromRows([[0, 0], [1, 0], [0, 1], [1, 1]]), fromRows([[0, 0], [2, 0], [0, 2], [2, 2]]))
 * // => { value: 1.1666666667, notice: null }
 */
export async function fid(a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul = plainMatmul): Promise<FrechetDistance> {
  requirePair(a, b, 2);
  const items = Math.min(a.rows, b.rows);
  const notice = items > a.columns ? null : smallSampleNotice(items, a.columns);
  if (items >= a.columns) {
    return { value: await frechetDistance(await momentsOf(a, matmul), await momentsOf(b, matmul), matmul), notice };
  }
  const means = [columnMeans(a), columnMeans(b)] as const;
  const x = centred(a, means[0]);
  const y = centred(b, means[1]);
  const common = await nuclearNorm(await matmul(x, transpose(y)), matmul);
  return {
    value: squaredDistance(...means) + dotProduct(x.values, x.values) + dotProduct(y.values, y.values) - 2 * common,
    notice,
  };
}

/**
 * Fréchet distance of two normal distributions.
 *
 * @example await frechetDistance(standard, { mean: [1, 1, 1], covariance: 4 · I₃ }) // => 6, where standard is N(0, I₃)
 */
export async function frechetDistance(a: Moments, b: Moments, matmul: Matmul = plainMatmul): Promise<number> {
  const root = await cholesky(a.covariance, matmul);
  const similar = await matmul(transpose(root), await matmul(b.covariance, root));
  const common = sumOfRoots(await symmetricEigenvalues(similar, matmul));
  return squaredDistance(a.mean, b.mean) + trace(a) + trace(b) - 2 * common;
}

export interface LimitOptions {
  readonly rng: Rng;
  /** Sample sizes the line is fitted through. @default 15 */
  readonly sizes?: number;
  readonly matmul?: Matmul;
}

/**
 * FID in the limit of many generated items: distances of ever smaller random parts of `generated` against all of `real`,
 * a line through them over 1/n, its intercept. The bias of a finite `real` stays.
 *
 * Chong, M. J. & Forsyth, D. (2020). Effectively unbiased FID and Inception Score, arXiv 1911.07023; sizes as in Stein, G.
 * et al. (2023), arXiv 2306.04675: evenly from min(5000, max(n/10, 2)) to n.
 *
 * @throws RangeError if either set has fewer than 5,000 items
 */
export async function fidLimit(
  real: FeatureMatrix,
  generated: FeatureMatrix,
  { rng, sizes = 15, matmul = plainMatmul }: LimitOptions,
): Promise<number> {
  requirePair(real, generated, LEAST_ITEMS_OF_LIMIT);
  if (!(Number.isSafeInteger(sizes) && sizes >= 2)) {
    throw new RangeError(`sizes must be a whole number >= 2, got ${sizes}`);
  }
  const realMoments = await momentsOf(real, matmul);
  const n = generated.rows;
  const least = Math.min(LEAST_ITEMS_OF_LIMIT, Math.max(Math.floor(n / 10), 2));
  const reciprocals: number[] = [];
  const distances: number[] = [];
  for (let i = 0; i < sizes; i++) {
    const size = Math.round(least + ((n - least) * i) / (sizes - 1));
    const part = takeRows(generated, drawWithoutReplacement(n, size, rng));
    reciprocals.push(1 / size);
    distances.push(await frechetDistance(realMoments, await momentsOf(part, matmul), matmul));
  }
  return lineThrough(Float64Array.from(reciprocals), Float64Array.from(distances)).intercept;
}

function smallSampleNotice(items: number, features: number): string {
  return `${items} items of ${features} features give covariances of rank ${items - 1} at most: the distance is biased upwards, compare it only with the real-against-real floor of the same size, or use KID`;
}

function trace({ covariance: { rows, values } }: Moments): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * (rows + 1)]!;
  return sum;
}
