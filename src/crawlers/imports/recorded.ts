import type { Artist, Upload } from '../../core/records.ts';
import * as artstation from '../artstation/parse.ts';
import * as danbooru from '../danbooru/parse.ts';
import * as deviantart from '../deviantart/parse.ts';
import { artistsOf } from './artists-of.ts';

/** What one response body holds for us. */
export type RecordedBody =
  | {
      readonly kind: 'uploads';
      readonly what: string;
      readonly uploads: readonly Upload[];
      readonly artists: readonly Artist[];
    }
  | { readonly kind: 'skipped'; readonly what: string }
  | { readonly kind: 'unknown' };

interface Shape {
  readonly what: string;
  readonly fits: (body: Fields) => boolean;
  /** Absent where such a body tells of no upload and no artist. */
  readonly read?: (body: Fields, page: string) => { uploads: readonly Upload[]; artists: readonly Artist[] };
}

type Fields = Readonly<Record<string, unknown>>;

/** In this order: the first that fits is taken. */
const SHAPES: readonly Shape[] = [
  {
    what: 'an ArtStation listing',
    fits: ({ data, total_count }) => typeof total_count === 'number' && isListOf(data, 'hash_id'),
    read: (body, page) =>
      withArtists(artstation.uploadsFromListing(body, page), artstation.artistsFromListing(body, page)),
  },
  {
    what: 'an ArtStation user',
    fits: (body) => has(body, 'id', 'username', 'permalink'),
    read: (body, page) => ({ uploads: [], artists: [artstation.artistFromProfile(body, page)] }),
  },
  {
    what: 'a DeviantArt website state',
    fits: (body) => has(body, '@@entities'),
    // The page shows more people than the authors of its works.
    read: (body, page) =>
      withArtists(deviantart.uploadsFromWebsiteState(body, page), deviantart.artistsFromWebsiteState(body, page)),
  },
  {
    what: 'a DeviantArt gallery',
    fits: ({ results, has_more }) => typeof has_more === 'boolean' && isListOf(results, 'deviationid'),
    read: (body, page) => readDeviations(body.results, page),
  },
  {
    what: 'a DeviantArt deviation',
    fits: (body) => has(body, 'deviationid', 'published_time'),
    read: (body, page) => readDeviations([body], page),
  },
  {
    what: 'a list of DeviantArt folders with their newest works',
    fits: ({ results }) => isListOf(results, 'folderid', 'deviations'),
    read: ({ results }, page) => readDeviations(deviationsOf(results), page),
  },
  {
    what: 'a DeviantArt feed',
    fits: ({ items }) => isListOf(items, 'ts', 'by_user'),
    read: ({ items }, page) => readDeviations(deviationsOf(items), page),
  },
  {
    what: 'a DeviantArt profile',
    fits: (body) => has(body, 'user', 'profile_url'),
    read: (body, page) => ({ uploads: [], artists: [deviantart.artistFromProfile(body, page)] }),
  },
  { what: 'DeviantArt metadata, which carries no dates', fits: ({ metadata }) => isListOf(metadata, 'deviationid') },
  { what: 'DeviantArt statuses', fits: ({ results }) => isListOf(results, 'statusid') },
  { what: 'a list of DeviantArt folders', fits: ({ results }) => isListOf(results, 'folderid') },
  {
    what: 'a list of DeviantArt users',
    fits: ({ results }) => isListOf(results, 'userid') || isListOf(results, 'user'),
  },
  {
    what: 'a Danbooru post',
    fits: (body) => has(body, 'id', 'tag_string_artist'),
    read: (body, page) => readPosts([body], page),
  },
  {
    what: 'a record of the Danbooru metadata dumps',
    fits: (body) => has(body, 'id', 'created_at') && isListOf(body.tags, 'name', 'category'),
    read: (body, page) => withArtists(danbooru.uploadsFromDump(body, page), []),
  },
  { what: 'an access token', fits: (body) => has(body, 'access_token') },
  { what: 'an error', fits: (body) => has(body, 'error') },
];

/**
 * Recognises a recorded response of one of the sites by its shape, and reads it as a crawl would.
 *
 * @param page the file, for messages
 * @throws ParseError if the shape is known and a needed field is wrong
 */
export function readRecordedBody(body: unknown, page: string): RecordedBody {
  if (isListOf(body, 'tag_string_artist')) return { kind: 'uploads', what: 'Danbooru posts', ...readPosts(body, page) };
  if (!isFields(body)) return { kind: 'unknown' };
  const shape = SHAPES.find(({ fits }) => fits(body));
  if (shape === undefined) return { kind: 'unknown' };
  const { what, read } = shape;
  return read === undefined ? { kind: 'skipped', what } : { kind: 'uploads', what, ...read(body, page) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(body: Fields, ...keys: readonly string[]): boolean {
  return keys.every((key) => key in body);
}

/** A list, not empty, whose items have these keys. */
function isListOf(value: unknown, ...keys: readonly string[]): value is readonly Fields[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isFields(item) && has(item, ...keys));
}

function deviationsOf(holders: unknown): readonly unknown[] {
  return (holders as readonly Fields[]).flatMap(({ deviations }) => deviations ?? []); // `fits` has seen a list of objects
}

function readDeviations(results: unknown, page: string) {
  const body = { has_more: false, next_offset: null, results };
  return withArtists(deviantart.uploadsFromGallery(body, page), deviantart.artistsFromGallery(body, page));
}

function readPosts(posts: readonly unknown[], page: string) {
  return withArtists(danbooru.uploadsFromPosts(posts, undefined, page), []);
}

function withArtists(uploads: readonly Upload[], known: readonly Artist[]) {
  return { uploads, artists: artistsOf(uploads, known) };
}
