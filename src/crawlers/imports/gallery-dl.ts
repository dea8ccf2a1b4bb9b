import { NO_REGIME } from '../../core/label-regimes.ts';
import type { Artist, Upload } from '../../core/records.ts';
import { artistFromProfile, artistsFromListing, labelFromDetail, listingFromBody } from '../artstation/parse.ts';
import { uploadsFromPosts } from '../danbooru/parse.ts';
import { artistsFromGallery, uploadsFromGallery } from '../deviantart/parse.ts';
import { ParseError } from '../errors.ts';
import { artistsOf } from './artists-of.ts';

/** What a dump holds. A work stands once for each of its artists. */
export interface GalleryDlDump {
  readonly uploads: readonly Upload[];
  readonly artists: readonly Artist[];
  /** Entries of sites that we do not read, by gallery-dl's name for the site. */
  readonly skipped: ReadonlyMap<string, number>;
  /** The error that ended the dump early, as gallery-dl wrote it. */
  readonly error: string | undefined;
}

type Metadata = Readonly<Record<string, unknown>>;
interface Work {
  readonly uploads: readonly Upload[];
  readonly artists: readonly Artist[];
}

const READERS = new Map<string, (metadata: Metadata, page: string) => Work>([
  ['artstation', readProject],
  ['deviantart', readDeviation],
  ['danbooru', readPost],
]);

/**
 * Reads the list that `gallery-dl -j` prints: `[2, metadata]` for a folder, `[3, url, metadata]` for a file,
 * `[6, url, metadata]` for an address left to others. A work has an entry for each of its files. An error that ends the
 * run is one more entry, `["HttpError", "…"]` up to version 1.25, `[-1, {…}]` later; the exit code stays 0.
 *
 * @param page the file, for messages
 * @throws ParseError if the list or an entry is of another shape
 */
export function readGalleryDl(entries: unknown, page: string): GalleryDlDump {
  if (!Array.isArray(entries))
    throw new ParseError('gallery-dl', page, '', 'expected the list that gallery-dl -j prints');
  const uploads = new Map<string, Upload>();
  const artists = new Map<string, Artist>();
  const skipped = new Map<string, number>();
  let error: string | undefined;
  for (const [index, entry] of entries.entries()) {
    const metadata = metadataOf(entry, page, index);
    if (metadata === undefined) {
      error ??= JSON.stringify(entry);
      continue;
    }
    const site = String(metadata.category);
    const read = READERS.get(site) ?? ('tag_string_artist' in metadata ? readBoardPost : undefined);
    if (read === undefined) {
      skipped.set(site, (skipped.get(site) ?? 0) + 1);
      continue;
    }
    const work = read(metadata, `${page} entry ${index}`);
    for (const upload of work.uploads) uploads.set(JSON.stringify([site, upload.uploadId, upload.artistId]), upload);
    for (const artist of work.artists) artists.set(JSON.stringify([site, artist.artistId]), artist);
  }
  return { uploads: [...uploads.values()], artists: [...artists.values()], skipped, error };
}

/** @returns undefined for an entry that reports an error */
function metadataOf(entry: unknown, page: string, index: number): Metadata | undefined {
  if (Array.isArray(entry) && (typeof entry[0] === 'string' || entry[0] < 0)) return undefined;
  const metadata: unknown = Array.isArray(entry) ? entry.at(-1) : undefined;
  if (typeof metadata === 'object' && metadata !== null && 'category' in metadata) return metadata as Metadata; // an object
  throw new ParseError('gallery-dl', page, String(index), 'expected [number, …, metadata] with a category');
}

/** A detail page, with the user's own page under `userinfo`. */
function readProject(metadata: Metadata, page: string): Work {
  const owner = metadata.userinfo === undefined ? undefined : artistFromProfile(metadata.userinfo, page);
  const body = { data: [metadata], total_count: 1 };
  const listed = listingFromBody(body, page, owner?.artistId).uploads;
  const uploads = listed.map((upload) => ({ ...upload, ...labelFromDetail(metadata, page, upload) }));
  return { uploads, artists: artistsOf(uploads, owner === undefined ? artistsFromListing(body, page) : [owner]) };
}

/** gallery-dl overwrites the site's `category` with its own name for the site, and keeps the old one aside. */
function readDeviation({ category: _, da_category, ...metadata }: Metadata, page: string): Work {
  const body = { has_more: false, results: [{ ...metadata, category: da_category }] };
  const uploads = uploadsFromGallery(body, page);
  return { uploads, artists: artistsOf(uploads, artistsFromGallery(body, page)) };
}

/** Boards that run Danbooru's software carry the name their user gave them, and no label regime of Danbooru's. */
function readBoardPost(metadata: Metadata, page: string): Work {
  const site = String(metadata.category);
  const uploads = readPost(metadata, page).uploads.map(
    (upload): Upload => ({
      ...upload,
      site,
      label: upload.label === 'no' ? 'unknown' : upload.label,
      labelSource: `${site}:tags`,
      labelRegime: NO_REGIME,
    }),
  );
  return { uploads, artists: artistsOf(uploads, []) };
}

function readPost(metadata: Metadata, page: string): Work {
  const uploads = uploadsFromPosts([metadata], undefined, page);
  return { uploads, artists: artistsOf(uploads, []) };
}
