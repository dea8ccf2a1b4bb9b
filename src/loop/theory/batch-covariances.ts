import type { Batch, TrainingSet } from '../policies.ts';
import { rootOf } from './drawn-batches.ts';

/**
 * Covariances of the means of batches around the true mean, where a synthetic batch's mean is the pooled mean of its
 * source's training set plus noise that is uncorrelated with everything before. For vectors, summed over components.
 */
export class BatchCovariances {
  readonly #sets: readonly TrainingSet[];
  readonly #varianceOf: (batch: Batch) => number;
  /** The order in which batches were first drawn. */
  readonly #order = new Map<Batch, number>();
  readonly #known = new Map<Batch, Map<Batch, number>>();

  /** @param varianceOf variance of one item of a batch around its source's mean; asked for when first needed */
  constructor(sets: readonly TrainingSet[], varianceOf: (batch: Batch) => number) {
    this.#sets = sets;
    this.#varianceOf = varianceOf;
    for (const batch of sets.flatMap((set) => set.batches)) {
      const root = rootOf(batch);
      if (!this.#order.has(root)) this.#order.set(root, this.#order.size);
    }
  }

  between(a: Batch, b: Batch): number {
    const [late, early] = this.#order.get(rootOf(a))! >= this.#order.get(rootOf(b))! ? [a, b] : [b, a];
    const row = this.#known.get(late) ?? new Map<Batch, number>();
    this.#known.set(late, row);
    const known = row.get(early);
    if (known !== undefined) return known;
    const value = this.#compute(late, early);
    row.set(early, value);
    return value;
  }

  /** Of the pooled means of two sets of batches. */
  ofMeans(a: readonly Batch[], b: readonly Batch[]): number {
    let sum = 0;
    for (const one of a) for (const other of b) sum += one.items * other.items * this.between(one, other);
    return sum / (itemsOf(a) * itemsOf(b));
  }

  #compute(late: Batch, early: Batch): number {
    const root = rootOf(late);
    const parents = root.source === 'real' ? [] : this.#sets[root.source]!.batches;
    if (root !== rootOf(early)) return parents.length === 0 ? 0 : this.ofMeans(parents, [early]);
    const inherited = parents.length === 0 ? 0 : this.ofMeans(parents, parents);
    return inherited + (this.#varianceOf(root) * sharedItems(late, early)) / (late.items * early.items);
  }
}

/** Items that two parts of one batch have in common. */
function sharedItems(a: Batch, b: Batch): number {
  if (a === b || b.part === undefined) return a.items;
  if (a.part === undefined) return b.items;
  const picks = new Set(a.part.picks);
  return b.part.picks.reduce((count, pick) => count + (picks.has(pick) ? 1 : 0), 0);
}

function itemsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + batch.items, 0);
}
