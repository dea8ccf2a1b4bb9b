import type { Rng } from '../../core/rng.ts';
import { jensenShannon } from './jensen-shannon.ts';

/** Counts of artists over k categories: entry i adds `uses[i]` to `tag[i]`; artist a has entries start[a] to start[a + 1]. */
export interface ArtistTags {
  readonly categories: number;
  /** Length artists + 1. */
  readonly start: Uint32Array;
  readonly tag: Uint16Array;
  readonly uses: Uint32Array;
}

export interface Divergence {
  readonly bits: number;
  /** Mean over permutations. */
  readonly expected: number;
  readonly p: number;
}

/**
 * Divergence between two groups of artists, beside what it is when membership is shuffled among the artists. Artists are
 * shuffled and not works, because the works of one artist are alike.
 *
 * Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. SAGMB 9, 39: p = (1 + larger) / (1 + B).
 *
 * @param isFirst 1 for artists of the first group; length artists
 * @returns null if a group has no counts
 */
export function groupDivergence(
  tags: ArtistTags,
  isFirst: Uint8Array,
  permutations: number,
  rng: Rng,
): Divergence | null {
  const totals = countsOf(tags, new Uint8Array(isFirst.length).fill(1));
  const observed = split(tags, isFirst, totals);
  if (observed === null) return null;
  const membership = Uint8Array.from(isFirst);
  return permuted(observed, permutations, () => {
    shuffle(membership, rng);
    return split(tags, membership, totals);
  });
}

/**
 * Divergence between two periods of the same artists, beside what it is when each artist's two periods are swapped by the
 * toss of a coin: an artist who does the same in both could as well have done it the other way round.
 *
 * @returns null if a period has no counts
 */
export function pairedDivergence(
  first: ArtistTags,
  second: ArtistTags,
  permutations: number,
  rng: Rng,
): Divergence | null {
  const artists = first.start.length - 1;
  const everyone = new Uint8Array(artists).fill(1);
  const firstTotals = countsOf(first, everyone);
  const secondTotals = countsOf(second, everyone);
  const observed = jensenShannon(firstTotals, secondTotals);
  if (observed === null) return null;
  const isSwapped = new Uint8Array(artists);
  return permuted(observed, permutations, () => {
    for (let artist = 0; artist < artists; artist++) isSwapped[artist] = rng.uniform() < 0.5 ? 1 : 0;
    const given = countsOf(first, isSwapped);
    const taken = countsOf(second, isSwapped);
    return jensenShannon(
      firstTotals.map((value, i) => value - given[i]! + taken[i]!),
      secondTotals.map((value, i) => value - taken[i]! + given[i]!),
    );
  });
}

/** Counts over the categories of the artists that are taken. @param isTaken 1 or 0 for each artist */
export function countsOf({ categories, start, tag, uses }: ArtistTags, isTaken: Uint8Array): Float64Array {
  const counts = new Float64Array(categories);
  for (let artist = 0; artist < isTaken.length; artist++) {
    if (isTaken[artist] === 0) continue;
    const end = start[artist + 1]!;
    for (let i = start[artist]!; i < end; i++) counts[tag[i]!] = counts[tag[i]!]! + uses[i]!;
  }
  return counts;
}

function split(tags: ArtistTags, isFirst: Uint8Array, totals: Float64Array): number | null {
  const first = countsOf(tags, isFirst);
  return jensenShannon(
    first,
    totals.map((value, i) => value - first[i]!),
  );
}

/** A permutation that leaves one side empty says nothing and does not count. */
function permuted(observed: number, permutations: number, next: () => number | null): Divergence {
  let larger = 0;
  let sum = 0;
  let counted = 0;
  for (let i = 0; i < permutations; i++) {
    const bits = next();
    if (bits === null) continue;
    counted++;
    sum += bits;
    // The same groups in another order of summing must count as equal.
    if (bits >= observed - 1e-12) larger++;
  }
  return { bits: observed, expected: counted === 0 ? observed : sum / counted, p: (1 + larger) / (1 + counted) };
}

/** Fisher–Yates. */
function shuffle(values: Uint8Array, rng: Rng): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = values[i]!;
    values[i] = values[j]!;
    values[j] = kept;
  }
}
