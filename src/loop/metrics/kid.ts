import { meanAndVariance } from '../../core/math/mean.ts';
import type { Rng } from '../../core/rng.ts';
import { type FeatureMatrix, requirePair } from './feature-matrix.ts';
import { crossGram, selfGram } from './gram-tiles.ts';
import { type Matmul, plainMatmul } from './matmul.ts';
import { drawWithoutReplacement } from './subsets.ts';

export interface KernelDistance {
  /** Mean over subsets. Unbiased, so it may be negative. */
  readonly mean: number;
  /** Standard deviation over subsets, divisor s − 1; it says how subsets differ and is no error of the mean. */
  readonly sd: number;
}

export interface SubsetOptions {
  readonly rng: Rng;
  /** @default 100 */
  readonly subsets?: number;
  /** Items of a subset, drawn without replacement from each side. @default 1000 */
  readonly subsetSize?: number;
  readonly matmul?: Matmul;
}

/**
 * Kernel distance over all pairs: the unbiased squared maximum mean discrepancy with kernel (x·y/d + 1)³. With Inception
 * features it is the KID.
 *
 * Bińkowski, M. et al. (2018). Demystifying MMD GANs, arXiv 1801.01401.
 *
 * @param a n × d, n >= 2
 * @param b m × d, m >= 2
 * @returns unbiased, so negative values occur
 * @throws RangeError if the sets are too small or do not fit each other
 */
export async function kid(a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul = plainMatmul): Promise<number> {
  requirePair(a, b, 2);
  const [value] = await distances(a, b, [{ a: allOf(a), b: allOf(b) }], matmul);
  return value!;
}

/**
 * Kernel distance as mean and standard deviation over random subsets. Every dot product is computed once, however many
 * subsets hold it.
 *
 * @throws RangeError if a side has fewer items than a subset: lower subsetSize, or use kid
 */
export async function kidOverSubsets(
  a: FeatureMatrix,
  b: FeatureMatrix,
  { rng, subsets = 100, subsetSize = 1000, matmul = plainMatmul }: SubsetOptions,
): Promise<KernelDistance> {
  requirePair(a, b, 2);
  if (!(Number.isSafeInteger(subsets) && subsets >= 2)) {
    throw new RangeError(`subsets must be a whole number >= 2, got ${subsets}`);
  }
  if (!(Number.isSafeInteger(subsetSize) && subsetSize >= 2 && subsetSize <= Math.min(a.rows, b.rows))) {
    const most = Math.min(a.rows, b.rows);
    throw new RangeError(
      `subsetSize must be a whole number from 2 to the ${most} items of the smaller set, got ${subsetSize}`,
    );
  }
  const drawn = Array.from({ length: subsets }, () => ({
    a: drawWithoutReplacement(a.rows, subsetSize, rng),
    b: drawWithoutReplacement(b.rows, subsetSize, rng),
  }));
  const { mean, variance } = meanAndVariance(await distances(a, b, drawn, matmul));
  return { mean, sd: Math.sqrt(variance) };
}

/** Items of either side, ascending. */
interface Subset {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

async function distances(
  a: FeatureMatrix,
  b: FeatureMatrix,
  subsets: readonly Subset[],
  matmul: Matmul,
): Promise<Float64Array> {
  const within = async (features: FeatureMatrix, members: readonly Uint32Array[]) => {
    const sums = await sumsBelowDiagonal(features, members, matmul);
    return sums.map((sum, s) => (2 * sum) / (members[s]!.length * (members[s]!.length - 1)));
  };
  const withinA = await within(
    a,
    subsets.map((subset) => subset.a),
  );
  const withinB = await within(
    b,
    subsets.map((subset) => subset.b),
  );
  const between = await sumsBetween(a, b, subsets, matmul);
  return between.map((sum, s) => {
    const { a: ofA, b: ofB } = subsets[s]!;
    return withinA[s]! + withinB[s]! - (2 * sum) / (ofA.length * ofB.length);
  });
}

async function sumsBelowDiagonal(
  features: FeatureMatrix,
  members: readonly Uint32Array[],
  matmul: Matmul,
): Promise<Float64Array> {
  const sums = new Float64Array(members.length);
  for await (const { rowFrom, columnFrom, width, values } of selfGram(features, matmul)) {
    members.forEach((items, s) => {
      const first = firstAtLeast(items, columnFrom);
      const end = firstAtLeast(items, columnFrom + width);
      let sum = 0;
      for (let p = first + 1; p < items.length; p++) {
        const row = (items[p]! - rowFrom) * width - columnFrom;
        for (let q = first; q < Math.min(p, end); q++) {
          const near = values[row + items[q]!]! / features.columns + 1;
          sum += near * near * near;
        }
      }
      sums[s]! += sum;
    });
  }
  return sums;
}

async function sumsBetween(
  a: FeatureMatrix,
  b: FeatureMatrix,
  subsets: readonly Subset[],
  matmul: Matmul,
): Promise<Float64Array> {
  const sums = new Float64Array(subsets.length);
  for await (const { columnFrom, width, values } of crossGram(a, b, matmul)) {
    subsets.forEach((subset, s) => {
      const first = firstAtLeast(subset.b, columnFrom);
      const end = firstAtLeast(subset.b, columnFrom + width);
      let sum = 0;
      for (const item of subset.a) {
        const row = item * width - columnFrom;
        for (let q = first; q < end; q++) {
          const near = values[row + subset.b[q]!]! / a.columns + 1;
          sum += near * near * near;
        }
      }
      sums[s]! += sum;
    });
  }
  return sums;
}

/** Place of the first item not below `bound` in an ascending list. */
function firstAtLeast(items: Uint32Array, bound: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function allOf(features: FeatureMatrix): Uint32Array {
  return Uint32Array.from({ length: features.rows }, (_, i) => i);
}
