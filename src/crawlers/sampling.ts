import { createHash } from 'node:crypto';
import type { Artist } from '../core/records.ts';
import { createRng } from '../core/rng.ts';

/** What decides which artists are drawn: the same plan on the same frame draws the same sample. */
export interface SamplePlan {
  readonly size: number;
  readonly threshold: number;
  readonly seed: number;
}

export interface DrawnSample {
  readonly frameSize: number;
  readonly artists: readonly { readonly artist: Artist; readonly inclusionProbability: number }[];
  /** SHA-256, hex, over the plan, the site and the sorted ids drawn. */
  readonly manifestHash: string;
}

/** The text under which a sample is found again. @example sampleKey({ size: 250, threshold: 2000, seed: 1 }) */
export function sampleKey({ size, threshold, seed }: SamplePlan): string {
  return `size=${size} threshold=${threshold} seed=${seed}`;
}

/**
 * Draws artists uniformly without replacement: the first `size` of a shuffle (Fisher-Yates). The order in which the
 * frame was read does not matter, and an artist listed twice counts once. A frame no larger than the sample is taken
 * whole, each artist with inclusion probability 1.
 *
 * @throws RangeError if the size is not a whole number >= 1
 */
export function drawSample(site: string, frame: readonly Artist[], plan: SamplePlan): DrawnSample {
  const { size, seed } = plan;
  if (!(Number.isSafeInteger(size) && size >= 1)) throw new RangeError(`size must be a whole number >= 1, got ${size}`);
  const artists = [...new Map(frame.map((artist) => [artist.artistId, artist])).values()].sort(byId);
  const frameSize = artists.length;
  const drawn = Math.min(size, frameSize);
  const rng = createRng(seed).fork(site);
  for (let i = 0; i < drawn; i++) {
    const j = i + rng.integer(frameSize - i);
    [artists[i], artists[j]] = [artists[j]!, artists[i]!];
  }
  const sample = artists.slice(0, drawn).sort(byId);
  const ids = sample.map(({ artistId }) => artistId);
  return {
    frameSize,
    artists: sample.map((artist) => ({ artist, inclusionProbability: drawn / frameSize })),
    manifestHash: createHash('sha256')
      .update(JSON.stringify([site, sampleKey(plan), ids]))
      .digest('hex'),
  };
}

/** By code units: the same everywhere, whatever the locale. */
function byId(a: Artist, b: Artist): number {
  return a.artistId < b.artistId ? -1 : a.artistId > b.artistId ? 1 : 0;
}
