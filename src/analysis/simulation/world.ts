import type { Activity } from '../../core/activity.ts';
import { type Month, startOfMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import { type Careers, drawCareer } from './careers.ts';

/** A world of artists who enter, upload while they are there, and leave; by default nothing else ever happens. */
export interface World {
  readonly careers: Careers;
  /** New artists a month, in the last month. */
  readonly entryPerMonth: number;
  /** Yearly growth of entries, as a factor; 1.15 is 15 % a year. @default 1 */
  readonly growthPerYear?: number;
  /** Chance to upload in a month while there, in (0, 1]. */
  readonly rate: number;
  /** Length of the history. */
  readonly months: number;
  readonly to: Month;
  /** From this month on, artists of before the cutoff upload less. @default nobody does */
  readonly cut?: SeniorCut;
  /** Keep only some artists. @default all are kept */
  readonly sample?: CrawlSample;
}

export interface SeniorCut {
  readonly cutoff: Month;
  readonly from: Month;
  /** In (0, 1]: 0.2 makes a rate of 0.5 one of 0.4. */
  readonly share: number;
}

/** Artists drawn without replacement from those with enough uploads when the world ends: who was successful by then. */
export interface CrawlSample {
  readonly size: number;
  readonly leastUploads: number;
}

/** Mean of the uploads of an active month beyond its first. */
const MORE_UPLOADS = 1;

/**
 * Simulates a world with one site.
 *
 * Entry is a Poisson process within each month; an artist's months are counted from the entry on; each month while there is
 * active with the chance `rate`, and brings 1 + Poisson(1) uploads. Artists without an upload are never seen.
 *
 * @example simulate({ careers: { kind: 'endless' }, entryPerMonth: 1, rate: 1, months: 12, to: 645 }, createRng(1))
 */
export function simulate(world: World, rng: Rng): Activity {
  const from = world.to - world.months + 1;
  const histories: History[] = [];
  for (let month = from; month <= world.to; month++) {
    const expected = world.entryPerMonth * (world.growthPerYear ?? 1) ** ((month - world.to) / 12);
    for (let i = poisson(expected, rng); i > 0; i--) {
      const history = drawHistory(world, month, rng);
      if (history.months.length > 0) histories.push(history);
    }
  }
  return activityFrom(world.sample === undefined ? histories : drawSample(histories, world.sample, rng), world.to);
}

interface History {
  readonly months: Month[];
  readonly uploads: number[];
}

function drawHistory({ careers, rate, to, cut }: World, entry: Month, rng: Rng): History {
  const history: History = { months: [], uploads: [] };
  const last = Math.min(to, Math.floor(entry + rng.uniform() + drawCareer(careers, rng)));
  for (let month = entry; month <= last; month++) {
    const first = history.months[0];
    const isCut = cut !== undefined && month >= cut.from && first !== undefined && first < cut.cutoff;
    if (rng.uniform() >= (isCut ? rate * (1 - cut.share) : rate)) continue;
    history.months.push(month);
    history.uploads.push(1 + poisson(MORE_UPLOADS, rng));
  }
  return history;
}

function drawSample(histories: History[], { size, leastUploads }: CrawlSample, rng: Rng): History[] {
  const known = histories.filter(({ uploads }) => uploads.reduce((sum, count) => sum + count, 0) >= leastUploads);
  const count = Math.min(size, known.length);
  for (let i = 0; i < count; i++) {
    const chosen = i + rng.integer(known.length - i);
    [known[i], known[chosen]] = [known[chosen]!, known[i]!];
  }
  return known.slice(0, count);
}

function activityFrom(histories: readonly History[], to: Month): Activity {
  const rows = histories.reduce((sum, { months }) => sum + months.length, 0);
  const activity = {
    sites: ['simulated'],
    artistNames: histories.map((_, i) => `artist ${i}`),
    artistSite: new Uint16Array(histories.length),
    firstUploadAt: Float64Array.from(histories, ({ months }) => startOfMonth(months[0]!)),
    lastFullMonth: new Int32Array(histories.length).fill(to),
    isComplete: new Uint8Array(histories.length).fill(1),
    artist: new Uint32Array(rows),
    month: new Int32Array(rows),
    uploads: new Uint32Array(rows),
  };
  let row = 0;
  histories.forEach(({ months, uploads }, artist) => {
    activity.artist.fill(artist, row, row + months.length);
    activity.month.set(months, row);
    activity.uploads.set(uploads, row);
    row += months.length;
  });
  return activity;
}

/** Knuth, D. E. (1997). The Art of Computer Programming, vol. 2, 3.4.1; in parts, so that e^−mean does not vanish. */
function poisson(mean: number, rng: Rng): number {
  if (mean > 30) return poisson(30, rng) + poisson(mean - 30, rng);
  const limit = Math.exp(-mean);
  let product = rng.uniform();
  let count = 0;
  while (product > limit) {
    product *= rng.uniform();
    count++;
  }
  return count;
}
