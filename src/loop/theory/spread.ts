import { type Batch, setSize, type TrainingSet } from '../policies.ts';
import { BatchCovariances } from './batch-covariances.ts';
import { biasOf } from './drawn-batches.ts';

/** How a kind of model turns the spread of its training items into the spread of its draws. */
export interface SpreadRule {
  /** Variance of one real item. */
  readonly realVariance: number;
  /** Taken off the number of items in the divisor of the measured variance. */
  readonly ddof: 0 | 1;
  /** Sampling bias of batches that name none: draws have this times their faithful variance. */
  readonly bias: number;
  /**
   * Expected variance of one faithful draw from a fit, around the mean of the fit's items.
   *
   * @param variance expected variance of the items, as measured with `ddof`
   */
  readonly drawVariance: (variance: number, items: number) => number;
}

export interface Spread {
  /** Expected variance of the items of a training set. */
  readonly variance: number;
  /** Expected squared distance of the set's mean from the true mean. */
  readonly varianceOfMean: number;
}

/**
 * Exact expected spread of every training set of a loop, for any model whose draws have the mean of its training items
 * and a variance linear in theirs. No more than that is asked of the distributions; vectors count summed over their
 * components. Parts of batches must have been picked without looking at the items.
 *
 * @param sets training sets by generation; length G + 1. Time O(G³) where batches are kept
 * @returns one entry a set
 */
export function predictSpread(sets: readonly TrainingSet[], rule: SpreadRule): Spread[] {
  const spreads: Spread[] = [];
  const varianceOf = (batch: Batch): number => {
    if (batch.source === 'real') return rule.realVariance;
    const faithful = rule.drawVariance(spreads[batch.source]!.variance, setSize(sets[batch.source]!));
    return biasOf(batch, rule.bias) * faithful;
  };
  const covariances = new BatchCovariances(sets, varianceOf);
  for (const set of sets) {
    const size = setSize(set);
    let squares = 0;
    for (const batch of set.batches) {
      squares += (batch.items - 1) * varianceOf(batch) + batch.items * covariances.between(batch, batch);
    }
    const varianceOfMean = covariances.ofMeans(set.batches, set.batches);
    spreads.push({ variance: (squares - size * varianceOfMean) / (size - rule.ddof), varianceOfMean });
  }
  return spreads;
}
