import type { Rng } from '../../core/rng.ts';
import { type Additions, lastModels, type SourceWeights, type TrainingSet, trainingSets } from '../policies.ts';
import { type GeneratorSet, generatorSets } from './generators.ts';
import type { PolicyOptions } from './options.ts';
import { subsampledSets } from './subsample.ts';

/** The part of a plan's policy that decides on counts; filters and classes choose among items of a batch. */
export type SetOptions = Pick<PolicyOptions, 'policy' | 'subsample' | 'memory' | 'generators' | 'parts'>;

/**
 * Every generation's training sets under a plan's policy.
 *
 * @param initial items of D₀
 * @param additions one entry for each of the generations 1 … G
 * @param rng decides which items a subsample takes, nothing else
 * @param sources which models synthetic items come from. @default the last `memory` models, each as much
 * @returns by generation, then by generator: one set in each unless the plan has several generators
 * @throws RangeError if options contradict each other or counts do not fit the policy
 */
export function loopSets(
  options: SetOptions,
  initial: number,
  additions: readonly Additions[],
  rng: Rng,
  sources: SourceWeights = lastModels(options.memory),
): GeneratorSet[][] {
  const { policy, subsample, generators, parts } = options;
  if (policy !== 'accumulate-subsample') {
    if (subsample !== undefined) throw new RangeError(`policy ${policy} does not subsample, got ${subsample} items`);
    return generatorSets(trainingSets(policy, initial, additions, sources), generators, parts);
  }
  if (subsample === undefined) throw new RangeError('policy accumulate-subsample needs subsample, the items it draws');
  const pools = trainingSets('accumulate', initial, additions, sources);
  if (generators === 1) return subsampledSets(pools, subsample, rng).map((set) => [{ ...set, generator: 0 }]);
  const byGeneration = generatorSets(pools, generators, parts);
  const drawn = Array.from({ length: generators }, (_, generator) => {
    const own: TrainingSet[] = byGeneration.map((sets) => sets[generator]!);
    return subsampledSets(own, subsample, rng.fork(`generator ${generator}`));
  });
  return byGeneration.map((sets, generation) =>
    sets.map(({ generator }) => ({ ...drawn[generator]![generation]!, generator })),
  );
}
