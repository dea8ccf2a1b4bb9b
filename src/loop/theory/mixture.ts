import type { Rng } from '../../core/rng.ts';
import type { TrainingSet } from '../policies.ts';
import { biasOf, drawnRows, hasBias, pooledRows, requireItems } from './drawn-batches.ts';
import { fitMixture, type Mixture } from './mixture-fit.ts';
import type { TheoryModel } from './model.ts';
import type { MixtureOptions } from './options.ts';
import { predictSpread } from './spread.ts';

type Options = Omit<MixtureOptions, 'model'>;

/**
 * Variance and squared mean of the whole fitted mixture; `components` that EM kept; `real_modes`, how many of the real
 * components' means lie within one real standard deviation of the mean of a kept component; `lightest_weight` of those
 * kept.
 */
const METRICS = ['mean_variance', 'variance_of_mean', 'components', 'real_modes', 'lightest_weight'] as const;

/**
 * Mixtures of normal distributions in one dimension, fitted by EM. Real items come from `components` of them with equal
 * weights and variance 1, whose means stand `separation` apart around 0. Sampling bias λ multiplies each component's
 * variance and leaves means and weights alone.
 *
 * After any M-step a mixture has exactly the mean and the variance of its items, so while sampling is faithful both follow
 * the maximum-likelihood recursion of a single normal distribution, whatever EM does and whichever components die.
 */
export function mixtureModel(options: Options): TheoryModel {
  return {
    name: 'mixture',
    metrics: METRICS,
    check: (sets) => requireItems(sets, 2 * options.components),
    run: (sets, rng) => runLoop(sets, options, rng),
    predict: (sets) => predict(sets, options),
  };
}

function runLoop(sets: readonly TrainingSet[], options: Options, rng: Rng): Float64Array {
  const real = realMixture(options);
  const fits: Mixture[] = [];
  const drawn = drawnRows(1, (batch) =>
    batch.source === 'real'
      ? drawItems(real, 1, batch.items, rng)
      : drawItems(fits[batch.source]!, biasOf(batch, options.bias), batch.items, rng),
  );
  const measured: number[] = [];
  for (const set of sets) {
    const fit = fitMixture(pooledRows(drawn.of(set)), options.components);
    fits.push(fit);
    measured.push(...measure(fit, real));
  }
  return Float64Array.from(measured);
}

function realMixture({ components, separation }: Options): Mixture {
  const center = (components - 1) / 2;
  return {
    weights: new Float64Array(components).fill(1 / components),
    means: Float64Array.from({ length: components }, (_, k) => (k - center) * separation),
    variances: new Float64Array(components).fill(1),
  };
}

function drawItems({ weights, means, variances }: Mixture, bias: number, items: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: items }, () => {
    let rest = rng.uniform();
    let k = 0;
    while (k < weights.length - 1 && rest >= weights[k]!) rest -= weights[k++]!;
    return means[k]! + Math.sqrt(bias * variances[k]!) * rng.normal();
  });
}

function measure({ weights, means, variances }: Mixture, real: Mixture): number[] {
  const mean = weights.reduce((sum, weight, k) => sum + weight * means[k]!, 0);
  const variance = weights.reduce((sum, weight, k) => sum + weight * (variances[k]! + (means[k]! - mean) ** 2), 0);
  const realModes = real.means.filter((mode) => means.some((kept) => Math.abs(kept - mode) <= 1)).length;
  return [variance, mean * mean, weights.length, realModes, Math.min(...weights)];
}

function predict(sets: readonly TrainingSet[], options: Options): (number | null)[][] {
  if (hasBias(sets, options.bias)) return sets.map(() => METRICS.map(() => null));
  const { weights, means } = realMixture(options);
  const realVariance = 1 + weights.reduce((sum, weight, k) => sum + weight * means[k]! ** 2, 0);
  const spreads = predictSpread(sets, { realVariance, ddof: 0, bias: 1, drawVariance: (variance) => variance });
  return spreads.map(({ variance, varianceOfMean }) => [variance, varianceOfMean, null, null, null]);
}
