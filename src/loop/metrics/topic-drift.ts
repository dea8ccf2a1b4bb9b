import type { Rng } from '../../core/rng.ts';

/** Words of each item's caption; which words count (nouns, keywords) is the caller's choice. */
export type WordLists = readonly (readonly string[])[];

export interface TopicDrift {
  /** Jensen–Shannon divergence of the two distributions of words, in bits: 0 equal, 1 no word in common. */
  readonly divergence: number;
  /** Share of relabellings, the observed one included, with at least that divergence. */
  readonly p: number;
}

export interface TopicDriftOptions {
  readonly rng: Rng;
  /** @default 999 */
  readonly permutations?: number;
}

/**
 * Change of topics between two steps of a chain, tested by swapping the two captions of random items: items are what varies
 * independently, words of one caption are not.
 *
 * Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Trans. Inf. Theory 37, 145–151.
 *
 * @param before words by item, length n
 * @param after words of the same items later, length n
 * @throws RangeError if the lengths differ or a side has no words
 */
export function topicDrift(
  before: WordLists,
  after: WordLists,
  { rng, permutations = 999 }: TopicDriftOptions,
): TopicDrift {
  if (before.length !== after.length) {
    throw new RangeError(`expected the same items at both steps, got ${before.length} and ${after.length}`);
  }
  const divergence = jensenShannon(countWords(before), countWords(after));
  let atLeast = 1;
  for (let draw = 0; draw < permutations; draw++) {
    const swap = before.map(() => rng.uniform() < 0.5);
    const one = before.map((words, i) => (swap[i] ? after[i]! : words));
    const other = after.map((words, i) => (swap[i] ? before[i]! : words));
    if (jensenShannon(countWords(one), countWords(other)) >= divergence - 1e-12) atLeast += 1;
  }
  return { divergence, p: atLeast / (permutations + 1) };
}

export interface CaptionShape {
  /** Mean number of words of a caption. */
  readonly meanWords: number;
  /** Different words over all words, in (0, 1]; falls with the number of captions, so compare equal numbers. */
  readonly typeTokenRatio: number;
}

/** @throws RangeError if there are no words */
export function captionShape(captions: WordLists): CaptionShape {
  const counts = countWords(captions);
  const words = totalOf(counts);
  return { meanWords: words / captions.length, typeTokenRatio: counts.size / words };
}

/**
 * Share of items that a style classifier still gives the style of the human work they came from.
 *
 * @throws RangeError if the lengths differ or there is no item
 */
export function styleRetention(original: readonly string[], predicted: readonly string[]): number {
  if (original.length !== predicted.length || original.length === 0) {
    throw new RangeError(`expected one style of each item, got ${original.length} and ${predicted.length}`);
  }
  return original.filter((style, i) => style === predicted[i]).length / original.length;
}

function countWords(lists: WordLists): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of lists) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  if (total === 0) throw new RangeError('expected captions with words, got none');
  return total;
}

function jensenShannon(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [totalA, totalB] = [totalOf(a), totalOf(b)];
  let divergence = 0;
  for (const word of new Set([...a.keys(), ...b.keys()])) {
    const p = (a.get(word) ?? 0) / totalA;
    const q = (b.get(word) ?? 0) / totalB;
    const middle = (p + q) / 2;
    if (p > 0) divergence += 0.5 * p * Math.log2(p / middle);
    if (q > 0) divergence += 0.5 * q * Math.log2(q / middle);
  }
  return divergence;
}
