import { UsageError } from '../../core/errors.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';

/** What was drawn for the batches of one loop: a batch that a later set keeps is not drawn anew. */
export class DrawnBatches<Drawn> {
  readonly #drawn = new Map<Batch, Drawn>();
  /** The set before, which accumulating loops begin like. */
  #last: { readonly batches: readonly Batch[]; readonly drawn: readonly Drawn[] } = { batches: [], drawn: [] };
  readonly #draw: (batch: Batch) => Drawn;
  readonly #pick: (drawn: Drawn, picks: Uint32Array) => Drawn;

  /**
   * @param draw makes the items of a batch
   * @param pick takes some of a batch's items, by position
   */
  constructor(draw: (batch: Batch) => Drawn, pick: (drawn: Drawn, picks: Uint32Array) => Drawn) {
    this.#draw = draw;
    this.#pick = pick;
  }

  /** @returns one entry a batch, in the set's order */
  of(set: TrainingSet): Drawn[] {
    const { batches, drawn: known } = this.#last;
    const drawn = set.batches.map((batch, i) => (batch === batches[i] ? known[i]! : this.#ofBatch(batch)));
    this.#last = { batches: set.batches, drawn };
    return drawn;
  }

  #ofBatch(batch: Batch): Drawn {
    const known = this.#drawn.get(batch);
    if (known !== undefined) return known;
    const drawn =
      batch.part === undefined ? this.#draw(batch) : this.#pick(this.#ofBatch(batch.part.of), batch.part.picks);
    this.#drawn.set(batch, drawn);
    return drawn;
  }
}

/** Batches of which only moments are drawn: no single item can be picked from them. */
export function drawnWhole<Drawn>(draw: (batch: Batch) => Drawn): DrawnBatches<Drawn> {
  return new DrawnBatches(draw, () => {
    throw new RangeError('no part can be taken of a batch whose items were not drawn');
  });
}

/** The items of a loop drawn one by one, as rows of `width` numbers. */
export function drawnRows(width: number, draw: (batch: Batch) => Float64Array): DrawnBatches<Float64Array> {
  return new DrawnBatches(draw, (rows, picks) => {
    const picked = new Float64Array(picks.length * width);
    picks.forEach((from, to) => {
      picked.set(rows.subarray(from * width, (from + 1) * width), to * width);
    });
    return picked;
  });
}

/** All rows of several batches in one array. */
export function pooledRows(batches: readonly Float64Array[]): Float64Array {
  if (batches.length === 1) return batches[0]!;
  const pooled = new Float64Array(batches.reduce((sum, batch) => sum + batch.length, 0));
  let at = 0;
  for (const batch of batches) {
    pooled.set(batch, at);
    at += batch.length;
  }
  return pooled;
}

/** The batch whose draws these items are: itself, unless it is a part of another. */
export function rootOf(batch: Batch): Batch {
  return batch.part === undefined ? batch : rootOf(batch.part.of);
}

/** Sampling bias of a batch, `usual` where it names none of its own. */
export function biasOf(batch: Batch, usual: number): number {
  return rootOf(batch).bias ?? usual;
}

/** Whether some synthetic items of a loop are not drawn faithfully. */
export function hasBias(sets: readonly TrainingSet[], usual: number): boolean {
  return sets.some((set) => set.batches.some((batch) => batch.source !== 'real' && biasOf(batch, usual) !== 1));
}

/** @throws UsageError if a set has fewer items than a model needs */
export function requireItems(sets: readonly TrainingSet[], least: number): void {
  for (const set of sets) {
    const items = setSize(set);
    if (items < least) {
      throw new UsageError(`generation ${set.generation} needs at least ${least} items, got ${items}`);
    }
  }
}

/** @throws UsageError if a set keeps a part of a batch: moments know nothing of single items */
export function requireWholeBatches(sets: readonly TrainingSet[]): void {
  for (const { generation, batches } of sets) {
    if (batches.some((batch) => batch.part !== undefined)) {
      throw new UsageError(`generation ${generation} keeps a part of an older batch: set draw = "points"`);
    }
  }
}
