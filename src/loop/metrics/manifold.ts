import { type FeatureMatrix, requirePair, rowOf, squaredLengths } from './feature-matrix.ts';
import { crossGram } from './gram-tiles.ts';
import { type Matmul, plainMatmul } from './matmul.ts';
import { centredSingle, columnMeans } from './moments.ts';
import { squaredRadii } from './nearest-radii.ts';
import { roundingOf, squaredDistance } from './rounding.ts';

/**
 * Which items lie in the balls around items of the other set. The ball of an item reaches to its k-th neighbour in its
 * own set, without its edge.
 */
export interface ManifoldCounts {
  readonly k: number;
  /** Of each generated item, length m: the number of real items in whose ball it lies. */
  readonly ballsAroundGenerated: Uint32Array;
  /** Of each real item, length n: whether it lies in the ball of any generated item. */
  readonly isReached: Uint8Array;
  /** Of each real item, length n: whether any generated item lies in its ball. */
  readonly isCovered: Uint8Array;
}

/**
 * Counts for precision, recall, density and coverage. Distances come from products in single precision; wherever rounding
 * could decide a comparison, the distance is computed anew from the features in double precision.
 *
 * @param real n × d, n > k
 * @param generated m × d, m > k
 * @param k which neighbour sets the radius, counted without the item itself
 * @throws RangeError if k is not a whole number >= 1 or a set has k items or fewer
 */
export async function manifoldCounts(
  real: FeatureMatrix,
  generated: FeatureMatrix,
  k: number,
  matmul: Matmul = plainMatmul,
): Promise<ManifoldCounts> {
  if (!(Number.isSafeInteger(k) && k >= 1)) throw new RangeError(`k must be a whole number >= 1, got ${k}`);
  requirePair(real, generated, k + 1);
  const centre = columnMeans(real);
  const nearReal = centredSingle(real, centre);
  const nearGenerated = centredSingle(generated, centre);
  const radiiOfReal = await squaredRadii(real, nearReal, k, matmul);
  const radiiOfGenerated = await squaredRadii(generated, nearGenerated, k, matmul);
  const lengthsOfReal = squaredLengths(nearReal);
  const lengthsOfGenerated = squaredLengths(nearGenerated);
  const rounding = roundingOf(real.columns);

  const ballsAroundGenerated = new Uint32Array(generated.rows);
  const isReached = new Uint8Array(real.rows);
  const isCovered = new Uint8Array(real.rows);
  for await (const { columnFrom, height, width, values } of crossGram(nearReal, nearGenerated, matmul)) {
    for (let i = 0; i < height; i++) {
      const radius = radiiOfReal[i]!;
      for (let j = 0; j < width; j++) {
        const other = columnFrom + j;
        const otherRadius = radiiOfGenerated[other]!;
        const sum = lengthsOfReal[i]! + lengthsOfGenerated[other]!;
        let squared = sum - 2 * values[i * width + j]!;
        const slack = rounding * sum;
        if (Math.abs(squared - radius) <= slack || Math.abs(squared - otherRadius) <= slack) {
          squared = squaredDistance(rowOf(real, i), rowOf(generated, other));
        }
        if (squared < radius) {
          ballsAroundGenerated[other]! += 1;
          isCovered[i] = 1;
        }
        if (squared < otherRadius) isReached[i] = 1;
      }
    }
  }
  return { k, ballsAroundGenerated, isReached, isCovered };
}
