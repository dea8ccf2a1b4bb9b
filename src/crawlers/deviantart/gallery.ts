import type { Artist, Upload } from '../../core/records.ts';
import type { Validator } from '../../core/validator.ts';
import { ArtistGoneError, ParseError } from '../errors.ts';
import { frontOf, unchangedPage } from '../front.ts';
import { StatusError } from '../http/errors.ts';
import type { UploadPage } from '../site.ts';
import { unseen } from '../unseen.ts';
import type { DeviantartApi } from './api.ts';
import { foldersFromBody, type Gallery, galleryFromBody } from './parse.ts';
import { foldersUrl, folderUrl, galleryUrl, WORKS_PER_PAGE } from './url.ts';

/** `gallery/all` returns nothing from here on, whatever its pages promise. */
const DEEPEST_OFFSET = 10_000;
const MOST_EMPTY_PAGES = 50;

/** A page of a list that is walked by its own `next_offset`. */
interface Slice {
  readonly uploads: readonly Upload[];
  readonly hidden: number;
  /** Undefined on the last page. */
  readonly next: number | undefined;
  readonly shortfall?: string;
}
type ReadPage = (offset: number) => Promise<Gallery>;

/** An artist's whole gallery, folder by folder where it is deeper than `gallery/all` reaches. */
export async function* walkGallery(
  api: DeviantartApi,
  baseUrl: string,
  artist: Artist,
  cursor: string | undefined,
  signal: AbortSignal,
  known: Validator | undefined,
): AsyncGenerator<UploadPage> {
  const readAll: ReadPage = (offset) => readGallery(api, galleryUrl(baseUrl, artist.name, offset), artist, signal);
  const seen = new Set<string>();
  const place = placeFromCursor(cursor);
  if (place.folder === undefined) {
    const url = galleryUrl(baseUrl, artist.name, 0);
    const version = place.offset === 0 ? await orGone(api.version(url, known, signal), artist) : undefined;
    if (version?.kind === 'unchanged') {
      yield unchangedPage(version.validator);
      return;
    }
    let first = version && galleryOf(version.value, url, artist);
    const readOn: ReadPage = async (offset) => {
      const page = first ?? (await readAll(offset));
      first = undefined;
      return page;
    };
    let front = version ? frontOf(version) : {};
    let hasShifted = false;
    for await (const slice of slices(readOn, place.offset, artist.worksClaimed)) {
      const uploads = unseen(slice.uploads, seen);
      hasShifted ||= uploads.length < slice.uploads.length;
      if (slice.next !== undefined && slice.next >= DEEPEST_OFFSET) {
        yield { uploads, cursor: 'folder:0:0', hidden: slice.hidden, ...front };
        break;
      }
      if (slice.next === undefined) {
        // New works pushed others over page borders; they stand on the first page now.
        const added = hasShifted ? unseen((await readAll(0)).uploads, seen) : [];
        yield { ...lastPage([...uploads, ...added], slice), ...front };
        return;
      }
      yield { uploads, cursor: String(slice.next), hidden: slice.hidden, ...front };
      front = {};
    }
  }
  yield* walkFolders(api, baseUrl, artist, place, seen, signal);
}

async function* walkFolders(
  api: DeviantartApi,
  baseUrl: string,
  artist: Artist,
  start: Place,
  seen: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<UploadPage> {
  const folderIds = await readFolderIds(api, baseUrl, artist, signal);
  for (let index = start.folder ?? 0; index < folderIds.length; index++) {
    const readFolder: ReadPage = (offset) =>
      readGallery(api, folderUrl(baseUrl, artist.name, folderIds[index]!, offset), artist, signal);
    const from = index === start.folder ? start.offset : 0;
    for await (const slice of slices(readFolder, from, null)) {
      const next = slice.next === undefined ? `folder:${index + 1}:0` : `folder:${index}:${slice.next}`;
      if (slice.shortfall !== undefined) {
        yield lastPage(unseen(slice.uploads, seen), slice);
        return;
      }
      // The slots hidden here were counted in the list of all works up to its depth; counting them again would double them.
      yield { uploads: unseen(slice.uploads, seen), cursor: next, hidden: 0 };
    }
  }
  const isWhole = artist.worksClaimed !== null && seen.size >= artist.worksClaimed;
  const shortfall = `works after the first ${DEEPEST_OFFSET} were read from folders; works that stand in no folder are missing`;
  yield { uploads: [], cursor: undefined, hidden: 0, ...(isWhole ? {} : { shortfall }) };
}

async function readFolderIds(
  api: DeviantartApi,
  baseUrl: string,
  artist: Artist,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; ) {
    const url = foldersUrl(baseUrl, artist.name, offset);
    const { folderIds, hasMore, nextOffset } = foldersFromBody(await api.get(url, signal), url);
    ids.push(...folderIds);
    if (!hasMore) return ids;
    if (nextOffset === null || nextOffset <= offset) {
      throw new ParseError(artist.site, url, 'next_offset', `expected a number above ${offset}, got ${nextOffset}`);
    }
    offset = nextOffset;
  }
}

