import type { Activity } from '../../src/core/activity.ts';
import { type Month, monthFromText, startOfMonth } from '../../src/core/month.ts';
import type { Rng } from '../../src/core/rng.ts';

export interface TestArtist {
  readonly site?: string;
  /** Uploads by month, `YYYY-MM`. */
  readonly uploads: Readonly<Record<string, number>>;
  /** ISO 8601. @default the middle of the first month */
  readonly firstUploadAt?: string;
  /** @default 2024-01 */
  readonly lastFullMonth?: string;
  readonly isComplete?: boolean;
}

/** An activity table of a few artists, each written out. */
export function activityOf(artists: readonly TestArtist[]): Activity {
  const sites = [...new Set(artists.map(({ site = 'site' }) => site))];
  const rows = artists.flatMap(({ uploads }, artist) =>
    Object.entries(uploads)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, count]) => ({ artist, month: monthFromText(month), count })),
  );
  const firstOf = ({ uploads, firstUploadAt }: TestArtist) =>
    firstUploadAt === undefined
      ? startOfMonth(monthFromText(Object.keys(uploads).sort()[0]!)) + 14 * 86_400_000
      : Date.parse(firstUploadAt);
  return {
    sites,
    artistNames: artists.map((_, i) => `artist ${i}`),
    artistSite: Uint16Array.from(artists, ({ site = 'site' }) => sites.indexOf(site)),
    firstUploadAt: Float64Array.from(artists, firstOf),
    lastFullMonth: Int32Array.from(artists, ({ lastFullMonth = '2024-01' }) => monthFromText(lastFullMonth)),
    isComplete: Uint8Array.from(artists, ({ isComplete = true }) => Number(isComplete)),
    artist: Uint32Array.from(rows, (row) => row.artist),
    month: Int32Array.from(rows, (row) => row.month),
    uploads: Uint32Array.from(rows, (row) => row.count),
  };
}

export interface World {
  readonly site: string;
  readonly entryPerMonth: number;
  /** Chance that a month is an artist's last. */
  readonly exitHazard: number;
  /** Chance to upload in a month. */
  readonly activity: number;
  readonly from: Month;
  readonly to: Month;
}

/** A stationary world in which nothing ever happens: artists enter, upload one work in some months, leave. */
export function simulateWorlds(worlds: readonly World[], rng: Rng): Activity {
  const artists = worlds.flatMap((world) => {
    const stream = rng.fork(world.site);
    const found: { site: string; months: Month[] }[] = [];
    for (let entry = world.from; entry <= world.to; entry++) {
      for (let i = 0; i < world.entryPerMonth; i++) {
        const months: Month[] = [];
        for (let month = entry; month <= world.to; month++) {
          if (stream.uniform() < world.activity) months.push(month);
          if (stream.uniform() < world.exitHazard) break;
        }
        if (months.length > 0) found.push({ site: world.site, months });
      }
    }
    return found;
  });
  const sites = worlds.map(({ site }) => site);
  const last = Math.max(...worlds.map(({ to }) => to));
  return {
    sites,
    artistNames: artists.map((_, i) => `artist ${i}`),
    artistSite: Uint16Array.from(artists, ({ site }) => sites.indexOf(site)),
    firstUploadAt: Float64Array.from(artists, ({ months }) => startOfMonth(months[0]!)),
    lastFullMonth: new Int32Array(artists.length).fill(last),
    isComplete: new Uint8Array(artists.length).fill(1),
    artist: Uint32Array.from(artists.flatMap(({ months }, artist) => months.map(() => artist))),
    month: Int32Array.from(artists.flatMap(({ months }) => months)),
    uploads: Uint32Array.from(artists.flatMap(({ months }) => months.map(() => 1))),
  };
}
