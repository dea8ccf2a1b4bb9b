import { type FeatureMatrix, requirePair, squaredLengths } from './feature-matrix.ts';
import { crossGram, selfGram } from './gram-tiles.ts';
import { type Matmul, plainMatmul } from './matmul.ts';

/** Width of the Gaussian kernel. */
const SIGMA = 10;

/**
 * CMMD: 1000 times the squared maximum mean discrepancy with a Gaussian kernel of width 10. The estimator is the biased
 * one, pairs of an item with itself included, so identical populations give about 1000·(1 − mean kernel)·(1/n + 1/m).
 *
 * Jayasumana, S. et al. (2024). Rethinking FID: towards a better evaluation metric for image generation, arXiv 2401.09603.
 *
 * @param a n × d, CLIP embeddings of length 1 (normalizeRows)
 * @param b m × d, likewise
 * @throws RangeError if a set is empty or they do not fit each other
 * @example await cmmd(fromRows([[1, 0], [0, 1]]), fromRows([[-1, 0], [0, 1]])) // => 9.9006633466
 */
export async function cmmd(a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul = plainMatmul): Promise<number> {
  requirePair(a, b, 1);
  const ofA = squaredLengths(a);
  const ofB = squaredLengths(b);
  const within = (await meanWithin(a, ofA, matmul)) + (await meanWithin(b, ofB, matmul));
  let between = 0;
  for await (const { columnFrom, height, width, values } of crossGram(a, b, matmul)) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        between += gaussian(ofA[i]! + ofB[columnFrom + j]! - 2 * values[i * width + j]!);
      }
    }
  }
  return 1000 * (within - (2 * between) / (a.rows * b.rows));
}

async function meanWithin(features: FeatureMatrix, squared: Float64Array, matmul: Matmul): Promise<number> {
  let belowDiagonal = 0;
  for await (const { rowFrom, columnFrom, height, width, values } of selfGram(features, matmul)) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < Math.min(width, i); j++) {
        belowDiagonal += gaussian(squared[rowFrom + i]! + squared[columnFrom + j]! - 2 * values[i * width + j]!);
      }
    }
  }
  return (features.rows + 2 * belowDiagonal) / features.rows ** 2;
}

function gaussian(squaredDistance: number): number {
  return Math.exp(-squaredDistance / (2 * SIGMA * SIGMA));
}
