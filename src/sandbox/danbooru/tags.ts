import { isByBannedArtist } from '../truth.ts';
import type { Catalogue } from '../world/catalogue.ts';
import { has, TRAIT } from '../world/traits.ts';
import type { SiteWorld, WorldArtist } from '../world/world.ts';

export const CATEGORY = { artist: 1, meta: 5 } as const;

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly category: number;
  /** Rows of posts with the tag, oldest first. */
  readonly rows: Uint32Array;
}

/** The mark Danbooru puts beside a banned artist's own tag. */
export const BANNED_ARTIST = 'banned_artist';

/** Tags that posts can be searched by: those of artists, and the meta tags about generators. */
export function createTagIndex(catalogue: Catalogue): ReadonlyMap<string, Tag> {
  const { world } = catalogue;
  const tags = new Map<string, Tag>();
  const add = (name: string, category: number, rows: Uint32Array) =>
    tags.set(name, { id: 1000 + tags.size * 13, name, category, rows });
  for (const artist of world.artists) add(artist.name, CATEGORY.artist, catalogue.rowsOf(artist));
  const { rowsById } = world;
  add(
    BANNED_ARTIST,
    CATEGORY.artist,
    rowsById.filter((row) => isByBannedArtist(world, row)),
  );
  add(
    'ai-generated',
    CATEGORY.meta,
    rowsById.filter((row) => has(world.traits[row]!, TRAIT.markedYes)),
  );
  add(
    'ai-assisted',
    CATEGORY.meta,
    rowsById.filter((row) => has(world.traits[row]!, TRAIT.markedAssisted)),
  );
  return tags;
}

/** The index while artists go by other names, to which aliases lead, or have works that are not published yet. */
export function changedTags(
  world: SiteWorld,
  index: ReadonlyMap<string, Tag>,
  changes: ReadonlyMap<string, WorldArtist>,
): ReadonlyMap<string, Tag> {
  if (changes.size === 0) return index;
  const changed = new Map(index);
  for (const [name, artist] of changes) {
    const tag = index.get(name)!;
    const rows = tag.rows.filter((row) => row < artist.to || world.artist[row] !== artist.index);
    changed.set(name, { ...tag, name: artist.name, rows }).set(artist.name, changed.get(name)!);
  }
  return changed;
}

/** Space separated, in the order of the artists. */
export function artistTags(world: SiteWorld, row: number): string {
  const names = [world.artists[world.artist[row]!]!.name];
  const second = world.coArtist[row]!;
  if (second >= 0) names.push(world.artists[second]!.name);
  if (isByBannedArtist(world, row)) names.push(BANNED_ARTIST);
  return names.join(' ');
}

export function metaTags(world: SiteWorld, row: number): string {
  const traits = world.traits[row]!;
  const tags = ['highres'];
  if (has(traits, TRAIT.markedAssisted)) tags.unshift('ai-assisted');
  if (has(traits, TRAIT.markedYes)) tags.unshift('ai-generated');
  return tags.join(' ');
}
