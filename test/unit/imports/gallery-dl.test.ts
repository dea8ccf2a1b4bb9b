import { expect, test } from 'vitest';
import { readGalleryDl } from '../../../src/crawlers/imports/gallery-dl.ts';

const project = {
  category: 'artstation',
  id: 7,
  user_id: 3,
  hash_id: 'aB1',
  title: 'Harbour',
  published_at: '2021-01-31T18:00:00.000-06:00',
  created_at: '2020-12-01T00:00:00.000-06:00',
  date: '2020-12-01 06:00:00',
  permalink: 'https://www.artstation.com/artwork/aB1',
  tags: ['NoAI'],
  software_items: [{ name: 'Blender' }],
  userinfo: { id: 3, username: 'kim', followers_count: 2500, projects_count: 9 },
};
const deviation = {
  category: 'deviantart',
  da_category: 'Games',
  deviationid: 'aaaa-01',
  title: 'Fog',
  url: 'http://kim.deviantart.com/art/Fog-11',
  author: { userid: 'uuuu-01', username: 'kim' },
  published_time: 1667260800,
};
const post = {
  category: 'danbooru',
  id: 5,
  uploader_id: 4242,
  created_at: '2023-01-31T19:30:00.000-05:00',
  tag_string_artist: 'kim',
  tag_string_meta: 'ai-generated',
};

test('a work with several files counts once', () => {
  const entries = [
    [2, project],
    [3, 'a.jpg', project],
    [2, project],
    [3, 'b.jpg', project],
  ];
  const { uploads, artists } = readGalleryDl(entries, 'dump.json');
  expect(uploads).toHaveLength(1);
  expect(artists).toEqual([expect.objectContaining({ artistId: '3', name: 'kim', followers: 2500, worksClaimed: 9 })]);
});

test('ArtStation works are dated by published_at and carry the marks of their detail page', () => {
  const [upload] = readGalleryDl([[2, project]], 'dump.json').uploads;
  expect(upload).toMatchObject({ publishedAt: Date.UTC(2021, 1, 1), optOut: true, labelSource: 'artstation:detail' });
});

test('DeviantArt and Danbooru works are dated as a crawl dates them', () => {
  const { uploads } = readGalleryDl(
    [
      [3, 'u', deviation],
      [6, 'u', post],
    ],
    'dump.json',
  );
  expect(uploads).toMatchObject([
    { site: 'deviantart', publishedAt: Date.UTC(2022, 10, 1), kind: 'Games', uploaderId: null },
    { site: 'danbooru', publishedAt: Date.UTC(2023, 1, 1, 0, 30), label: 'yes', uploaderId: '4242' },
  ]);
});

test.each([
  [['HttpError', "'500 Internal Server Error'"], /HttpError/],
  [[-1, { error: 'HttpError', message: '500' }], /"message":"500"/],
])('the entry %j says that the dump ended early', (entry, error) => {
  const dump = readGalleryDl([[3, 'u', post], entry], 'dump.json');
  expect(dump.error).toMatch(error);
  expect(dump.uploads).toHaveLength(1);
});

test('entries of other sites are counted by site', () => {
  const dump = readGalleryDl(
    [
      [3, 'u', { category: 'pixiv', id: 1 }],
      [3, 'u', { category: 'pixiv', id: 2 }],
    ],
    'd.json',
  );
  expect(Object.fromEntries(dump.skipped)).toEqual({ pixiv: 2 });
  const odd = readGalleryDl([[2, { category: 'constructor' }]], 'list.json');
  expect(Object.fromEntries(odd.skipped)).toEqual({ constructor: 1 });
});

test.each([[{}], [[[2]]], [[[3, 'u', null]]], [[5]]])('%j is no dump', (entries) => {
  expect(() => readGalleryDl(entries, 'dump.json')).toThrow(/dump\.json/);
});

test("a board that runs Danbooru's software under another name keeps that name and has no label regime", () => {
  const mine = { ...post, category: 'my-board' };
  const { uploads, artists, skipped } = readGalleryDl(
    [
      [3, 'a.jpg', mine],
      [3, 'b.jpg', { ...mine, id: 6, tag_string_meta: '' }],
    ],
    'dump.json',
  );
  expect(uploads).toMatchObject([
    { site: 'my-board', uploadId: '5', label: 'yes', labelRegime: 'none', labelSource: 'my-board:tags' },
    { site: 'my-board', uploadId: '6', label: 'unknown', labelRegime: 'none' },
  ]);
  expect(artists).toMatchObject([{ site: 'my-board', artistId: 'kim' }]);
  expect(skipped.size).toBe(0);
});
