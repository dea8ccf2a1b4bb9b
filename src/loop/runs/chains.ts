import { createRng } from '../../core/rng.ts';
import type { PlannedArms } from '../arms.ts';
import type { TrainedPlan } from '../plan/trained-arms.ts';
import { chooseWithoutReplacement } from '../policies/subsample.ts';
import type { Batch, TrainingSet } from '../policies.ts';

/** One loop of a plan with one of its seeds. */
export interface Chain {
  readonly arm: string;
  readonly seed: number;
  readonly sets: readonly TrainingSet[];
  /** Images of every generation's model that are measured; 0 where the set itself is. */
  readonly measured: number;
  /** Real items there are, where every set draws its own of the same; null where each real item comes in once. */
  readonly realPool: number | null;
}

/** One item: its number, from 0, among the real ones or among those that a generation's model drew. */
export interface ItemRef {
  readonly source: 'real' | number;
  readonly item: number;
}

export interface ChainItems {
  /** By generation: its training set, batch by batch. */
  readonly sets: readonly (readonly ItemRef[])[];
  /** By generation: items that its model draws, for all later sets and to be measured. */
  readonly drawn: readonly number[];
  /** Real items that must be there. */
  readonly real: number;
}

/** Every loop that a plan runs: arm by arm, seed by seed. */
export function chainsOf({ kind, seeds, samples }: TrainedPlan, { arms }: Pick<PlannedArms, 'arms'>): Chain[] {
  const measured = kind === 'relay' ? 0 : samples;
  const realPool = kind === 'nepotism' ? samples : null;
  return arms.flatMap(({ name: arm, sets }) => seeds.map((seed) => ({ arm, seed, sets, measured, realPool })));
}

/**
 * Gives every item of a loop its number. Batches of one model number their items one after the other, so an item is drawn
 * once however many sets it is in; what is measured are a model's first items.
 *
 * @example chainItems({ ...chain, sets: trainingSets('replace', 2, [{ real: 0, synthetic: 1 }]), measured: 0 })
 * // => { sets: [[real 0, real 1], [0 0]], drawn: [1, 0], real: 2 }
 */
export function chainItems({ sets, seed, measured, realPool }: Chain): ChainItems {
  const numbersOf = new Map<Batch, ArrayLike<number>>();
  const taken = new Map<Batch['source'], number>();
  const rng = createRng(seed).fork('real items');
  const numbered = (batch: Batch): ArrayLike<number> => {
    if (batch.source === 'real' && realPool !== null) {
      return chooseWithoutReplacement(realPool, batch.items, rng.fork(batch.enteredAt));
    }
    const first = taken.get(batch.source) ?? 0;
    taken.set(batch.source, first + batch.items);
    return Array.from({ length: batch.items }, (_, index) => first + index);
  };
  const refs = sets.map(({ batches }) =>
    batches.flatMap((batch): ItemRef[] => {
      const whole = batch.part?.of ?? batch;
      const numbers = numbersOf.get(whole) ?? numbered(whole);
      numbersOf.set(whole, numbers);
      const { source } = batch;
      const picks = batch.part?.picks ?? numbers;
      return Array.from(picks, (pick) => ({ source, item: batch.part === undefined ? pick : numbers[pick]! }));
    }),
  );
  return {
    sets: refs,
    drawn: sets.map((_, generation) => Math.max(measured, taken.get(generation) ?? 0)),
    real: realPool ?? taken.get('real') ?? 0,
  };
}
