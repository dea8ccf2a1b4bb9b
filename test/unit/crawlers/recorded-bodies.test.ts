import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { artistsFromListing, listingFromBody } from '../../../src/crawlers/artstation/parse.ts';
import { uploadsFromDump, uploadsFromPosts } from '../../../src/crawlers/danbooru/parse.ts';
import { artistFromProfile, galleryFromBody, uploadsFromWebsiteState } from '../../../src/crawlers/deviantart/parse.ts';

const DATA = process.env.TIDEMARK_TEST_DATA;

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(DATA!, 'real-responses', path), 'utf8'));
}

describe.skipIf(!DATA)('bodies that real sites sent (TIDEMARK_TEST_DATA)', () => {
  test('a page of ArtStation of 2018 is read whole, newest publication first', () => {
    const body = read('artstation/projects.json-listing-page-2018-09-05.json');
    const { uploads, totalCount } = listingFromBody(body, 'recorded');
    const times = uploads.map(({ publishedAt }) => publishedAt);
    expect([uploads.length, totalCount]).toEqual([50, 2716900]);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(uploads[0]!.publishedAt).toBe(Date.UTC(2018, 8, 5, 13, 14, 44, 346));
    expect(artistsFromListing(body, 'recorded').length).toBeGreaterThan(40);
  });
  test('a gallery of DeviantArt of 2016 is read whole', () => {
    const { uploads, rows, hasMore, nextOffset } = galleryFromBody(
      read('deviantart/oauth2-gallery_all.json'),
      'recorded',
    );
    expect([uploads.length, rows, hasMore, nextOffset]).toEqual([10, 10, true, 10]);
    expect(uploads[0]).toMatchObject({ kind: 'Games', publishedAt: 1_471_726_151_000 });
    expect(artistFromProfile(read('deviantart/oauth2-user_profile.json'), 'recorded').worksClaimed).toBe(118);
  });
  test("the website's state of 2021 has no word on generators", () => {
    const uploads = uploadsFromWebsiteState(read('deviantart/eclipse-initial-state-entities-2021.json'), 'recorded');
    expect(uploads).toHaveLength(28);
    expect(new Set(uploads.map(({ label }) => label))).toEqual(new Set(['unknown']));
  });
  test('a post of Danbooru of 2025 and a record of its 2021 dump are read', () => {
    const [post] = uploadsFromPosts([read('danbooru/post-9969513-2025-09.json')], undefined, 'recorded');
    expect(post).toMatchObject({
      artistId: 'mikurumikurumi',
      label: 'no',
      publishedAt: Date.UTC(2025, 8, 15, 23, 27, 31, 639),
    });
    const [record] = uploadsFromDump(read('danbooru/danbooru2021-metadata-record-263162.jsonl'));
    expect(record).toMatchObject({ uploadId: '263162', artistId: 'kakinouchi_narumi' });
  });
  test('an error body is refused, not read as an empty list', () => {
    expect(() => uploadsFromPosts(read('danbooru/error-410-page-cap.json'), undefined, 'recorded')).toThrow();
    expect(() => galleryFromBody(read('deviantart/oauth2-error_401_invalid_token.json'), 'recorded')).toThrow();
  });
});
