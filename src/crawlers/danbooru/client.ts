import type { SiteConfig } from '../../config/config.ts';
import type { Artist } from '../../core/records.ts';
import type { Validator } from '../../core/validator.ts';
import { ArtistGoneError } from '../errors.ts';
import { frontOf, unchangedPage } from '../front.ts';
import type { HttpClient, RequestOptions } from '../http/client.ts';
import type { SiteCrawler, UploadPage } from '../site.ts';
import { listArtistTags } from './frame.ts';
import { artistsFromTags, smallestId, uploadsFromPosts } from './parse.ts';
import { POSTS_PER_PAGE, postsUrl, tagUrl } from './url.ts';

/**
 * Danbooru, by the API its own wiki describes (danbooru.donmai.us/wiki_pages/help:api).
 *
 * Auth: none needed; a login with its API key goes out as HTTP Basic where both are configured.
 * Limits: about one request a second is asked for; a client that pretends to be a browser is refused.
 * Paging: 200 posts a page, newest first, the next page by `page=b<smallest id>`, without a depth limit.
 * Artists: tags of category 1. There are no followers; a tag's number of posts stands in for them.
 * Dates: `created_at`, when the work was posted here, with a US Eastern offset: not when the artist published it.
 * Labels: the meta tags ai-generated and ai-assisted. Deleted posts are listed and count: many of them carry the label.
 * Uploaders: kept by number; often not the artist.
 * Not taken: images, comments, notes.
 */
export function createDanbooruCrawler(http: HttpClient, { site, baseUrl, clientId, secret }: SiteConfig): SiteCrawler {
  const options: RequestOptions = clientId === null || secret === null ? {} : { headers: basicAuth(clientId, secret) };
  return {
    site,
    followersKind: 'post_count',
    order: 'newest-first',

    frame: (threshold, signal) => listArtistTags(http, options, baseUrl, threshold, signal),

    async artist(name, signal) {
      const wanted = name.toLowerCase(); // tags have no capitals
      const url = tagUrl(baseUrl, wanted);
      const tag = artistsFromTags(await http.json(url, signal, options), url).find((row) => row.name === wanted);
      if (!tag) throw new ArtistGoneError(site, name);
      return tag;
    },

    uploads: (artist, cursor, signal, known) => walk(http, options, baseUrl, artist, cursor, signal, known),
  };
}

async function* walk(
  http: HttpClient,
  options: RequestOptions,
  baseUrl: string,
  artist: Artist,
  cursor: string | undefined,
  signal: AbortSignal,
  known: Validator | undefined,
): AsyncGenerator<UploadPage> {
  let belowId = cursor === undefined ? undefined : Number(cursor);
  // After a restart the posts before the cursor are not counted again.
  const claimed = cursor === undefined ? artist.worksClaimed : null;
  let seen = 0;
  for (;;) {
    const url = postsUrl(baseUrl, artist.artistId, belowId);
    const isFirst = belowId === undefined;
    const version = await http.version(url, isFirst ? known : undefined, signal, options);
    if (version.kind === 'unchanged') {
      yield unchangedPage(version.validator);
      return;
    }
    const front = isFirst ? frontOf(version) : {};
    const isShort = () => claimed !== null && seen < claimed;
    let uploads = uploadsFromPosts(version.value, artist.artistId, url);
    // An empty page ends the list; before the posts that the tag claims it is asked for twice.
    if (uploads.length === 0 && isShort()) {
      uploads = uploadsFromPosts(await http.json(url, signal, options), artist.artistId, url);
    }
    const smallest = smallestId(uploads);
    seen += uploads.length;
    // Pages come short in the middle, and post_count lags behind: a short page that reaches it exactly is the last.
    const isWhole = uploads.length < POSTS_PER_PAGE && seen === claimed;
    if (smallest === undefined || isWhole) {
      const shortfall = `the list ended after ${seen} of the ${claimed} posts that the tag claims`;
      yield { uploads, cursor: undefined, hidden: 0, ...front, ...(isShort() ? { shortfall } : {}) };
      return;
    }
    if (belowId !== undefined && smallest >= belowId) {
      const shortfall = `asked for posts below ${belowId} and got ${smallest} again`;
      yield { uploads, cursor: undefined, hidden: 0, shortfall };
      return;
    }
    belowId = smallest;
    yield { uploads, cursor: String(smallest), hidden: 0, ...front };
  }
}

function basicAuth(login: string, apiKey: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}` };
}
