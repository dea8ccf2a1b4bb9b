import type { Rng } from '../../core/rng.ts';
import type { FeatureRows } from '../policies/filters.ts';

/**
 * Weights with which people's favourites choose what is seen and trained on (mapping M7): favourites^gamma.
 *
 * @param favourites counts >= 0; length n
 * @param gamma strength of the choice, >= 0; 0 is no choice
 * @returns adds up to 1; length n
 * @throws RangeError if no item has a weight
 * @example curationWeights([1, 3], 1) // => [0.25, 0.75]
 */
export function curationWeights(favourites: readonly number[], gamma: number): Float64Array {
  if (!(Number.isFinite(gamma) && gamma >= 0)) throw new RangeError(`gamma must be a number >= 0, got ${gamma}`);
  const wrong = favourites.find((count) => !(Number.isFinite(count) && count >= 0));
  if (wrong !== undefined) throw new RangeError(`favourites must be numbers >= 0, got ${wrong}`);
  const weights = Float64Array.from(favourites, (count) => count ** gamma);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  if (sum === 0) throw new RangeError('at least one item must have a favourite, none has');
  return weights.map((weight) => weight / sum);
}

/**
 * Sampling bias that curation amounts to: variance of the features as chosen over their variance as made, summed over
 * features, at most 1. In the Gaussian loop of Alemohammad et al. (2023), arXiv 2307.01850, it is their λ.
 *
 * @param features n rows
 * @param weights as from curationWeights; length n
 * @returns in [0, 1]
 * @throws RangeError if lengths differ or the features do not vary
 */
export function curationBias(features: FeatureRows, weights: Float64Array): number {
  const n = weights.length;
  if (features.values.length !== n * features.dimension) {
    throw new RangeError(`expected ${n} rows of ${features.dimension} features, got ${features.values.length} numbers`);
  }
  const made = totalVariance(features, new Float64Array(n).fill(1 / n));
  if (made === 0) throw new RangeError('the features must vary, all rows are equal');
  return Math.min(1, totalVariance(features, weights) / made);
}

/**
 * Draws items one after the other without replacement, each with chances by its weight among those left.
 *
 * Efraimidis, P. S. & Spirakis, P. G. (2006). Weighted random sampling with a reservoir. Inf. Process. Lett. 97, 181–185.
 *
 * @param keep count of at most the items with a weight above 0
 * @returns positions, rising; length `keep`
 */
export function curatedSample(weights: Float64Array, keep: number, rng: Rng): Uint32Array {
  const possible = weights.filter((weight) => weight > 0).length;
  if (!(Number.isSafeInteger(keep) && keep >= 0 && keep <= possible)) {
    throw new RangeError(`keep must be a count of at most the ${possible} items with a weight, got ${keep}`);
  }
  const waits = weights.map((weight) => -Math.log(1 - rng.uniform()) / weight);
  const order = Uint32Array.from(weights.keys()).filter((item) => weights[item]! > 0);
  order.sort((a, b) => waits[a]! - waits[b]! || a - b);
  return order.slice(0, keep).sort();
}

function totalVariance({ values, dimension }: FeatureRows, weights: Float64Array): number {
  let total = 0;
  for (let column = 0; column < dimension; column++) {
    const mean = weights.reduce((sum, weight, row) => sum + weight * values[row * dimension + column]!, 0);
    total += weights.reduce((sum, weight, row) => sum + weight * (values[row * dimension + column]! - mean) ** 2, 0);
  }
  return total;
}
