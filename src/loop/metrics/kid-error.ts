import { type FeatureMatrix, requirePair, squaredLengths } from './feature-matrix.ts';
import { crossGram } from './gram-tiles.ts';
import { type Matmul, plainMatmul } from './matmul.ts';
import { sumOf } from './sums.ts';

export interface KidWithError {
  /** The kernel distance over all pairs. */
  readonly kid: number;
  /** Over the items of both sets. */
  readonly standardError: number;
}

/**
 * Kernel distance over all pairs with its standard error, by the jackknife: how far the value moves as each item of
 * either set is left out.
 *
 * Arvesen, J. N. (1969). Jackknifing U-statistics. Annals of Mathematical Statistics 40, 2076–2100.
 *
 * @param a n × d, n >= 3
 * @param b m × d, m >= 3
 * @throws RangeError if the sets are too small or do not fit each other
 */
export async function kidWithError(
  a: FeatureMatrix,
  b: FeatureMatrix,
  matmul: Matmul = plainMatmul,
): Promise<KidWithError> {
  requirePair(a, b, 3);
  const [withinA, withinB] = [await toOthers(a, matmul), await toOthers(b, matmul)];
  const { rows, columns } = await kernelSums(a, b, matmul);
  const [pairsInA, pairsInB] = [a.rows * (a.rows - 1), b.rows * (b.rows - 1)];
  const kid = sumOf(withinA) / pairsInA + sumOf(withinB) / pairsInB - (2 * sumOf(rows)) / (a.rows * b.rows);
  const variance = jackknifeVariance(withinA, rows, b.rows) + jackknifeVariance(withinB, columns, a.rows);
  return { kid, standardError: Math.sqrt(variance) };
}

/**
 * The part of the variance that comes from one set.
 *
 * @param within sums of the kernel from each item to the others of its set, [n]
 * @param across sums of the kernel from each item to all of the other set, [n]
 * @param others items of the other set
 */
function jackknifeVariance(within: Float64Array, across: Float64Array, others: number): number {
  const n = within.length;
  const [sumWithin, sumAcross] = [sumOf(within), sumOf(across)];
  const leftOut = within.map(
    (own, i) => (sumWithin - 2 * own) / ((n - 1) * (n - 2)) - (2 * (sumAcross - across[i]!)) / ((n - 1) * others),
  );
  const mean = sumOf(leftOut) / n;
  return ((n - 1) / n) * sumOf(leftOut.map((value) => (value - mean) ** 2));
}

/** Sums of the kernel from each item to the others of its set. */
async function toOthers(a: FeatureMatrix, matmul: Matmul): Promise<Float64Array> {
  const { rows } = await kernelSums(a, a, matmul);
  const lengths = squaredLengths(a);
  return rows.map((sum, i) => sum - kernel(lengths[i]!, a.columns));
}

/** Sums of the kernel over each row and over each column. */
async function kernelSums(a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul) {
  const rows = new Float64Array(a.rows);
  const columns = new Float64Array(b.rows);
  for await (const { columnFrom, height, width, values } of crossGram(a, b, matmul)) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const value = kernel(values[i * width + j]!, a.columns);
        rows[i]! += value;
        columns[columnFrom + j]! += value;
      }
    }
  }
  return { rows, columns };
}

function kernel(product: number, features: number): number {
  return (product / features + 1) ** 3;
}
