import { monthFromInstant, textFromMonth } from '../core/month.ts';
import { has, TRAIT } from './world/traits.ts';
import { isPublic, type SiteWorld } from './world/world.ts';

/** What a complete crawl without a login must find. */
export interface ArtistTruth {
  readonly site: string;
  readonly artist: string;
  readonly artistId: string;
  readonly followers: number;
  /** Works shown with a date; on Danbooru deleted and banned posts too. */
  readonly uploads: number;
  /** Works that take a place in the listing or the profile's count, but are not shown. */
  readonly hidden: number;
  /** By UTC month of publication; only months with uploads. */
  readonly months: Readonly<Record<string, MonthTruth>>;
  readonly firstUploadAt: string | null;
}

export interface MonthTruth {
  uploads: number;
  /** Works that carry the site's mark, whenever it was put on. */
  ai: number;
  assisted: number;
  /** Works whose file address is shown: fewer than `uploads` on Danbooru only. */
  withFile: number;
}

/** How a site names one artist, for the truth about it. */
export interface TruthSubject {
  readonly artist: string;
  readonly artistId: string;
  readonly followers: number;
  /** Oldest first. */
  readonly rows: Uint32Array;
}

export function truthAbout(world: SiteWorld, { rows, ...subject }: TruthSubject): ArtistTruth {
  const months: Record<string, MonthTruth> = {};
  const shown = rows.filter((row) => isPublic(world, row));
  for (const row of shown) {
    const month = textFromMonth(monthFromInstant(world.publishedAt[row]!));
    months[month] ??= { uploads: 0, ai: 0, assisted: 0, withFile: 0 };
    const counts = months[month];
    const traits = world.traits[row]!;
    counts.uploads += 1;
    if (has(traits, TRAIT.markedYes)) counts.ai += 1;
    if (has(traits, TRAIT.markedAssisted)) counts.assisted += 1;
    if (hasFile(world, row)) counts.withFile += 1;
  }
  const first = shown[0];
  return {
    site: world.site,
    ...subject,
    uploads: shown.length,
    hidden: rows.length - shown.length,
    months,
    firstUploadAt: first === undefined ? null : new Date(world.publishedAt[first]!).toISOString(),
  };
}

/** Does the site show where the file lies? Danbooru keeps it to itself for banned artists and restricted tags. */
export function hasFile(world: SiteWorld, row: number): boolean {
  return !has(world.traits[row]!, TRAIT.restricted) && !isByBannedArtist(world, row);
}

export function isByBannedArtist(world: SiteWorld, row: number): boolean {
  const second = world.coArtist[row]!;
  return world.artists[world.artist[row]!]!.isBanned || (second >= 0 && world.artists[second]!.isBanned);
}
