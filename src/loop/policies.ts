import { apportion } from './apportion.ts';

/** What becomes of older data when a new generation is trained. */
export type Policy = 'replace' | 'augment' | 'accumulate' | 'fresh';

/** Items that came into being together: real works, or draws from the model of generation `source`. */
export interface Batch {
  readonly source: 'real' | number;
  /** The first generation trained on them. */
  readonly enteredAt: number;
  readonly items: number;
  /** Sampling bias in (0, 1] its draws were made with, where the additions say one; 1 is faithful. */
  readonly bias?: number;
  /** Which of several generators of that generation made it, from 0; absent where there is one. */
  readonly generator?: number;
  /** Where these items are some of an older batch and not new draws. */
  readonly part?: BatchPart;
}

export interface BatchPart {
  readonly of: Batch;
  /** Positions in that batch, rising, each once; one an item. */
  readonly picks: Uint32Array;
}

/** What one generation's model is trained on. A batch kept from an older generation is the same object in both sets. */
export interface TrainingSet {
  /** 0 is trained on real data only. */
  readonly generation: number;
  readonly batches: readonly Batch[];
}

/** Items a generation brings in: new real ones, and draws from the model of the generation before. */
export interface Additions {
  readonly real: number;
  readonly synthetic: number;
  /** Sampling bias of the synthetic ones, in (0, 1]. */
  readonly bias?: number;
}

/**
 * How a generation's synthetic items are shared out among the models there are: one weight for each of the models
 * 0 … generation − 1.
 */
export type SourceWeights = (generation: number) => readonly number[];

/**
 * The training sets D₀ … D_G of a loop. D₀ is `initial` real items; D_g then is
 *
 * - `replace`: the new synthetic items alone;
 * - `augment`: D₀ and the new synthetic items;
 * - `accumulate`: D_{g−1} and all new items (the papers also say augment-grow);
 * - `fresh`: all new items, real and synthetic.
 *
 * Replace, augment and fresh as in Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850;
 * accumulate as in Gerstgrasser, M. et al. (2024). Is model collapse inevitable? arXiv 2404.01413.
 *
 * @param initial items of D₀, a whole number >= 1
 * @param additions whole numbers >= 0, one entry for each of the generations 1 … G; length G
 * @param sources which models the synthetic items come from. @default the newest alone
 * @returns length G + 1, by generation
 * @throws RangeError if a count is not whole, a set would be empty, the policy has no place for new real items,
 *   or the weights do not fit the generation
 * @example trainingSets('replace', 10, [{ real: 0, synthetic: 10 }])[1]
 * // => { generation: 1, batches: [{ source: 0, enteredAt: 1, items: 10 }] }
 */
export function trainingSets(
  policy: Policy,
  initial: number,
  additions: readonly Additions[],
  sources: SourceWeights = newestModel,
): TrainingSet[] {
  const start: Batch = { source: 'real', enteredAt: 0, items: requireCount(initial, 'initial') };
  const sets: TrainingSet[] = [{ generation: 0, batches: [start] }];
  additions.forEach((added, index) => {
    const generation = index + 1;
    const batches = [...kept(policy, sets), ...newBatches(policy, generation, added, sources)];
    if (batches.length === 0) throw new RangeError(`generation ${generation} would be trained on nothing`);
    sets.push({ generation, batches });
  });
  return sets;
}

/**
 * Additions of a loop that each generation enlarges its training set by alpha times its size, rounded half up.
 *
 * Martínez, G. et al. (2023). Combining generative artificial intelligence (AI) and the Internet, arXiv 2303.01255.
 *
 * @param initial items of D₀
 * @param alpha new synthetic items per item of the set before, >= 0
 * @returns length `generations`
 * @example growingAdditions(1020, 0.5, 3).map((added) => added.synthetic) // => [510, 765, 1148]
 */
export function growingAdditions(initial: number, alpha: number, generations: number): Additions[] {
  let size = initial;
  return Array.from({ length: generations }, () => {
    const synthetic = Math.round(alpha * size);
    size += synthetic;
    return { real: 0, synthetic };
  });
}

/** Items of a set. */
export function setSize(set: TrainingSet): number {
  return set.batches.reduce((sum, batch) => sum + batch.items, 0);
}

/** Share of a set's items that are real, in [0, 1]. */
export function realShare(set: TrainingSet): number {
  const real = set.batches.filter((batch) => batch.source === 'real');
  return real.reduce((sum, batch) => sum + batch.items, 0) / setSize(set);
}

/** Items of a set by what they came from; the sum is the set's size. */
export function sourceCounts(set: TrainingSet): Map<Batch['source'], number> {
  const counts = new Map<Batch['source'], number>();
  for (const { source, items } of set.batches) counts.set(source, (counts.get(source) ?? 0) + items);
  return counts;
}

/** Weights of a loop that samples its newest model alone. */
export const newestModel: SourceWeights = (generation) => lastModels(1)(generation);

/**
 * Weights of a loop that samples its last `memory` models, each as much; while there are fewer, all there are.
 *
 * Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850, appendix on memory.
 *
 * @param memory whole number >= 1
 * @example lastModels(2)(3) // => [0, 1, 1]
 */
export function lastModels(memory: number): SourceWeights {
  if (!(Number.isSafeInteger(memory) && memory >= 1)) {
    throw new RangeError(`memory must be a whole number of models >= 1, got ${memory}`);
  }
  return (generation) => Array.from({ length: generation }, (_, source) => (source >= generation - memory ? 1 : 0));
}

function kept(policy: Policy, sets: readonly TrainingSet[]): readonly Batch[] {
  switch (policy) {
    case 'replace':
    case 'fresh':
      return [];
    case 'augment':
      return sets[0]!.batches;
    case 'accumulate':
      return sets.at(-1)!.batches;
    default:
      return policy satisfies never;
  }
}

function newBatches(policy: Policy, generation: number, added: Additions, sources: SourceWeights): Batch[] {
  const real = requireCount(added.real, 'real');
  const synthetic = requireCount(added.synthetic, 'synthetic');
  if (real > 0 && (policy === 'replace' || policy === 'augment')) {
    throw new RangeError(`${policy} takes no new real items, got ${real} in generation ${generation}`);
  }
  const { bias } = added;
  if (bias !== undefined && !(bias > 0 && bias <= 1)) throw new RangeError(`bias must be in (0, 1], got ${bias}`);
  const weights = sources(generation);
  if (weights.length !== generation) {
    throw new RangeError(
      `generation ${generation} has ${generation} models to draw from, got weights for ${weights.length}`,
    );
  }
  const batches: Batch[] = [
    { source: 'real', enteredAt: generation, items: real },
    ...apportion(synthetic, weights).map((items, source) => ({
      source,
      enteredAt: generation,
      items,
      ...(bias === undefined ? {} : { bias }),
    })),
  ];
  return batches.filter((batch) => batch.items > 0);
}

function requireCount(value: number, name: string): number {
  if (!(Number.isSafeInteger(value) && value >= 0)) throw new RangeError(`${name} must be a count, got ${value}`);
  return value;
}
