import { ParseError } from '../errors.ts';
import { firstRise } from '../frame-order.ts';
import type { HttpClient, RequestOptions } from '../http/client.ts';
import { StatusError } from '../http/errors.ts';
import type { FramePage } from '../site.ts';
import { artistsFromTags } from './parse.ts';
import { artistTagsUrl, TAGS_PER_PAGE } from './url.ts';

/**
 * The artist tags by their number of posts, down to the threshold. Numbered pages end at the thousandth with a 410. A
 * list that ends there, or at an empty page behind a full one, with every tag above the threshold is cut short.
 */
export async function* listArtistTags(
  http: HttpClient,
  options: RequestOptions,
  baseUrl: string,
  threshold: number,
  signal: AbortSignal,
): AsyncGenerator<FramePage> {
  const seen = new Set<string>();
  let depth = Number.POSITIVE_INFINITY;
  let isFullBefore = false;
  for (let page = 1; ; page++) {
    const url = artistTagsUrl(baseUrl, page);
    const ask = async () => artistsFromTags(await orNone(http.json(url, signal, options), page), url);
    let artists = await ask();
    if (artists.length === 0 && isFullBefore) artists = await ask();
    const rise = firstRise(artists);
    if (rise >= 0) throw new ParseError('danbooru', url, artists[rise]!.name, 'expected tags sorted by post_count');
    const large = artists.filter(({ followers }) => followers! >= threshold);
    const isNew = large.some(({ artistId }) => !seen.has(artistId));
    for (const { artistId } of large) seen.add(artistId);
    if (isNew && large.length === artists.length) {
      depth = artists.at(-1)!.followers!;
      isFullBefore = artists.length >= TAGS_PER_PAGE;
      yield { artists };
      continue;
    }
    const isCut = large.length === artists.length && (isFullBefore || artists.length > 0);
    const shortfall = `the list of artist tags ends after ${seen.size}, at ${depth} posts`;
    yield { artists: large, ...(isCut ? { shortfall } : {}) };
    return;
  }
}

/** Behind the last numbered page there are no tags to be had. */
async function orNone(reply: Promise<unknown>, page: number): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (page > 1 && error instanceof StatusError && error.status === 410) return [];
    throw error;
  }
}
