import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { UsageError } from '../../core/errors.ts';
import { meanOf } from '../../core/math/mean.ts';
import type { Rng } from '../../core/rng.ts';
import type { Batch, TrainingSet } from '../policies.ts';
import { distancesFromStandardNormal } from './distances.ts';
import { biasOf, drawnRows, drawnWhole, pooledRows, requireItems, requireWholeBatches } from './drawn-batches.ts';
import type { TheoryModel } from './model.ts';
import {
  drawVectorMoments,
  drawVectors,
  momentsOfRows,
  type Normal,
  poolMoments,
  type VectorMoments,
} from './normal-batch.ts';
import { predictShapes } from './normal-shapes.ts';
import type { GaussianOptions } from './options.ts';
import { runScalarLoop } from './scalar-gaussian.ts';
import { predictSpread } from './spread.ts';
import { lowerTriangle } from './triangles.ts';

/**
 * Per dimension: tr Σ / d, tr Σ^½ / d, ln det Σ / d and ‖μ‖² / d about the true mean 0. Of the whole distribution: its exact
 * distances from the start N(0, I). The mean of Σ can stay put while almost every loop collapses; ln det Σ shows it.
 */
const METRICS = [
  'mean_variance',
  'mean_sd',
  'mean_log_variance',
  'variance_of_mean',
  'w2_squared',
  'kl',
  'hellinger',
] as const;

/** Ends of the spectrum of Σ, and how many directions it still fills: e to the entropy of its normalised eigenvalues. */
const SPECTRUM_METRICS = ['largest_variance', 'smallest_variance', 'effective_rank'] as const;

/**
 * Normal distributions in one or more dimensions. Real items are draws from N(0, I); each generation fits mean and
 * covariance to its training set; synthetic items are draws from N(μ, λΣ) of an earlier fit.
 *
 * Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850; Shumailov, I. et al. (2024).
 * AI models collapse when trained on recursively generated data. Nature 631, 755–759. The effective rank is that of
 * Roy, O. & Vetterli, M. (2007). EUSIPCO 15, 606–610.
 */
export function gaussianModel(options: Omit<GaussianOptions, 'model'>): TheoryModel {
  const { dimensions, draw } = options;
  return {
    name: 'gaussian',
    metrics: dimensions === 1 ? METRICS : [...METRICS, ...SPECTRUM_METRICS],
    check(sets) {
      requireItems(sets, dimensions + 1);
      if (draw === 'moments') requireWholeBatches(sets);
    },
    run: (sets, rng) => runLoop(sets, options, rng),
    predict: (sets) => predict(sets, options),
  };
}

type Options = Omit<GaussianOptions, 'model'>;

function runLoop(sets: readonly TrainingSet[], options: Options, rng: Rng): Float64Array {
  const { dimensions, draw } = options;
  return dimensions === 1 && draw === 'moments' ? runNumbers(sets, options, rng) : runVectors(sets, options, rng);
}

function runNumbers(sets: readonly TrainingSet[], options: Options, rng: Rng): Float64Array {
  const measured = new Float64Array(sets.length * METRICS.length);
  runScalarLoop(sets, options, rng).forEach(({ mean, variance }, generation) => {
    if (!(variance > 0)) throw collapseError(generation);
    measured.set(measureNumber(mean, variance), generation * METRICS.length);
  });
  return measured;
}

function measureNumber(mean: number, variance: number): number[] {
  const sd = Math.sqrt(variance);
  const logVariance = Math.log(variance);
  const affinity = Math.sqrt((2 * sd) / (1 + variance)) * Math.exp((-mean * mean) / (4 * (1 + variance)));
  return [
    variance,
    sd,
    logVariance,
    mean * mean,
    mean * mean + (sd - 1) ** 2,
    (variance + mean * mean - 1 - logVariance) / 2,
    Math.sqrt(Math.max(0, 1 - affinity)),
  ];
}

function collapseError(generation: number): UsageError {
  return new UsageError(
    `generation ${generation} collapsed to a variance too small for a number: use fewer generations or more samples`,
  );
}

