import { load } from 'cheerio';
import { labelRegimeAt } from '../../core/label-regimes.ts';
import type { Upload } from '../../core/records.ts';
import { ParseError } from '../errors.ts';
import { instantAt } from '../parse.ts';
import { numberFromUrl } from './parse.ts';

const SITE = 'deviantart';

export interface Feed {
  /** Whose gallery was asked for, as the feed says of itself. */
  readonly artist: string;
  readonly uploads: readonly Upload[];
  /** Works of other people: galleries have been answered with everybody's newest works under the right title. */
  readonly refused: number;
}

/**
 * The works in a gallery's RSS feed (backend.deviantart.com/rss.xml?type=deviation&q=gallery:someone). A feed knows no
 * lasting keys: a work goes by the number at the end of its address, its artist by name. It leaves out works for
 * adults, and says nothing of how a work was made.
 *
 * @param page the file, for messages
 * @throws ParseError if it is no feed of one artist's works, or an item lacks its address or date
 */
export function feedFromRss(xml: string, page: string): Feed {
  const $ = load(xml, { xml: true });
  const channel = $('rss > channel');
  const addresses = channel.children('link, atom\\:link').map((_, link) => $(link).attr('href') ?? $(link).text());
  const artist = addresses.get().flatMap((address) => artistFromQuery(address) ?? [])[0];
  if (artist === undefined) {
    throw new ParseError(SITE, page, 'rss.channel.link', 'expected a feed with q=gallery:<name> or q=by:<name>');
  }
  const items = channel.children('item').toArray();
  const uploads = items.flatMap((item, index): Upload[] => {
    const text = (name: string) => $(item).children(name).first().text().trim();
    const url = text('link');
    if (!isBy(artist, text('media\\:credit[role="author"]'), url)) return [];
    const path = `rss.channel.item.${index}`;
    const uploadId = numberFromUrl(url);
    if (uploadId === undefined) throw new ParseError(SITE, page, `${path}.link`, `expected …-<number>, got "${url}"`);
    const publishedRaw = text('pubDate');
    const publishedAt = instantAt(publishedRaw, SITE, page, `${path}.pubDate`);
    return [
      {
        site: SITE,
        uploadId,
        artistId: artist,
        artistRank: 0,
        publishedAt,
        publishedRaw,
        publishedField: 'pubDate',
        title: text('title'),
        kind: text('media\\:category'),
        url,
        tags: [],
        label: 'unknown',
        labelSource: '',
        labelRegime: labelRegimeAt(SITE, publishedAt),
        optOut: null,
        uploaderId: null,
      },
    ];
  });
  return { artist, uploads, refused: items.length - uploads.length };
}

function artistFromQuery(address: string): string | undefined {
  const query = URL.parse(address.trim())?.searchParams.get('q') ?? '';
  return /^(?:gallery|by):([\w-]+)/.exec(query)?.[1]?.toLowerCase();
}

/** Both the credit and the address must name the artist. */
function isBy(artist: string, credit: string, url: string): boolean {
  const owner = /^\/([^/]+)\/art\//.exec(URL.parse(url)?.pathname ?? '')?.[1];
  return credit.toLowerCase() === artist && owner?.toLowerCase() === artist;
}
