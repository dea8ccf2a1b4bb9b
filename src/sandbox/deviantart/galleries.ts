import type { Catalogue } from '../world/catalogue.ts';
import { rankById } from '../world/ids.ts';
import { has, TRAIT } from '../world/traits.ts';
import { isPublic, type WorldArtist } from '../world/world.ts';
import { favouritesOf, tagsOf } from './rows.ts';
import { numberOfUuid, uuidOf } from './uuid.ts';

/** Deeper offsets bring nothing, although the page before promised more. */
const OFFSET_CAP = 10_000;
/** Works in a folder beside Featured; large galleries have several. */
const FOLDER_SIZE = 4000;
const FOLDER_SALT = 56;
const FOLDERS_PER_ARTIST = 16;

export interface Page {
  /** Rows shown; slots of hidden works are left out. */
  readonly rows: readonly number[];
  readonly hasMore: boolean;
  readonly nextOffset: number | null;
}

export interface Folder {
  readonly folderId: string;
  readonly name: string;
  /** Slots [from, to) of the artist's gallery, newest first. */
  readonly from: number;
  readonly to: number;
}

/** Cuts a page out of `size` slots, of which slot i holds the row `rowAt(i)`. */
export function pageOf(
  size: number,
  rowAt: (slot: number) => number,
  offset: number,
  limit: number,
  isShown: (row: number) => boolean,
): Page {
  if (offset > OFFSET_CAP) return { rows: [], hasMore: false, nextOffset: null };
  const end = Math.min(offset + limit, size);
  const rows: number[] = [];
  for (let slot = offset; slot < end; slot++) {
    const row = rowAt(slot);
    if (isShown(row)) rows.push(row);
  }
  const hasMore = end < size;
  return { rows, hasMore, nextOffset: hasMore ? end : null };
}

/** Featured holds a small gallery whole; a larger one is spread over several folders. */
export function foldersOf(artist: WorldArtist): readonly Folder[] {
  const slots = artist.to - artist.from;
  const count = Math.max(Math.ceil(slots / FOLDER_SIZE), 1);
  return Array.from({ length: count }, (_, i) => ({
    folderId: uuidOf(artist.index * FOLDERS_PER_ARTIST + i, FOLDER_SALT),
    name: i === 0 ? 'Featured' : `Archive ${i}`,
    from: i * FOLDER_SIZE,
    to: Math.min((i + 1) * FOLDER_SIZE, slots),
  }));
}

/** @returns undefined if there is no such folder */
export function findFolder(
  catalogue: Catalogue,
  folderId: string,
): { readonly artist: WorldArtist; readonly folder: Folder } | undefined {
  const number = numberOfUuid(folderId, FOLDER_SALT);
  if (number === undefined) return undefined;
  const artist = catalogue.world.artists[Math.floor(number / FOLDERS_PER_ARTIST)];
  const folder = artist && foldersOf(artist)[number % FOLDERS_PER_ARTIST];
  return artist && folder && { artist, folder };
}

/** Site-wide lists of public works; each is made when first asked for. */
export function createBrowse({ world }: Catalogue) {
  let newest: Uint32Array | undefined;
  let popular: Uint32Array | undefined;
  let byTag: Map<string, readonly number[]> | undefined;

  function listNewest(): Uint32Array {
    newest ??= rankById(world.publishedAt)
      .reverse()
      .filter((row) => isPublic(world, row));
    return newest;
  }

  return {
    newest: listNewest,
    popular(): Uint32Array {
      if (!popular) {
        const favourites = Uint32Array.from(world.publishedAt, (_, row) => favouritesOf(world, row));
        popular = listNewest().toSorted((a, b) => favourites[b]! - favourites[a]!);
      }
      return popular;
    },
    tagged(tag: string): readonly number[] {
      byTag ??= groupByTag(listNewest());
      return byTag.get(tag) ?? [];
    },
  };

  function groupByTag(rows: Uint32Array): Map<string, number[]> {
    const groups = new Map<string, number[]>();
    for (const row of rows) {
      for (const tag of tagsOf(world, row)) {
        const group = groups.get(tag);
        if (group) group.push(row);
        else groups.set(tag, [row]);
      }
    }
    return groups;
  }
}

export function isListed(traits: number, withMature: boolean): boolean {
  return !has(traits, TRAIT.hidden) && (withMature || !has(traits, TRAIT.mature));
}
