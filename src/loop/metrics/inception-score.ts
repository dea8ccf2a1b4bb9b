import { meanOf } from '../../core/math/mean.ts';
import { type FeatureMatrix, requireFeatures, rowOf } from './feature-matrix.ts';
import { sumOf } from './sums.ts';

export interface InceptionScore {
  readonly mean: number;
  /** Standard deviation over splits, divisor s, as it is published. */
  readonly sd: number;
}

/**
 * Inception score, exp of the mean Kullback–Leibler divergence of each item's class probabilities from those of its split.
 * It knows only the classes of photographs, so it says little of art; here for comparison with published values.
 *
 * Salimans, T. et al. (2016). Improved techniques for training GANs, arXiv 1606.03498.
 *
 * @param probabilities n × classes, rows adding up to 1, in the order they are to be split in
 * @param splits parts of equal size, within one item. @default 10
 * @throws RangeError if there are fewer items than splits or a row is no distribution
 * @example inceptionScore(fromRows([[0.9, 0.1], [0.1, 0.9]]), 1).mean // => 1.4449348112
 */
export function inceptionScore(probabilities: FeatureMatrix, splits = 10): InceptionScore {
  if (!(Number.isSafeInteger(splits) && splits >= 1)) {
    throw new RangeError(`splits must be a whole number >= 1, got ${splits}`);
  }
  requireFeatures('the set', probabilities, splits);
  requireDistributions(probabilities);
  const n = probabilities.rows;
  const scores = Array.from({ length: splits }, (_, s) =>
    scoreOf(probabilities, Math.floor((s * n) / splits), Math.floor(((s + 1) * n) / splits)),
  );
  const mean = meanOf(scores);
  return { mean, sd: Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / splits) };
}

function scoreOf(probabilities: FeatureMatrix, from: number, to: number): number {
  const marginal = new Float64Array(probabilities.columns);
  for (let i = from; i < to; i++) {
    const row = rowOf(probabilities, i);
    for (let j = 0; j < marginal.length; j++) marginal[j]! += row[j]! / (to - from);
  }
  let divergence = 0;
  for (let i = from; i < to; i++) {
    rowOf(probabilities, i).forEach((p, j) => {
      if (p > 0) divergence += p * Math.log(p / marginal[j]!);
    });
  }
  return Math.exp(divergence / (to - from));
}

/** Sums of softmax outputs in single precision are this close to 1. */
const TOLERANCE = 1e-3;

function requireDistributions(probabilities: FeatureMatrix): void {
  for (let i = 0; i < probabilities.rows; i++) {
    const row = rowOf(probabilities, i);
    const sum = sumOf(row);
    if (row.some((p) => p < 0) || Math.abs(sum - 1) > TOLERANCE) {
      throw new RangeError(`row ${i} must hold probabilities that add up to 1, got a sum of ${sum}`);
    }
  }
}
