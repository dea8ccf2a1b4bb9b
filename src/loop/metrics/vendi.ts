import { type FeatureMatrix, type Float64Matrix, normalizeRows, requireFeatures, transpose } from './feature-matrix.ts';
import { type Matmul, plainMatmul } from './matmul.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

export interface VendiOptions {
  /** Order of the Rényi entropy, >= 0: 1 is Shannon's, larger ones weigh common kinds more, Infinity the commonest only. @default 1 */
  readonly order?: number;
  readonly matmul?: Matmul;
}

/**
 * Vendi score with the cosine kernel: the effective number of different items, from 1 to n.
 *
 * Friedman, D. & Dieng, A. B. (2023). The Vendi Score: a diversity evaluation metric for machine learning, arXiv 2210.02410;
 * orders other than 1: Pasarkar, A. & Dieng, A. B. (2024), arXiv 2310.12952.
 *
 * @param features n × d; rows are scaled to length 1. Uses the smaller of n × n and d × d, which share their eigenvalues
 * @throws RangeError if there is no item or one of them is the zero vector
 * @example await vendiScore(fromRows([[1, 0], [0, 2]])) // => 2
 */
export async function vendiScore(features: FeatureMatrix, options: VendiOptions = {}): Promise<number> {
  requireFeatures('the set', features, 1);
  const { order = 1, matmul = plainMatmul } = options;
  const unit = normalizeRows({ ...features, values: Float64Array.from(features.values) });
  const turned = transpose(unit);
  const gram = unit.rows <= unit.columns ? await matmul(unit, turned) : await matmul(turned, unit);
  return effectiveNumber(await symmetricEigenvalues(gram as Float64Matrix, matmul), unit.rows, order);
}

/**
 * Vendi score of any kernel.
 *
 * @param kernel n × n, symmetric, positive semi-definite, ones on the diagonal
 * @throws RangeError if the diagonal is not all ones
 * @example await vendiOfKernel(fromRows([[1, 0.5], [0.5, 1]])) // => 1.7547653506
 */
export async function vendiOfKernel(kernel: Float64Matrix, options: VendiOptions = {}): Promise<number> {
  const { order = 1, matmul = plainMatmul } = options;
  const n = kernel.rows;
  for (let i = 0; i < n; i++) {
    const own = kernel.values[i * (kernel.columns + 1)]!;
    if (Math.abs(own - 1) > 1e-6) {
      throw new RangeError(`the kernel of an item with itself must be 1, got ${own} for ${i}`);
    }
  }
  return effectiveNumber(await symmetricEigenvalues(kernel, matmul), n, order);
}

function effectiveNumber(eigenvalues: Float64Array, n: number, order: number): number {
  if (!(order >= 0)) throw new RangeError(`order must be a number >= 0, got ${order}`);
  const rounding = n * Number.EPSILON;
  const shares = eigenvalues.map((value) => value / n).filter((share) => share > rounding);
  if (order === 1) return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
  if (order === Number.POSITIVE_INFINITY) return 1 / Math.max(...shares);
  return shares.reduce((sum, share) => sum + share ** order, 0) ** (1 / (1 - order));
}
