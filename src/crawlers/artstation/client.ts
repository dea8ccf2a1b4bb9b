import { createHash } from 'node:crypto';
import type { SiteConfig } from '../../config/config.ts';
import type { Artist } from '../../core/records.ts';
import type { Validator } from '../../core/validator.ts';
import { ArtistGoneError, ParseError } from '../errors.ts';
import { frontOf, unchangedPage } from '../front.ts';
import type { HttpClient } from '../http/client.ts';
import { StatusError } from '../http/errors.ts';
import type { LabelSighting, LabelTarget, SiteCrawler, UploadPage } from '../site.ts';
import { unseen } from '../unseen.ts';
import { searchUsers } from './frame.ts';
import { artistFromProfile, type Listing, labelFromDetail, listingFromBody } from './parse.ts';
import { detailUrl, hashIdFromUrl, listingUrl, PER_PAGE, profileUrl } from './url.ts';

/**
 * ArtStation. The site publishes no API: these are the routes its own pages use, read without an account.
 *
 * Auth: none. Limits: unpublished; Cloudflare stands in front, and a bot check ends the crawl.
 * Paging: numbered pages whose size the site chooses; a list ends at an empty page, or at a short page where the works
 * read, `total_count` and the profile agree. The order is the artist's own, so no page can be skipped.
 * Dates: `published_at`, with its offset; `created_at` is when the draft was begun.
 * Labels: only on the detail page, one request a work; the listing says nothing.
 * Not taken: images, descriptions, comments, likes, followers and following lists (robots.txt disallows the last two).
 */
export function createArtstationCrawler(http: HttpClient, { site, baseUrl }: SiteConfig): SiteCrawler {
  return {
    site,
    followersKind: 'followers',
    order: 'own',

    frame: (threshold, signal) => searchUsers(http, baseUrl, threshold, signal),
    artist: (name, signal) => profileOf(http, baseUrl, name, signal),

    uploads: (artist, cursor, signal, known) => walk(http, baseUrl, artist, cursor, signal, known),

    async *labels(_artist, uploads, signal) {
      for (const upload of uploads) yield [await labelOf(http, baseUrl, upload, signal)];
    },

    labelRequests: (works) => works,
  };
}

async function profileOf(http: HttpClient, baseUrl: string, name: string, signal: AbortSignal): Promise<Artist> {
  const url = profileUrl(baseUrl, name);
  try {
    return artistFromProfile(await http.json(url, signal), url);
  } catch (error) {
    throw isMissing(error) ? new ArtistGoneError('artstation', name, { cause: error }) : error;
  }
}

async function* walk(
  http: HttpClient,
  baseUrl: string,
  artist: Artist,
  cursor: string | undefined,
  signal: AbortSignal,
  known: Validator | undefined,
): AsyncGenerator<UploadPage> {
  const urlOf = (page: number) => listingUrl(baseUrl, artist.name, page);
  const orGone = async <T>(reply: Promise<T>): Promise<T> => {
    try {
      return await reply;
    } catch (error) {
      throw isMissing(error) ? new ArtistGoneError(artist.site, artist.name, { cause: error }) : error;
    }
  };
  const listingOf = (body: unknown, page: number) => listingFromBody(body, urlOf(page), artist.artistId);
  const seen = new Set<string>();
  const start = placeFromCursor(cursor);
  let claimed = start.claimed;
  for (let page = start.page; ; page++) {
    const version = await orGone(http.version(urlOf(page), page === 1 ? known : undefined, signal));
    if (version.kind === 'unchanged') {
      yield unchangedPage(version.validator);
      return;
    }
    const listing = listingOf(version.value, page);
    const front = page === 1 ? frontOf(version) : {};
    const uploads = unseen(listing.uploads, seen);
    // total_count has been too small: what the rows or the profile contradict does not end the list.
    const isWhole = start.seen + seen.size === listing.totalCount && listing.totalCount >= (artist.worksClaimed ?? 0);
    const isEnd = uploads.length === 0 || (listing.uploads.length < PER_PAGE && isWhole);
    claimed ??= listing.totalCount;
    if (!isEnd) {
      const cursor = `${page + 1}:${start.seen + seen.size}:${claimed}`;
      yield { uploads, cursor, hidden: 0, ...(page === 1 ? { mark: markOf(listing) } : {}), ...front };
      continue;
    }
    // A work published or removed meanwhile moved the others across page borders.
    const hasChanged = listing.totalCount !== claimed && page > 1;
    const first = hasChanged ? listingOf(await orGone(http.json(urlOf(1), signal)), 1) : undefined;
    const again = unseen(first?.uploads ?? [], seen);
    const count = start.seen + seen.size;
    // The profile may have been read long before the list.
    const profile = count < (artist.worksClaimed ?? 0) ? await profileOf(http, baseUrl, artist.name, signal) : artist;
    const shortfall = shortfallOf(count, listing.totalCount, claimed, profile.worksClaimed ?? 0);
    yield {
      uploads: [...uploads, ...again],
      cursor: undefined,
      hidden: 0,
      ...front,
      ...(shortfall === undefined ? {} : { shortfall }),
    };
    return;
  }
}

/** The order of the works counts: another arrangement is a change. */
function markOf({ uploads, totalCount }: Listing): string {
  const rows = uploads.map(({ uploadId, title, publishedRaw }) => [uploadId, title, publishedRaw]);
  return createHash('sha256')
    .update(JSON.stringify([totalCount, rows]))
    .digest('hex');
}

function shortfallOf(read: number, total: number, claimed: number, profileClaim: number): string | undefined {
  if (total < claimed) return `the list shrank from ${claimed} to ${total} works while it was read`;
  if (read < total) return `the list ended after ${read} of the ${total} works it claims`;
  if (read < profileClaim) return `the list ended after ${read} works, but the profile claims ${profileClaim}`;
  return undefined;
}

/** A cursor holds the next page, the works seen before it and the works claimed at the start: `3:100:263`. */
function placeFromCursor(cursor: string | undefined): { page: number; seen: number; claimed: number | undefined } {
  if (cursor === undefined) return { page: 1, seen: 0, claimed: undefined };
  const [page, seen, claimed] = cursor.split(':').map(Number) as [number, number, number];
  return { page, seen, claimed };
}

async function labelOf(
  http: HttpClient,
  baseUrl: string,
  target: LabelTarget,
  signal: AbortSignal,
): Promise<LabelSighting> {
  const hashId = hashIdFromUrl(target.url);
  if (hashId === undefined) {
    throw new ParseError('artstation', target.url, '', 'expected an address that ends in /artwork/ and a key');
  }
  const url = detailUrl(baseUrl, hashId);
  try {
    return labelFromDetail(await http.json(url, signal), url, target);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { uploadId: target.uploadId, label: 'unknown', labelSource: 'artstation:gone', optOut: null };
  }
}

/** An unknown artist or work answers 404 with an empty text body. */
function isMissing(error: unknown): boolean {
  return error instanceof StatusError && error.status === 404;
}
