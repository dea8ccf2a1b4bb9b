import { describe, expect, test } from 'vitest';
import {
  artistsFromTags,
  smallestId,
  uploadsFromDump,
  uploadsFromPosts,
} from '../../../../src/crawlers/danbooru/parse.ts';

const PAGE = 'https://danbooru.donmai.us/posts.json?tags=some_artist';
const POST = {
  id: 6100001,
  created_at: '2023-02-14T21:05:09.123-05:00',
  tag_string_artist: 'some_artist',
  tag_string_meta: 'ai-generated highres',
  file_ext: 'png',
};

test('a post becomes an upload dated by its posting', () => {
  expect(uploadsFromPosts([POST], 'some_artist', PAGE)).toEqual([
    {
      site: 'danbooru',
      uploadId: '6100001',
      artistId: 'some_artist',
      artistRank: 0,
      publishedAt: Date.UTC(2023, 1, 15, 2, 5, 9, 123),
      publishedRaw: '2023-02-14T21:05:09.123-05:00',
      publishedField: 'created_at',
      title: '',
      kind: 'png',
      url: 'https://danbooru.donmai.us/posts/6100001',
      tags: ['ai-generated', 'highres'],
      label: 'yes',
      labelSource: 'danbooru:tags',
      labelRegime: 'danbooru-tags',
      optOut: null,
      uploaderId: null,
    },
  ]);
});

test.each([
  ['ai-assisted', POST.created_at, 'assisted'],
  ['ai-generated ai-assisted', POST.created_at, 'yes'],
  ['highres', POST.created_at, 'no'],
  ['', '2020-01-01T00:00:00.000-05:00', 'unknown'],
  ['ai-generated', '2020-01-01T00:00:00.000-05:00', 'yes'],
])('meta tags "%s" on a post of %s say %s', (tags, createdAt, label) => {
  const post = { ...POST, tag_string_meta: tags, created_at: createdAt };
  expect(uploadsFromPosts([post], 'some_artist', PAGE)[0]!.label).toBe(label);
});

describe('artists of a post', () => {
  const shared = { ...POST, tag_string_artist: 'banned_artist first second' };
  test('a crawl takes the row of its own artist, with its place among those who have a name', () => {
    expect(uploadsFromPosts([shared], 'second', PAGE)).toMatchObject([{ artistId: 'second', artistRank: 1 }]);
  });
  test('without an artist each gets a row', () => {
    const uploads = uploadsFromPosts([shared], undefined, PAGE);
    expect(uploads.map(({ artistId, artistRank }) => [artistId, artistRank])).toEqual([
      ['first', 0],
      ['second', 1],
    ]);
  });
  test('a list that turns out to be of another artist, as for an alias, is refused', () => {
    expect(() => uploadsFromPosts([shared], 'old_name', PAGE)).toThrow(/expected old_name among the artists/);
  });
});

test.each([
  [4242, '4242'],
  ['4242', '4242'],
  [0, null],
  ['0', null],
  [null, null],
  [undefined, null],
])('an uploader written as %j is %j', (uploader_id, uploaderId) => {
  expect(uploadsFromPosts([{ ...POST, uploader_id }], 'some_artist', PAGE)[0]!.uploaderId).toBe(uploaderId);
  const record = { id: '1', created_at: '2008-06-10 03:08:07 UTC', tags: [{ name: 'kaki', category: '1' }] };
  expect(uploadsFromDump({ ...record, uploader_id })[0]!.uploaderId).toBe(uploaderId);
});

test('an uploader that is no number is named with its path', () => {
  expect(() => uploadsFromPosts([{ ...POST, uploader_id: 'kim' }], undefined, PAGE)).toThrow(
    expect.objectContaining({ path: '0.uploader_id' }),
  );
});

test('posts without file address and md5 count', () => {
  expect(uploadsFromPosts([{ ...POST, file_ext: undefined }], 'some_artist', PAGE)).toHaveLength(1);
});

test('a post without a date is named with its path', () => {
  expect(() => uploadsFromPosts([POST, { ...POST, created_at: null }], undefined, PAGE)).toThrow(
    expect.objectContaining({ path: '1.created_at' }),
  );
});

test('an error body is no list of posts', () => {
  expect(() => uploadsFromPosts({ success: false, error: 'x' }, undefined, PAGE)).toThrow(/expected array/);
});

test('a dump record gives every number as a string and tags as objects', () => {
  const record = {
    id: '263162',
    created_at: '2008-06-10 03:08:07.34205 UTC',
    file_ext: 'jpg',
    tags: [
      { id: '1', name: 'flute', category: '0' },
      { id: '2', name: 'kaki', category: '1' },
      { id: '3', name: 'highres', category: '5' },
    ],
  };
  expect(uploadsFromDump(record)).toMatchObject([
    {
      uploadId: '263162',
      artistId: 'kaki',
      publishedAt: Date.UTC(2008, 5, 10, 3, 8, 7, 342),
      tags: ['highres'],
      label: 'unknown',
    },
  ]);
});

test('the smallest id of a page is where the next one starts', () => {
  const posts = [7, 3, 5].map((id) => ({ ...POST, id }));
  expect(smallestId(uploadsFromPosts(posts, 'some_artist', PAGE))).toBe(3);
  expect(smallestId([])).toBeUndefined();
});

test('tags of artists become artists, marks do not', () => {
  const row = (name: string, category = 1) => ({ id: 1, name, post_count: 60, category });
  expect(artistsFromTags([row('some_artist'), row('banned_artist'), row('highres', 5)], PAGE)).toEqual([
    {
      site: 'danbooru',
      artistId: 'some_artist',
      name: 'some_artist',
      followers: 60,
      followersKind: 'post_count',
      worksClaimed: 60,
    },
  ]);
});
