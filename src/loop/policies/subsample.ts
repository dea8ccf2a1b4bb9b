import type { Rng } from '../../core/rng.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';

/** A training set of fixed size drawn from a pool of everything there is. */
export interface SubsampledSet extends TrainingSet {
  readonly pool: readonly Batch[];
  /** Items of each batch of the pool to be expected in the set: size · batch / pool; not whole, adds up to the set's size. */
  readonly expectedItems: readonly number[];
}

/**
 * Fixed compute: each generation is trained on `size` items drawn without replacement from its pool, anew every time. A
 * pool that has no more than `size` items is taken whole. Over accumulated pools this is accumulate-subsample.
 *
 * Kazdan, J. et al. (2024). Collapse or thrive? Perils and promises of synthetic data, arXiv 2410.16713.
 *
 * @param pools by generation, as from trainingSets
 * @param size items, a whole number >= 1
 * @param rng moved on by each generation's own fork only, so a longer loop begins as a shorter one
 * @returns one set a pool; a drawn batch names the batch it is part of, and its picks
 */
export function subsampledSets(pools: readonly TrainingSet[], size: number, rng: Rng): SubsampledSet[] {
  if (!(Number.isSafeInteger(size) && size >= 1)) throw new RangeError(`size must be a count >= 1, got ${size}`);
  return pools.map(({ generation, batches: pool }) => {
    const available = setSize({ generation, batches: pool });
    if (available <= size) return { generation, batches: pool, pool, expectedItems: pool.map((batch) => batch.items) };
    const chosen = chooseWithoutReplacement(available, size, rng.fork(`subsample ${generation}`));
    const expectedItems = pool.map((batch) => (size * batch.items) / available);
    return { generation, batches: partsOf(pool, chosen), pool, expectedItems };
  });
}

/**
 * Draws `size` of the numbers 0 … n − 1, each subset as likely.
 *
 * Bentley, J. & Floyd, B. (1987). Programming pearls: a sample of brilliance. CACM 30, 754–757.
 *
 * @returns rising; length `size`
 * @throws RangeError if size is not a count in [0, n]
 */
export function chooseWithoutReplacement(n: number, size: number, rng: Rng): Float64Array {
  if (!(Number.isSafeInteger(size) && size >= 0 && size <= n)) {
    throw new RangeError(`size must be a count of at most ${n}, got ${size}`);
  }
  const chosen = new Set<number>();
  for (let last = n - size; last < n; last++) {
    const candidate = rng.integer(last + 1);
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return Float64Array.from(chosen).sort();
}

/** @param chosen positions in the pool as if its batches lay one after the other, rising */
function partsOf(pool: readonly Batch[], chosen: Float64Array): Batch[] {
  const parts: Batch[] = [];
  let start = 0;
  let next = 0;
  for (const batch of pool) {
    const first = next;
    while (next < chosen.length && chosen[next]! < start + batch.items) next++;
    if (next > first) {
      const picks = Uint32Array.from(chosen.subarray(first, next), (position) => position - start);
      parts.push({ ...batch, items: picks.length, part: { of: batch, picks } });
    }
    start += batch.items;
  }
  return parts;
}
