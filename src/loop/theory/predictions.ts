import { digamma, logGamma } from '../../core/math/gamma.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';
import type { GaussianModel } from './gaussian.ts';
import type { Metric } from './metrics.ts';

/** Expected values of one generation's metrics; null where no closed form is known. */
export type Prediction = Readonly<Record<Metric, number | null>>;

/**
 * Exact expectations for the Gaussian loop under any policy and schedule.
 *
 * Second moments are linear in one another, so E σ² and Var μ follow from a recursion over batch means: a synthetic batch's
 * mean is its source's μ plus independent noise of variance bias·σ²/n. Special cases are the fully synthetic loop
 * (E σ²_t = bias^t with ddof 1; (1−1/n)^t with ddof 0, where E σ² + Var μ = 1), accumulation of n items a generation with
 * ddof 0 (Π (1−1/(nk²))) and the fresh-data loop of Alemohammad et al. (2023), arXiv 2307.01850.
 * E σ and E ln σ² are known along chains of sets that each come from a single distribution: there the variance is a product
 * of independent chi-square factors.
 *
 * @param sets training sets by generation; length G + 1. Time O(G³) where batches are kept
 * @returns one prediction a set
 */
export function predictGaussian(sets: readonly TrainingSet[], model: GaussianModel): Prediction[] {
  const moments = predictMoments(sets, model);
  const shapes = predictShapes(sets, model);
  return moments.map(({ variance, varianceOfMean }, generation) => {
    const shape = shapes[generation]!;
    return {
      mean_variance: variance,
      mean_sd: shape?.sd ?? null,
      mean_log_variance: shape?.logVariance ?? null,
      variance_of_mean: varianceOfMean,
      w2_squared: shape === null ? null : varianceOfMean + variance + 1 - 2 * shape.sd,
    };
  });
}

/**
 * E s / σ for the unbiased standard deviation s of n normal draws: √(2/(n−1)) · Γ(n/2) / Γ((n−1)/2).
 *
 * @param n >= 2
 * @example c4(10) // => 0.9726592741
 */
export function c4(n: number): number {
  return Math.sqrt(2 / (n - 1)) * Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2));
}

interface Moments {
  readonly variance: number;
  readonly varianceOfMean: number;
}

function predictMoments(sets: readonly TrainingSet[], model: GaussianModel): Moments[] {
  const covariances = new BatchCovariances();
  const moments: Moments[] = [];
  for (const set of sets) {
    const size = setSize(set);
    let squares = 0;
    for (const batch of set.batches) {
      const source = batch.source === 'real' ? null : batch.source;
      const spread = source === null ? 1 : model.bias * moments[source]!.variance;
      covariances.enter(batch, source === null ? [] : sets[source]!.batches, spread / batch.items);
      squares += (batch.items - 1) * spread + batch.items * covariances.between(batch, batch);
    }
    const varianceOfMean = covariances.ofPooledMeans(set.batches, set.batches);
    moments.push({ variance: (squares - size * varianceOfMean) / (size - model.ddof), varianceOfMean });
  }
  return moments;
}

/** Covariances of the means of batches; all these means have expectation 0. */
class BatchCovariances {
  readonly #rows = new Map<Batch, Map<Batch, number>>();

  /** Adds a batch whose mean is the pooled mean of `parents` (none for real data) plus independent noise. */
  enter(batch: Batch, parents: readonly Batch[], noiseVariance: number): void {
    if (this.#rows.has(batch)) return;
    const row = new Map<Batch, number>();
    for (const [other, otherRow] of this.#rows) {
      const covariance = parents.length === 0 ? 0 : this.ofPooledMeans(parents, [other]);
      row.set(other, covariance);
      otherRow.set(batch, covariance);
    }
    const inherited = parents.length === 0 ? 0 : this.ofPooledMeans(parents, parents);
    row.set(batch, inherited + noiseVariance);
    this.#rows.set(batch, row);
  }

  between(a: Batch, b: Batch): number {
    return this.#rows.get(a)!.get(b)!;
  }

  ofPooledMeans(a: readonly Batch[], b: readonly Batch[]): number {
    let sum = 0;
    for (const one of a) for (const other of b) sum += one.items * other.items * this.between(one, other);
    return sum / (itemsOf(a) * itemsOf(b));
  }
}

interface Shape {
  readonly sd: number;
  readonly logVariance: number;
}

function predictShapes(sets: readonly TrainingSet[], model: GaussianModel): (Shape | null)[] {
  const shapes: (Shape | null)[] = [];
  for (const set of sets) {
    const sources = new Set(set.batches.map((batch) => batch.source));
    const [source] = sources;
    const parent = source === 'real' ? { sd: 1, logVariance: 0 } : shapes[source!]!;
    if (sources.size > 1 || parent === null) {
      shapes.push(null);
      continue;
    }
    const bias = source === 'real' ? 1 : model.bias;
    const size = setSize(set);
    shapes.push({
      sd: parent.sd * Math.sqrt((bias * (size - 1)) / (size - model.ddof)) * c4(size),
      logVariance: parent.logVariance + Math.log(bias) + digamma((size - 1) / 2) - Math.log((size - model.ddof) / 2),
    });
  }
  return shapes;
}

function itemsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + batch.items, 0);
}
