import { expect, test } from 'vitest';
import { readRecordedBody } from '../../../src/crawlers/imports/recorded.ts';

const project = {
  id: 7,
  user_id: 3,
  hash_id: 'aB1',
  title: 'Harbour &amp; fog',
  published_at: '2021-01-31T18:00:00.000-06:00',
  permalink: 'https://www.artstation.com/artwork/aB1',
};
const deviation = {
  deviationid: 'aaaa-01',
  title: 'Fog',
  url: 'http://kim.deviantart.com/art/Fog-11',
  author: { userid: 'uuuu-01', username: 'kim' },
  published_time: 1395986576,
};
const post = {
  id: 5,
  created_at: '2023-01-31T19:30:00.000-05:00',
  tag_string_artist: 'kim lee',
  tag_string_meta: 'highres',
};

test('an ArtStation listing gives uploads, and artists by name where it tells them', () => {
  const user = { id: 3, username: 'kim' };
  const named = readRecordedBody({ data: [{ ...project, user }], total_count: 1 }, 'p.json');
  expect(named).toMatchObject({ kind: 'uploads', artists: [{ artistId: '3', name: 'kim' }] });
  expect(named).toMatchObject({ uploads: [{ uploadId: '7', publishedAt: Date.UTC(2021, 1, 1) }] });
  const nameless = readRecordedBody({ data: [project], total_count: 1 }, 'p.json');
  expect(nameless).toMatchObject({ artists: [{ artistId: '3', name: '3' }] });
});

test('works inside a feed or a list of folders are read like a gallery', () => {
  const folders = {
    has_more: false,
    results: [
      { folderid: 'f', deviations: [deviation] },
      { folderid: 'g', deviations: [] },
    ],
  };
  const feed = {
    items: [
      { ts: '2016', by_user: {}, deviations: [deviation] },
      { ts: '2016', by_user: {}, statuses: [] },
    ],
  };
  for (const body of [folders, feed, deviation, { has_more: true, next_offset: 1, results: [deviation] }]) {
    expect(readRecordedBody(body, 'd.json')).toMatchObject({
      uploads: [{ uploadId: 'AAAA-01', publishedAt: 1395986576000 }],
      artists: [{ name: 'kim' }],
    });
  }
});

test('a Danbooru post of two artists gives a row and an artist for each', () => {
  for (const body of [post, [post]]) {
    const recorded = readRecordedBody(body, 'b.json');
    expect(recorded).toMatchObject({ artists: [{ name: 'kim' }, { name: 'lee' }] });
    expect(recorded).toMatchObject({ uploads: [{ artistRank: 0 }, { artistRank: 1 }] });
  }
});

test.each([
  [{ error: 'invalid_token', status: 'error' }, 'an error'],
  [{ access_token: 'x', expires_in: 3600 }, 'an access token'],
  [{ has_more: false, results: [{ folderid: 'f' }] }, 'a list of DeviantArt folders'],
  [{ has_more: false, results: [{ user: {} }] }, 'a list of DeviantArt users'],
])('%j is skipped and named', (body, what) => {
  expect(readRecordedBody(body, 'x.json')).toEqual({ kind: 'skipped', what });
});

test.each([[[]], [null], ['text'], [{ hello: 1 }], [{ has_more: false, results: [] }]])('%j is unknown', (body) => {
  expect(readRecordedBody(body, 'x.json')).toEqual({ kind: 'unknown' });
});

test('a known shape with a wrong field is an error that names the page and the field', () => {
  const body = { data: [{ ...project, published_at: 'yesterday' }], total_count: 1 };
  expect(() => readRecordedBody(body, 'p.json')).toThrow(/p\.json.*published_at/);
});
