import { ParseError } from '../errors.ts';
import { firstRise } from '../frame-order.ts';
import type { HttpClient } from '../http/client.ts';
import type { FramePage } from '../site.ts';
import { type Search, searchFromBody } from './parse.ts';
import { searchUrl } from './url.ts';

/** Lists of the site have claimed this many entries where there were more. */
const CAPPED_TOTAL = 10_000;

/**
 * The users search by followers, down to the threshold. How deep it goes is not published: one that ends above the
 * threshold before the users that it claims, or at a total that is a cap, is cut short.
 */
export async function* searchUsers(
  http: HttpClient,
  baseUrl: string,
  threshold: number,
  signal: AbortSignal,
): AsyncGenerator<FramePage> {
  let depth = Number.POSITIVE_INFINITY;
  const seen = new Set<string>();
  for (let page = 1; ; page++) {
    const url = searchUrl(baseUrl, page);
    const ask = async () => checked(searchFromBody(await http.json(url, signal), url), url);
    let found = await ask();
    // An empty page ends the search; before the users that it claims it is asked for twice.
    if (found.artists.length === 0 && seen.size < found.totalCount) found = await ask();
    const { artists, totalCount } = found;
    if (page === 1 && artists.length === 0 && totalCount > 0) {
      throw new ParseError('artstation', url, 'data', `expected rows: none of ${totalCount} users is listed`);
    }
    const above = artists.filter(({ followers }) => followers! > threshold);
    // A search that is asked for pages behind its last one may repeat it.
    const isNew = above.some(({ artistId }) => !seen.has(artistId));
    for (const { artistId } of above) seen.add(artistId);
    if (isNew && above.length === artists.length) {
      depth = artists.at(-1)!.followers!;
      yield { artists };
      continue;
    }
    const isCut = above.length === artists.length && (seen.size < totalCount || totalCount === CAPPED_TOTAL);
    const shortfall = `the search lists ${seen.size} of the ${totalCount} users it claims, down to ${depth} followers`;
    yield { artists: above, ...(isCut ? { shortfall } : {}) };
    return;
  }
}

function checked(search: Search, url: string): Search {
  if (search.artists.some(({ followers }) => followers === null)) {
    throw new ParseError('artstation', url, 'data', 'expected followers_count in every row');
  }
  const rise = firstRise(search.artists);
  if (rise < 0) return search;
  throw new ParseError('artstation', url, `data.${rise}.followers_count`, 'expected rows sorted by followers');
}