/**
 * Pages of one list. Pages may be short or empty in the middle: hidden works keep their slots.
 *
 * @param claimed slots the profile claims; null if not known
 */
async function* slices(read: ReadPage, start: number, claimed: number | null): AsyncGenerator<Slice> {
  let emptyRun = 0;
  /** Slots that the page before did not fill, set while it is looked behind: all of them, and those the profile claims. */
  let open: { readonly all: number; readonly claimed: number } | undefined;
  for (let offset = start; ; ) {
    let page = await read(offset);
    // Empty where works follow, it is a page of hidden works or a fault of the moment: the second answer counts.
    if (page.rows === 0 && page.hasMore) page = await read(offset);
    const { uploads, rows, hasMore, nextOffset } = page;
    emptyRun = rows === 0 ? emptyRun + 1 : 0;
    const isBehind = open !== undefined;
    const goesOn = hasMore || rows > 0;
    const skipped = (goesOn ? open?.all : open?.claimed) ?? 0;
    open = undefined;
    if (hasMore) {
      if (nextOffset === null || nextOffset <= offset) {
        const shortfall = `the page at offset ${offset} points to offset ${nextOffset} as the next`;
        yield { uploads, hidden: skipped + rows - uploads.length, next: undefined, shortfall };
        return;
      }
      const hidden = skipped + Math.max(0, nextOffset - offset - uploads.length);
      if (emptyRun >= MOST_EMPTY_PAGES) {
        yield {
          uploads,
          hidden,
          next: undefined,
          shortfall: `${emptyRun} empty pages in a row before offset ${nextOffset}`,
        };
        return;
      }
      yield { uploads, hidden, next: nextOffset };
      offset = nextOffset;
      continue;
    }
    const hidden = skipped + rows - uploads.length;
    // has_more has been false too early: a full last page, or fewer slots than claimed, is looked behind.
    const missing = Math.max(0, (claimed ?? 0) - offset - rows);
    if (!(rows === WORKS_PER_PAGE || missing > 0) || (isBehind && !goesOn)) {
      // Two pages in a row say that the list ends before slots that the profile claims: those are not known to be hidden.
      const shortfall = `the list ended at slot ${offset} of the ${claimed} works that the profile claims`;
      yield { uploads, hidden, next: undefined, ...(missing > 0 ? { shortfall } : {}) };
      return;
    }
    const all = Math.max(0, WORKS_PER_PAGE - rows);
    open = { all, claimed: Math.min(all, missing) };
    offset += WORKS_PER_PAGE;
    yield { uploads, hidden, next: offset };
  }
}

async function readGallery(api: DeviantartApi, url: string, artist: Artist, signal: AbortSignal): Promise<Gallery> {
  return galleryOf(await orGone(api.get(url, signal), artist), url, artist);
}

async function orGone<T>(reply: Promise<T>, { site, name }: Artist): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw isUnknownUser(error) ? new ArtistGoneError(site, name, { cause: error }) : error;
  }
}

/** @throws ParseError if the works are somebody else's */
function galleryOf(body: unknown, url: string, artist: Artist): Gallery {
  const gallery = galleryFromBody(body, url);
  const index = gallery.uploads.findIndex(({ artistId }) => artistId !== artist.artistId);
  if (index < 0) return gallery;
  const found = gallery.uploads[index]!.artistId;
  throw new ParseError(artist.site, url, 'results author.userid', `expected ${artist.artistId}, got ${found}`);
}

export function isUnknownUser(error: unknown): boolean {
  return error instanceof StatusError && error.status === 400 && error.body.includes('User not found');
}

function lastPage(uploads: readonly Upload[], { hidden, shortfall }: Slice): UploadPage {
  return { uploads, cursor: undefined, hidden, ...(shortfall === undefined ? {} : { shortfall }) };
}

interface Place {
  /** Undefined in the list of all works. */
  readonly folder: number | undefined;
  readonly offset: number;
}

/** A cursor is an offset into the list of all works, `48`, or into one of the folders, `folder:2:48`. */
function placeFromCursor(cursor: string | undefined): Place {
  const folder = /^folder:(\d+):(\d+)$/.exec(cursor ?? '');
  if (folder) return { folder: Number(folder[1]), offset: Number(folder[2]) };
  return { folder: undefined, offset: cursor === undefined ? 0 : Number(cursor) };
}
