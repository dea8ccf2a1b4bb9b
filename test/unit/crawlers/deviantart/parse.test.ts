import { describe, expect, test } from 'vitest';
import {
  artistFromProfile,
  artistsFromGallery,
  artistsFromWhois,
  contentsFromBody,
  csrfTokenFromHtml,
  galleryFromBody,
  labelFromFlag,
  numberFromUrl,
  uploadsFromGallery,
  uploadsFromWebsiteState,
} from '../../../../src/crawlers/deviantart/parse.ts';

const PAGE = 'https://www.deviantart.com/api/v1/oauth2/gallery/all?username=someone';
const AUTHOR = { userid: 'aaaaaaaa-0000-1111-2222-333344445555', username: 'Someone', type: 'premium' };
const WORK = {
  deviationid: '1A2B3C4D-0000-1111-2222-333344445555',
  title: 'Harbour',
  url: 'https://www.deviantart.com/someone/art/Harbour-934500001',
  is_deleted: false,
  author: AUTHOR,
  published_time: '1667260800',
};
const DELETED = { deviationid: '2A2B3C4D-0000-1111-2222-333344445555', is_deleted: true };

function gallery(...results: unknown[]) {
  return { has_more: true, next_offset: 24, results };
}

test('a work becomes an upload under its UUID in capitals', () => {
  expect(uploadsFromGallery(gallery(WORK), PAGE)).toEqual([
    {
      site: 'deviantart',
      uploadId: '1A2B3C4D-0000-1111-2222-333344445555',
      artistId: 'AAAAAAAA-0000-1111-2222-333344445555',
      artistRank: 0,
      publishedAt: Date.UTC(2022, 10, 1),
      publishedRaw: '1667260800',
      publishedField: 'published_time',
      title: 'Harbour',
      kind: '',
      url: WORK.url,
      tags: [],
      label: 'unknown',
      labelSource: '',
      labelRegime: 'none',
      optOut: null,
      uploaderId: null,
    },
  ]);
});

test('old bodies send the time as a number and carry a category', () => {
  const [upload] = uploadsFromGallery(gallery({ ...WORK, published_time: 1667260799, category: 'Fantasy' }), PAGE);
  expect(upload).toMatchObject({
    publishedAt: Date.UTC(2022, 9, 31, 23, 59, 59),
    publishedRaw: '1667260799',
    kind: 'Fantasy',
  });
});

test('a deleted work may hold its id alone: it is a row and no upload', () => {
  expect(galleryFromBody(gallery(DELETED, WORK), PAGE)).toMatchObject({
    rows: 2,
    uploads: [{ title: 'Harbour' }],
    hasMore: true,
    nextOffset: 24,
  });
});

test('a work without a date is named with its path', () => {
  const { published_time: _, ...undated } = WORK;
  expect(() => uploadsFromGallery(gallery(WORK, undated), PAGE)).toThrow(/results\.1: published_time/);
});

test('authors of a page come once each, deleted works have none', () => {
  expect(artistsFromGallery(gallery(WORK, WORK, DELETED), PAGE).map(({ name }) => name)).toEqual(['Someone']);
});

test('watchers stand in the user, the number of works in the profile', () => {
  const user = { ...AUTHOR, stats: { watchers: 5120, friends: 77 } };
  expect(artistFromProfile({ user, stats: { user_deviations: 118 } }, PAGE)).toEqual({
    site: 'deviantart',
    artistId: 'AAAAAAAA-0000-1111-2222-333344445555',
    name: 'Someone',
    followers: 5120,
    followersKind: 'watchers',
    worksClaimed: 118,
  });
  expect(artistsFromWhois({ results: [user, AUTHOR] }, PAGE).map(({ followers }) => followers)).toEqual([5120, null]);
});

describe("the website's state", () => {
  const web = {
    deviationId: 934500001,
    type: 'image',
    url: WORK.url,
    title: 'Harbour',
    publishedTime: '2023-06-30T17:00:00-0700',
    isDeleted: false,
    author: 7,
  };
  const user = { userId: 7, useridUuid: AUTHOR.userid, username: 'Someone' };
  const state = (deviation: object, more: object = {}) => ({
    '@@entities': { deviation: { 934500001: deviation }, user: { 7: user }, ...more },
  });

  test('works take the UUID where the page tells it, else the number', () => {
    const extended = { deviationExtended: { 934500001: { deviationUuid: WORK.deviationid } } };
    expect(uploadsFromWebsiteState(state(web, extended), PAGE)[0]).toMatchObject({
      uploadId: WORK.deviationid,
      artistId: 'AAAAAAAA-0000-1111-2222-333344445555',
      publishedAt: Date.UTC(2023, 6, 1),
      kind: 'image',
      label: 'unknown',
      labelSource: '',
      optOut: null,
      uploaderId: null,
    });
    expect(uploadsFromWebsiteState(state(web), PAGE)[0]!.uploadId).toBe('934500001');
  });
  test('flags become label and opt-out', () => {
    const flagged = { ...web, isAiGenerated: true, isAiUseDisallowed: true };
    expect(uploadsFromWebsiteState(state(flagged), PAGE)[0]).toMatchObject({
      label: 'yes',
      labelSource: 'deviantart:web',
      optOut: true,
    });
  });
  test('an author that the page does not hold is an error', () => {
    expect(() => uploadsFromWebsiteState(state({ ...web, author: 8 }), PAGE)).toThrow(
      expect.objectContaining({ path: '@@entities.deviation.934500001.author' }),
    );
  });
});

test('a flag of false says no only once the label was mandatory; a missing flag says nothing', () => {
  expect(labelFromFlag(false, 'deviantart-mandatory').label).toBe('no');
  expect(labelFromFlag(false, 'none').label).toBe('unknown');
  expect(labelFromFlag(true, 'none').label).toBe('yes');
  expect(labelFromFlag(undefined, 'deviantart-mandatory')).toEqual({ label: 'unknown', labelSource: '' });
});

test('marks of a contents page are kept by the number of the address', () => {
  const row = { url: WORK.url, isAiGenerated: true, isAiUseDisallowed: false };
  const { marks, hasMore } = contentsFromBody({ hasMore: false, nextOffset: null, results: [row] }, PAGE);
  expect(hasMore).toBe(false);
  expect(marks.get('934500001')).toEqual({ isAiGenerated: true, optOut: false });
});

test('the number closes the address', () => {
  expect(numberFromUrl('http://someone.deviantart.com/art/Year-2016-629490998')).toBe('629490998');
  expect(numberFromUrl('https://www.deviantart.com/someone')).toBeUndefined();
});

test('the token is read from a script, whatever else the page holds', () => {
  const html = `<title>window.__CSRF_TOKEN__ = 'no'</title><script>var a = 1;</script><script>window.__CSRF_TOKEN__ = 'tok.en';x()</script>`;
  expect(csrfTokenFromHtml(html, PAGE)).toBe('tok.en');
  expect(() => csrfTokenFromHtml('<p>hello</p>', PAGE)).toThrow(expect.objectContaining({ code: 'CRAWL_UNPARSABLE' }));
});