function runVectors(
  sets: readonly TrainingSet[],
  { dimensions: d, ddof, bias, draw }: Options,
  rng: Rng,
): Float64Array {
  const fits: Normal[] = [];
  const fitOf = (batch: Batch) =>
    batch.source === 'real' ? standardNormal(d) : sampled(fits[batch.source]!, batch, bias);
  const moments = momentsBySet(d, draw, (batch) => ({ normal: fitOf(batch), rng }));
  const measured: number[] = [];
  for (const set of sets) {
    const { items, mean, scatter } = moments(set);
    const covariance = scatter.map((value) => value / (items - ddof));
    const spectrum = d === 1 ? covariance : eigenvalues(covariance, d);
    if (!spectrum.every((value) => value > 0)) throw collapseError(set.generation);
    fits.push({ mean, triangle: lowerTriangle(covariance, d) });
    measured.push(...measure(mean, covariance, spectrum));
  }
  return Float64Array.from(measured);
}

/** How a training set's moments come about: from all its points, or drawn themselves. */
function momentsBySet(
  d: number,
  draw: Options['draw'],
  from: (batch: Batch) => { normal: Normal; rng: Rng },
): (set: TrainingSet) => VectorMoments {
  if (draw === 'points') {
    const rows = drawnRows(d, (batch) => {
      const { normal, rng } = from(batch);
      return drawVectors(normal, batch.items, rng);
    });
    return (set) => momentsOfRows(pooledRows(rows.of(set)), d);
  }
  const moments = drawnWhole((batch) => {
    const { normal, rng } = from(batch);
    return drawVectorMoments(normal, batch.items, rng);
  });
  return (set) => poolMoments(moments.of(set));
}

function standardNormal(d: number): Normal {
  const triangle = new Float64Array(d * d);
  for (let i = 0; i < d; i++) triangle[i * d + i] = 1;
  return { mean: new Float64Array(d), triangle };
}

function sampled({ mean, triangle }: Normal, batch: Batch, usual: number): Normal {
  const bias = biasOf(batch, usual);
  if (bias === 1) return { mean, triangle };
  const scale = Math.sqrt(bias);
  return { mean, triangle: triangle.map((value) => scale * value) };
}

function measure(mean: Float64Array, covariance: Float64Array, spectrum: Float64Array): number[] {
  const d = mean.length;
  const { w2Squared, kl, hellinger } = distancesFromStandardNormal(mean, covariance, spectrum);
  const variance = meanOf(spectrum);
  const values = [
    variance,
    meanOf(spectrum.map(Math.sqrt)),
    meanOf(spectrum.map(Math.log)),
    meanOf(mean.map((value) => value * value)),
    w2Squared,
    kl,
    hellinger,
  ];
  if (d === 1) return values;
  const entropy = -d * meanOf(spectrum.map((value) => (value / (d * variance)) * Math.log(value / (d * variance))));
  return [...values, Math.max(...spectrum), Math.min(...spectrum), Math.exp(entropy)];
}

function predict(sets: readonly TrainingSet[], { dimensions: d, ddof, bias }: Options): (number | null)[][] {
  const spreads = predictSpread(sets, { realVariance: 1, ddof, bias, drawVariance: (variance) => variance });
  const shapes = predictShapes(sets, { dimensions: d, ddof, bias });
  return spreads.map(({ variance, varianceOfMean }, generation) => {
    const shape = shapes[generation]!;
    const logVariance = shape === null ? null : shape.logDeterminant / d;
    const sd = shape?.sd ?? null;
    return [
      variance,
      sd,
      logVariance,
      varianceOfMean,
      sd === null ? null : varianceOfMean + variance + 1 - 2 * sd,
      logVariance === null ? null : (d * (variance + varianceOfMean - 1 - logVariance)) / 2,
      null,
      ...(d === 1 ? [] : SPECTRUM_METRICS.map(() => null)),
    ];
  });
}

function eigenvalues(covariance: Float64Array, d: number): Float64Array {
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(d, d, covariance), { assumeSymmetric: true });
  return Float64Array.from(decomposition.realEigenvalues);
}
