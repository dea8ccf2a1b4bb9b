import { apportion } from '../apportion.ts';
import type { Batch, TrainingSet } from '../policies.ts';

/** What one of several generators of a generation is trained on. */
export interface GeneratorSet extends TrainingSet {
  /** From 0. */
  readonly generator: number;
}

/** `all`: every generator learns from the whole set; `disjoint`: each from its own part of it. */
export type Parts = 'all' | 'disjoint';

/**
 * Training sets of a loop in which several generators feed one pool: each makes an equal part of every generation's
 * synthetic items, and learns from all of the pool or from a part of its own. Parts of a batch
 * differ by at most one item, and an item once in a generator's part stays there.
 *
 * The question is asked by Martínez, G. et al. (2023). Combining generative artificial intelligence (AI) and the Internet,
 * arXiv 2303.01255.
 *
 * @param sets of the pool, by generation, as from trainingSets
 * @param generators whole number >= 1
 * @returns by generation, then by generator
 * @throws RangeError if a set has too few items for every generator to have one
 */
export function generatorSets(sets: readonly TrainingSet[], generators: number, parts: Parts): GeneratorSet[][] {
  if (!(Number.isSafeInteger(generators) && generators >= 1)) {
    throw new RangeError(`generators must be a whole number >= 1, got ${generators}`);
  }
  const batchesOf = new Map<Batch, readonly Batch[][]>();
  let dealt = 0;
  for (const batch of sets.flatMap((set) => set.batches)) {
    if (batchesOf.has(batch)) continue;
    if (batch.part !== undefined) throw new RangeError('expected whole batches, got part of one');
    const made = batchesByMaker(batch, generators);
    batchesOf.set(
      batch,
      Array.from({ length: generators }, (_, generator) =>
        parts === 'all' ? made : dealtOut(made, dealt, generator, generators),
      ),
    );
    dealt += batch.items;
  }
  return sets.map(({ generation, batches }) =>
    Array.from({ length: generators }, (_, generator) => {
      const own = batches.flatMap((batch) => batchesOf.get(batch)![generator]!);
      if (own.length === 0) {
        throw new RangeError(`generation ${generation} has fewer items than its ${generators} generators`);
      }
      return { generation, generator, batches: own };
    }),
  );
}

function batchesByMaker(batch: Batch, generators: number): Batch[] {
  if (batch.source === 'real' || generators === 1) return [batch];
  const counts = apportion(batch.items, Array<number>(generators).fill(1));
  return counts.map((items, generator) => ({ ...batch, items, generator })).filter(({ items }) => items > 0);
}

/** Deals items like cards: the one at position i of all items dealt goes to generator i mod `generators`. */
function dealtOut(batches: readonly Batch[], from: number, generator: number, generators: number): Batch[] {
  const before = (position: number) => Math.ceil((position - generator) / generators);
  let start = from;
  const own = batches.map((batch) => {
    const items = before(start + batch.items) - before(start);
    start += batch.items;
    return { ...batch, items };
  });
  return own.filter(({ items }) => items > 0);
}
