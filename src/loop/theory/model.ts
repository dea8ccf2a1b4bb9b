import type { Rng } from '../../core/rng.ts';
import type { TrainingSet } from '../policies.ts';

/**
 * A kind of model that a self-consuming loop can train in microseconds, with its options already bound. Any policy drives
 * any model: all that a model sees of a policy are its training sets.
 */
export interface TheoryModel {
  readonly name: string;
  /** What is measured of every generation's fit, by name; length m. */
  readonly metrics: readonly string[];

  /**
   * Asks whether the model can be trained on these sets at all; to be called before anything is run.
   *
   * @throws UsageError naming the generation, what was expected of its set, and what came
   */
  check(sets: readonly TrainingSet[]): void;

  /**
   * One loop from the first generation to the last.
   *
   * @param sets training sets by generation, as from trainingSets and passed by check; length G + 1
   * @returns what was measured, generation by generation: length (G + 1) · m, metric within generation
   * @throws UsageError if a fit shrinks below what a number can hold
   */
  run(sets: readonly TrainingSet[], rng: Rng): Float64Array;

  /**
   * Exact expectations of the same measures over all loops.
   *
   * @returns length G + 1, each of length m; null where no closed form is known
   */
  predict(sets: readonly TrainingSet[]): (number | null)[][];
}
