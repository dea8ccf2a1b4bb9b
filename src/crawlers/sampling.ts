import { createHash } from 'node:crypto';
import type { Artist } from '../core/records.ts';
import { createRng, type Rng } from '../core/rng.ts';

/** What decides which artists are drawn: the same plan on the same frame draws the same sample. */
export interface SamplePlan {
  readonly size: number;
  readonly threshold: number;
  readonly seed: number;
  /** Draw from bins of audience apart. @default one draw from all */
  readonly strata?: StrataPlan;
}

export interface StrataPlan {
  /** The least audience of each bin, rising; a bin ends where the next begins, the last one nowhere. */
  readonly from: readonly number[];
  /** `equal`: as many artists from each bin, so that small bins can be studied; `proportional`: by the bin's size. */
  readonly allocation: 'equal' | 'proportional';
}

export interface Stratum {
  readonly from: number;
  readonly frameSize: number;
  readonly sampleSize: number;
}

export interface DrawnSample {
  readonly frameSize: number;
  readonly artists: readonly { readonly artist: Artist; readonly inclusionProbability: number }[];
  /** The bins in rising order, if the plan has any. */
  readonly strata?: readonly Stratum[];
  /** SHA-256, hex, over the plan, the site and the sorted ids drawn. */
  readonly manifestHash: string;
}

/** The text under which a sample is found again. @example sampleKey({ size: 250, threshold: 2000, seed: 1 }) */
export function sampleKey({ size, threshold, seed, strata }: SamplePlan): string {
  const key = `size=${size} threshold=${threshold} seed=${seed}`;
  return strata ? `${key} strata=${strata.from.join(',')} allocation=${strata.allocation}` : key;
}

/**
 * Draws artists uniformly without replacement, from all or from each stratum apart: the first of a shuffle
 * (Fisher-Yates). The order in which the frame was read does not matter, and an artist listed twice counts once. A
 * frame no larger than the sample is taken whole. An artist's inclusion probability is its stratum's sample size over
 * its frame size, so that its inverse weighs the artist in estimates about the frame (Horvitz & Thompson, 1952,
 * JASA 47, 663-685).
 *
 * @throws RangeError if the size is not a whole number >= 1, or the strata do not rise
 */
export function drawSample(site: string, frame: readonly Artist[], plan: SamplePlan): DrawnSample {
  const { size, seed, strata } = plan;
  if (!(Number.isSafeInteger(size) && size >= 1)) throw new RangeError(`size must be a whole number >= 1, got ${size}`);
  const artists = [...new Map(frame.map((artist) => [artist.artistId, artist])).values()].sort(byId);
  const rng = createRng(seed).fork(site);
  const bins = strata
    ? binsOf(artists, strata).map((bin) => ({ ...bin, rng: rng.fork(bin.from) }))
    : [{ from: plan.threshold, artists, rng }];
  const frameSizes = bins.map((bin) => bin.artists.length);
  const sizes = allocate(size, frameSizes, strata?.allocation ?? 'proportional');
  const drawn = bins
    .flatMap((bin, i) => {
      const inclusionProbability = sizes[i]! / bin.artists.length;
      return draw(bin.artists, sizes[i]!, bin.rng).map((artist) => ({ artist, inclusionProbability }));
    })
    .sort((a, b) => byId(a.artist, b.artist));
  const manifest = [site, sampleKey(plan), drawn.map(({ artist }) => artist.artistId)];
  return {
    frameSize: frameSizes.reduce((sum, count) => sum + count, 0),
    artists: drawn,
    ...(strata && {
      strata: bins.map(({ from }, i) => ({ from, frameSize: frameSizes[i]!, sampleSize: sizes[i]! })),
    }),
    manifestHash: createHash('sha256').update(JSON.stringify(manifest)).digest('hex'),
  };
}

interface Bin {
  readonly from: number;
  readonly artists: readonly Artist[];
}

/** Artists below the first bin, or without a known audience, are in none. */
function binsOf(artists: readonly Artist[], { from }: StrataPlan): readonly Bin[] {
  if (from.length === 0 || from.some((least, i) => i > 0 && !(least > from[i - 1]!))) {
    throw new RangeError(`strata must rise, got ${from.join(',')}`);
  }
  return from.map((least, i) => {
    const end = from[i + 1] ?? Number.POSITIVE_INFINITY;
    return {
      from: least,
      artists: artists.filter(({ followers }) => followers !== null && followers >= least && followers < end),
    };
  });
}

/**
 * How many artists to draw from each bin; together `size`, or all there are. What a small bin cannot give in an equal
 * allocation goes to larger ones; a proportional one gives what is left over to the largest remainders.
 */
function allocate(
  size: number,
  frameSizes: readonly number[],
  allocation: StrataPlan['allocation'],
): readonly number[] {
  const total = frameSizes.reduce((sum, count) => sum + count, 0);
  if (size >= total) return frameSizes;
  const sizes = frameSizes.map((count) => Math.floor((size * count) / total));
  if (allocation === 'equal') {
    const rising = frameSizes.map((_, i) => i).sort((a, b) => frameSizes[a]! - frameSizes[b]! || a - b);
    let left = size;
    for (const [place, i] of rising.entries()) {
      sizes[i] = Math.min(frameSizes[i]!, Math.floor(left / (rising.length - place)));
      left -= sizes[i];
    }
    return sizes;
  }
  const remainder = (i: number) => (size * frameSizes[i]!) % total;
  const left = size - sizes.reduce((sum, count) => sum + count, 0);
  const largest = frameSizes.map((_, i) => i).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const i of largest.slice(0, left)) sizes[i]! += 1;
  return sizes;
}

function draw(artists: readonly Artist[], size: number, rng: Rng): readonly Artist[] {
  const shuffled = [...artists];
  for (let i = 0; i < size; i++) {
    const j = i + rng.integer(shuffled.length - i);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled.slice(0, size);
}

/** By code units: the same everywhere, whatever the locale. */
function byId(a: Artist, b: Artist): number {
  return a.artistId < b.artistId ? -1 : a.artistId > b.artistId ? 1 : 0;
}
