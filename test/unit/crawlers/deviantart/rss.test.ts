import { expect, test } from 'vitest';
import { feedFromRss } from '../../../../src/crawlers/deviantart/rss.ts';

interface Item {
  readonly by?: string;
  readonly date?: string;
  readonly link?: string;
}

function feed(items: readonly Item[], query = 'gallery%3ASome-One'): string {
  const rows = items.map(
    ({ by = 'Some-One', date = 'Mon, 31 Oct 2022 17:00:00 PDT', link }, i) => `<item>
<title>Harbour &amp; fog ${i}</title><link>${link ?? `https://www.deviantart.com/${by}/art/Harbour-${100 + i}`}</link>
<guid isPermaLink="true">https://www.deviantart.com/${by}/art/Harbour-${100 + i}</guid><pubDate>${date}</pubDate>
<media:category label="Digital Art">digitalart</media:category>
<media:credit role="author" scheme="urn:ebu">${by}</media:credit>
<media:credit role="author" scheme="urn:ebu">https://a.deviantart.net/avatars/s/o/some-one.png</media:credit></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"><channel>
<title>DeviantArt: Some-One's gallery</title><link>https://www.deviantart.com/?q=${query}</link>
<atom:link rel="self" href="https://backend.deviantart.com/rss.xml?type=deviation&amp;q=${query}"/>
${rows.join('\n')}</channel></rss>`;
}

test.each([
  ['Mon, 31 Oct 2022 17:00:00 PDT', Date.UTC(2022, 10, 1)],
  ['Mon, 31 Oct 2022 16:59:59 PDT', Date.UTC(2022, 9, 31, 23, 59, 59)],
  ['Thu, 31 Dec 2020 16:00:00 PST', Date.UTC(2021, 0, 1)],
  ['Sat, 12 Aug 2023 02:02:51 PDT', Date.UTC(2023, 7, 12, 9, 2, 51)],
])('the date %s is read in its own zone', (date, expected) => {
  const [upload] = feedFromRss(feed([{ date }]), 'feed.xml').uploads;
  expect(upload).toMatchObject({ publishedAt: expected, publishedRaw: date, publishedField: 'pubDate' });
});

test('a work goes by its number and its artist by name; how it was made is unknown', () => {
  expect(feedFromRss(feed([{}]), 'feed.xml')).toMatchObject({
    artist: 'some-one',
    refused: 0,
    uploads: [
      {
        uploadId: '100',
        artistId: 'some-one',
        title: 'Harbour & fog 0',
        kind: 'digitalart',
        url: 'https://www.deviantart.com/Some-One/art/Harbour-100',
        label: 'unknown',
      },
    ],
  });
});

test('works of other people are refused and counted, by credit and by address', () => {
  const foreign = { link: 'https://www.deviantart.com/other/art/Harbour-7' };
  const { uploads, refused } = feedFromRss(feed([{}, { by: 'other' }, foreign, { by: 'SOME-one' }]), 'feed.xml');
  expect(uploads.map(({ uploadId }) => uploadId)).toEqual(['100', '103']);
  expect(refused).toBe(2);
});

test('a gallery without works is a feed', () => {
  expect(feedFromRss(feed([]), 'feed.xml')).toEqual({ artist: 'some-one', uploads: [], refused: 0 });
});

test.each([
  ['a feed of nobody', feed([{}], 'boost%3Apopular'), /q=gallery:<name>/],
  ['a web page', '<!DOCTYPE html><html><body>Explore</body></html>', /q=gallery:<name>/],
  ['an item without a date', feed([{ date: '' }]), /item\.0\.pubDate/],
  ['an item with a zone nobody knows', feed([{ date: 'Mon, 31 Oct 2022 17:00:00 XST' }]), /item\.0\.pubDate/],
])('%s is an error that says what was expected', (_, xml, expected) => {
  expect(() => feedFromRss(xml, 'feed.xml')).toThrow(expected);
});
