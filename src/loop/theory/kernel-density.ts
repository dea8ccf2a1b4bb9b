import { meanAndVariance } from '../../core/math/mean.ts';
import type { Rng } from '../../core/rng.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';
import { biasOf, drawnRows, pooledRows, requireItems } from './drawn-batches.ts';
import type { TheoryModel } from './model.ts';
import type { KernelDensityOptions } from './options.ts';
import { predictSpread } from './spread.ts';

type Options = Omit<KernelDensityOptions, 'model'>;

/**
 * `mean_variance` is the unbiased variance of the training items, `density_variance` that of the fitted density, which the
 * kernels make wider; `variance_of_mean` is the square of its mean, about the true mean 0.
 */
const METRICS = ['mean_variance', 'density_variance', 'variance_of_mean'] as const;

/**
 * Gaussian kernel density in one dimension. Real items are draws from N(0, 1). The density's variance is
 * (n−1)/n · s² + h²; by Scott's rule the bandwidth is h = s · n^(−1/5), so each generation that replaces all data multiplies
 * the expected variance by (n−1)/n + n^(−2/5), and a fixed h adds h² to (n−1)/n of it: kernel loops spread where fitted
 * normals shrink. Sampling bias λ pulls every draw towards the density's mean, to √λ of its distance.
 *
 * Scott, D. W. (1992). Multivariate Density Estimation, chapter 6.
 */
export function kernelDensityModel(options: Options): TheoryModel {
  return {
    name: 'kernel_density',
    metrics: METRICS,
    check: (sets) => requireItems(sets, 2),
    run: (sets, rng) => runLoop(sets, options, rng),
    predict: (sets) => predict(sets, options),
  };
}

interface Fit {
  readonly items: Float64Array;
  readonly mean: number;
  readonly bandwidth: number;
}

function runLoop(sets: readonly TrainingSet[], { bandwidth, bias }: Options, rng: Rng): Float64Array {
  const fits: Fit[] = [];
  const drawn = drawnRows(1, (batch) => drawItems(batch, fits, bias, rng));
  const measured: number[] = [];
  for (const set of sets) {
    const items = pooledRows(drawn.of(set));
    const n = items.length;
    const { mean, variance } = meanAndVariance(items);
    const h = Math.sqrt(squaredBandwidth(bandwidth, variance, n));
    fits.push({ items, mean, bandwidth: h });
    measured.push(variance, densityVariance(bandwidth, variance, n), mean * mean);
  }
  return Float64Array.from(measured);
}

function drawItems(batch: Batch, fits: readonly Fit[], usual: number, rng: Rng): Float64Array {
  if (batch.source === 'real') return Float64Array.from({ length: batch.items }, () => rng.normal());
  const { items, mean, bandwidth } = fits[batch.source]!;
  const scale = Math.sqrt(biasOf(batch, usual));
  return Float64Array.from({ length: batch.items }, () => {
    const faithful = items[rng.integer(items.length)]! + bandwidth * rng.normal();
    return mean + scale * (faithful - mean);
  });
}

function squaredBandwidth(bandwidth: Options['bandwidth'], variance: number, n: number): number {
  return bandwidth === 'scott' ? variance * n ** -0.4 : bandwidth * bandwidth;
}

function densityVariance(bandwidth: Options['bandwidth'], variance: number, n: number): number {
  return ((n - 1) / n) * variance + squaredBandwidth(bandwidth, variance, n);
}

function predict(sets: readonly TrainingSet[], { bandwidth, bias }: Options): number[][] {
  const drawVariance = (variance: number, n: number) => densityVariance(bandwidth, variance, n);
  const spreads = predictSpread(sets, { realVariance: 1, ddof: 1, bias, drawVariance });
  return spreads.map(({ variance, varianceOfMean }, generation) => [
    variance,
    drawVariance(variance, setSize(sets[generation]!)),
    varianceOfMean,
  ]);
}
