import type { Artist } from '../../core/records.ts';
import { ParseError } from '../errors.ts';
import type { FramePage } from '../site.ts';
import type { DeviantartApi } from './api.ts';
import { artistsFromGallery, artistsFromWhois, galleryPageFromBody } from './parse.ts';
import { browseUrl, NAMES_PER_WHOIS, tagUrl, whoisBody, whoisUrl } from './url.ts';

/** Broad tags, so that the frame does not hold one kind of work alone. */
const TAGS = ['digitalart', 'painting', 'fantasy', 'portrait', 'landscape', 'anime', 'fanart', 'photography'];
/** Deeper offsets bring nothing. */
const DEEPEST_OFFSET = 10_000;
/** A list is left after so many pages in a row without a new name. */
const MOST_STALE_PAGES = 10;

type FeedUrl = (baseUrl: string, offset: number) => string;
const FEEDS: readonly FeedUrl[] = [
  (baseUrl, offset) => browseUrl(baseUrl, 'newest', offset),
  (baseUrl, offset) => browseUrl(baseUrl, 'popular', offset),
  ...TAGS.map(
    (tag): FeedUrl =>
      (baseUrl, offset) =>
        tagUrl(baseUrl, tag, offset),
  ),
];

/**
 * The artists that can be found: the site has no list of all, so names are gathered from the newest and the most
 * popular works and from broad tags, and their watchers looked up 50 at a time. Artists without a work in any of these
 * lists are not in the frame.
 */
export async function* discover(
  api: DeviantartApi,
  baseUrl: string,
  threshold: number,
  signal: AbortSignal,
): AsyncGenerator<FramePage> {
  const known = new Set<string>();
  let names: string[] = [];
  for (const feed of FEEDS) {
    for await (const found of newNames(api, (offset) => feed(baseUrl, offset), known, signal)) {
      names.push(...found);
      while (names.length >= NAMES_PER_WHOIS) {
        yield { artists: await lookUp(api, baseUrl, names.slice(0, NAMES_PER_WHOIS), threshold, signal) };
        names = names.slice(NAMES_PER_WHOIS);
      }
    }
  }
  if (names.length > 0) yield { artists: await lookUp(api, baseUrl, names, threshold, signal) };
}

async function* newNames(
  api: DeviantartApi,
  urlAt: (offset: number) => string,
  known: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  let stalePages = 0;
  for (let offset = 0; offset < DEEPEST_OFFSET && stalePages < MOST_STALE_PAGES; ) {
    const url = urlAt(offset);
    const body = await api.get(url, signal);
    const found = artistsFromGallery(body, url).filter(({ artistId }) => !known.has(artistId));
    for (const { artistId } of found) known.add(artistId);
    stalePages = found.length === 0 ? stalePages + 1 : 0;
    yield found.map(({ name }) => name);
    const { hasMore, nextOffset } = galleryPageFromBody(body, url);
    if (!hasMore || nextOffset === null || nextOffset <= offset) return;
    offset = nextOffset;
  }
}

async function lookUp(
  api: DeviantartApi,
  baseUrl: string,
  names: readonly string[],
  threshold: number,
  signal: AbortSignal,
): Promise<readonly Artist[]> {
  const url = whoisUrl(baseUrl);
  const artists = artistsFromWhois(await api.get(url, signal, whoisBody(names)), url);
  const index = artists.findIndex(({ followers }) => followers === null);
  if (index >= 0) {
    const problem = 'expected a number; without it no sample can be drawn: name the artists with --artist';
    throw new ParseError('deviantart', url, `results.${index}.stats.watchers`, problem);
  }
  return artists.filter(({ followers }) => followers! > threshold);
}
