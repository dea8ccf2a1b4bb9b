import { gammaDraw } from '../../core/math/random-variates.ts';
import type { Rng } from '../../core/rng.ts';
import type { Batch, TrainingSet } from '../policies.ts';
import { biasOf, drawnWhole } from './drawn-batches.ts';

/** Sufficient statistics of numbers for a normal fit. */
export interface Moments {
  readonly items: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly sumOfSquares: number;
}

/** A fit N(mean, variance). */
export interface ScalarFit {
  readonly mean: number;
  readonly variance: number;
}

/**
 * One loop of one-dimensional normal models of which only moments are drawn: some five times as fast as the same loop
 * through vectors.
 *
 * @returns one fit a set
 */
export function runScalarLoop(
  sets: readonly TrainingSet[],
  { ddof, bias }: { readonly ddof: 0 | 1; readonly bias: number },
  rng: Rng,
): ScalarFit[] {
  const fits: ScalarFit[] = [];
  const drawn = drawnWhole((batch: Batch) => {
    if (batch.source === 'real') return drawMoments({ mean: 0, variance: 1 }, batch.items, rng);
    const { mean, variance } = fits[batch.source]!;
    return drawMoments({ mean, variance: biasOf(batch, bias) * variance }, batch.items, rng);
  });
  for (const set of sets) {
    const { items, mean, sumOfSquares } = pool(drawn.of(set));
    fits.push({ mean, variance: sumOfSquares / (items - ddof) });
  }
  return fits;
}

/**
 * Moments of a batch drawn from a normal distribution, which are independent: a normal mean and a chi-square sum of squares
 * (Cochran's theorem).
 */
export function drawMoments({ mean, variance }: ScalarFit, items: number, rng: Rng): Moments {
  return {
    items,
    mean: mean + Math.sqrt(variance / items) * rng.normal(),
    sumOfSquares: items === 1 ? 0 : variance * 2 * gammaDraw((items - 1) / 2, rng),
  };
}

function pool(parts: readonly Moments[]): Moments {
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
