import { UsageError } from '../../core/errors.ts';
import type { Rng } from '../../core/rng.ts';
import type { Batch, TrainingSet } from '../policies.ts';
import type { BatchMoments, DrawBatch } from './draw-batch.ts';

export interface GaussianModel {
  /** Taken off the number of items in the variance's divisor: 0 is maximum likelihood, 1 is unbiased. */
  readonly ddof: 0 | 1;
  /** Sampling bias in (0, 1]: a model N(μ, σ²) is sampled as N(μ, bias · σ²); 1 is faithful. */
  readonly bias: number;
}

/** The models fitted along one loop, by generation. */
export interface Fits {
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/**
 * One run of a self-consuming loop of one-dimensional normal models. Real items are draws from N(0, 1); each generation
 * fits mean and variance to its training set, and synthetic items are draws from an earlier generation's fit.
 *
 * Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850; Shumailov, I. et al. (2024).
 * AI models collapse when trained on recursively generated data. Nature 631, 755–759.
 *
 * @param sets training sets by generation, as from trainingSets; each with at least two items
 * @param draw how batches come about (draw-batch.ts)
 * @returns one mean and variance a set
 * @throws RangeError if a set has fewer than two items
 * @throws UsageError if a variance shrinks below what a number can hold
 */
export function runGaussianLoop(sets: readonly TrainingSet[], model: GaussianModel, draw: DrawBatch, rng: Rng): Fits {
  const fits: Fits = { means: new Float64Array(sets.length), variances: new Float64Array(sets.length) };
  const drawn = new Map<Batch, BatchMoments>();
  for (const { generation, batches } of sets) {
    const moments = batches.map((batch) => {
      const known = drawn.get(batch);
      if (known !== undefined) return known;
      const fresh = drawFrom(batch, fits, model, draw, rng);
      drawn.set(batch, fresh);
      return fresh;
    });
    const { items, mean, sumOfSquares } = pool(moments);
    if (items < 2) throw new RangeError(`generation ${generation} needs at least 2 items, got ${items}`);
    const variance = sumOfSquares / (items - model.ddof);
    if (variance === 0) {
      throw new UsageError(
        `generation ${generation} collapsed to a variance too small for a number: use fewer generations or more samples`,
      );
    }
    fits.means[generation] = mean;
    fits.variances[generation] = variance;
  }
  return fits;
}

function drawFrom(batch: Batch, fits: Fits, model: GaussianModel, draw: DrawBatch, rng: Rng): BatchMoments {
  if (batch.source === 'real') return draw(0, 1, batch.items, rng);
  const sd = Math.sqrt(model.bias * fits.variances[batch.source]!);
  return draw(fits.means[batch.source]!, sd, batch.items, rng);
}

function pool(parts: readonly BatchMoments[]): BatchMoments {
  let items = 0;
  let sum = 0;
  for (const part of parts) {
    items += part.items;
    sum += part.items * part.mean;
  }
  const mean = sum / items;
  let sumOfSquares = 0;
  for (const part of parts) sumOfSquares += part.sumOfSquares + part.items * (part.mean - mean) ** 2;
  return { items, mean, sumOfSquares };
}
