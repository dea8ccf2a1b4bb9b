import { addOuterProduct } from './normal-equations.ts';

/**
 * What a cluster-robust covariance is multiplied by, with G clusters, n rows and k coefficients:
 * 1, G/(G − 1), or G/(G − 1) · (n − 1)/(n − k).
 */
export type SmallSample = 'none' | 'clusters' | 'clusters-and-coefficients';

/**
 * Cluster-robust covariance B·(Σ sₘ·sₘᵀ)·B with the scores s summed within clusters: right however the rows of a
 * cluster hang together, as long as clusters are independent and many.
 *
 * Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. J. Human Resources 50, 317–372.
 *
 * @param bread inverse information B, row-major k × k
 * @param scores row-major, clusters × k
 * @returns row-major k × k; null with fewer than 2 clusters
 */
export function clusterCovariance(
  bread: Float64Array,
  scores: Float64Array,
  sizes: { readonly clusters: number; readonly rows: number; readonly coefficients: number },
  smallSample: SmallSample,
): Float64Array | null {
  const { clusters } = sizes;
  if (clusters < 2) return null;
  const k = Math.sqrt(bread.length);
  const meat = new Float64Array(k * k);
  for (let cluster = 0; cluster < clusters; cluster++) addOuterProduct(meat, k, scores, cluster * k, 1);
  for (let j = 0; j < k; j++) for (let m = 0; m < j; m++) meat[m * k + j] = meat[j * k + m]!;
  const covariance = product(product(bread, meat, k), bread, k);
  const factor = correction(sizes, smallSample);
  return covariance.map((value) => value * factor);
}

/** @returns square roots of the diagonal of a row-major k × k covariance; length k */
export function standardErrors(covariance: Float64Array): Float64Array {
  const k = Math.sqrt(covariance.length);
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(Math.max(0, covariance[j * k + j]!)));
}

/** @returns rows and columns `from` to `to - 1` of a row-major k × k matrix */
export function block(matrix: Float64Array, from: number, to: number): Float64Array {
  const k = Math.sqrt(matrix.length);
  const size = to - from;
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    result.set(matrix.subarray((from + i) * k + from, (from + i) * k + to), i * size);
  }
  return result;
}

function correction(
  { clusters, rows, coefficients }: { clusters: number; rows: number; coefficients: number },
  smallSample: SmallSample,
): number {
  if (smallSample === 'none') return 1;
  const ofClusters = clusters / (clusters - 1);
  return smallSample === 'clusters' ? ofClusters : (ofClusters * (rows - 1)) / Math.max(1, rows - coefficients);
}

function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const result = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let m = 0; m < k; m++) {
      const factor = a[i * k + m]!;
      for (let j = 0; j < k; j++) result[i * k + j] = result[i * k + j]! + factor * b[m * k + j]!;
    }
  }
  return result;
}
