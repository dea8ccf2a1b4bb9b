import type { TagDivergence, TagShift, TagUse } from '../../core/change-tables.ts';
import type { Rng } from '../../core/rng.ts';
import { type ArtistTags, countsOf, type Divergence, groupDivergence, pairedDivergence } from './artist-permutation.ts';
import { jensenShannonParts } from './jensen-shannon.ts';

export interface DivergenceOptions {
  /** @default 999 */
  readonly permutations?: number;
  readonly rng: Rng;
}

const SHIFTS = 8;
const OTHER_TAGS = 'all other tags';

/** Tags of seniors against those of juniors, both from the cutoff on. */
export function cohortDivergence(use: TagUse, { permutations = 999, rng }: DivergenceOptions): TagDivergence {
  const tags = tagsOf(
    use,
    1,
    activeArtists(use, (period) => period === 1),
  );
  const isSenior = Uint8Array.from(tags.artists, (artist) => use.isSenior[artist]!);
  const isJunior = isSenior.map((value) => 1 - value);
  const sizes = [isSenior, isJunior].map((flags) => flags.reduce((sum, value) => sum + value, 0));
  const divergence = groupDivergence(tags, isSenior, permutations, rng.fork(`${use.site}/cohorts`));
  const shifts = shiftsOf(use, countsOf(tags, isSenior), countsOf(tags, isJunior));
  return result('cohorts', divergence, permutations, [sizes[0]!, sizes[1]!], shifts, ['seniors', 'juniors']);
}

/** Tags before the cutoff against those from it on, of all artists. */
export function periodDivergence(use: TagUse, { permutations = 999, rng }: DivergenceOptions): TagDivergence {
  const all = activeArtists(use, () => true);
  const [before, after] = [tagsOf(use, 0, all), tagsOf(use, 1, all)];
  const divergence = pairedDivergence(before, after, permutations, rng.fork(`${use.site}/periods`));
  const everyone = new Uint8Array(all.length).fill(1);
  const shifts = shiftsOf(use, countsOf(before, everyone), countsOf(after, everyone));
  const sizes = [before, after].map(({ start }) => all.filter((_, i) => start[i + 1]! > start[i]!).length);
  const names = ['uploads before the cutoff', 'uploads from the cutoff on'] as const;
  return result('periods', divergence, permutations, [sizes[0]!, sizes[1]!], shifts, names);
}

function result(
  compares: TagDivergence['compares'],
  divergence: Divergence | null,
  permutations: number,
  artists: readonly [number, number],
  shifts: readonly TagShift[],
  names: readonly [string, string],
): TagDivergence {
  const base = { compares, permutations, artists };
  if (divergence !== null && artists[0] + artists[1] > 2) return { ...base, ...divergence, shifts, reason: '' };
  const empty = names.filter((_, i) => artists[i] === 0);
  const reason =
    divergence === null
      ? `no tags of ${(empty.length === 0 ? names : empty).join(' and ')} are known`
      : 'one artist a side cannot be told from chance';
  return { ...base, bits: divergence?.bits ?? null, expected: null, p: null, shifts, reason };
}

/** Artists with an entry in the periods taken, rising. */
function activeArtists({ artist, period }: TagUse, isTaken: (period: number) => boolean): Uint32Array {
  return Uint32Array.from(new Set(artist.filter((_, i) => isTaken(period[i]!))));
}

/** Uses by artist of one period. @param artists with an entry in it or without, rising */
function tagsOf(use: TagUse, period: 0 | 1, artists: Uint32Array): ArtistTags & { readonly artists: Uint32Array } {
  const kept = use.artist.map((_, i) => i).filter((i) => use.period[i] === period);
  const start = new Uint32Array(artists.length + 1);
  let next = 0;
  artists.forEach((artist, at) => {
    while (next < kept.length && use.artist[kept[next]!]! <= artist) next++;
    start[at + 1] = next;
  });
  return {
    categories: use.tags.length + 1,
    artists,
    start,
    tag: Uint16Array.from(kept, (i) => use.tag[i]!),
    uses: Uint32Array.from(kept, (i) => use.uses[i]!),
  };
}

function shiftsOf(use: TagUse, first: Float64Array, second: Float64Array): TagShift[] {
  const parts = jensenShannonParts(first, second);
  if (parts === null) return [];
  const [firstTotal, secondTotal] = [first, second].map((counts) => counts.reduce((sum, value) => sum + value, 0));
  return Array.from(parts, (bits, i) => ({
    tag: use.tags[i] ?? OTHER_TAGS,
    first: first[i]! / firstTotal!,
    second: second[i]! / secondTotal!,
    bits,
  }))
    .filter(({ bits }) => bits > 0)
    .sort((a, b) => b.bits - a.bits)
    .slice(0, SHIFTS);
}
