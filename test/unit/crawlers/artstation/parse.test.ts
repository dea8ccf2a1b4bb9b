import { describe, expect, test } from 'vitest';
import {
  artistFromProfile,
  artistsFromListing,
  labelFromDetail,
  listingFromBody,
  searchFromBody,
  uploadsFromListing,
} from '../../../../src/crawlers/artstation/parse.ts';
import { ParseError } from '../../../../src/crawlers/errors.ts';

const PAGE = 'https://www.artstation.com/users/someone/projects.json?page=1&per_page=50';
const ROW = {
  id: 17790001,
  user_id: 4242,
  hash_id: 'aB3xYz',
  slug: 'harbour-study',
  title: 'Harbour &amp; fog',
  description: '',
  created_at: '2023-06-30T23:59:42.340-05:00',
  updated_at: '2023-07-06T11:00:00.000-05:00',
  published_at: '2023-06-30T18:59:59.999-05:00',
  likes_count: 237,
  tag_list: null,
  permalink: 'https://www.artstation.com/artwork/aB3xYz',
  icons: { image: true, video: false, model3d: true },
};

function listing(...rows: unknown[]) {
  return { data: rows, total_count: 263 };
}

test('a row becomes an upload dated by its publication, not by its draft', () => {
  expect(listingFromBody(listing(ROW), PAGE)).toEqual({
    totalCount: 263,
    uploads: [
      {
        site: 'artstation',
        uploadId: '17790001',
        artistId: '4242',
        artistRank: 0,
        publishedAt: Date.UTC(2023, 5, 30, 23, 59, 59, 999),
        publishedRaw: '2023-06-30T18:59:59.999-05:00',
        publishedField: 'published_at',
        title: 'Harbour & fog',
        kind: 'image model3d',
        url: 'https://www.artstation.com/artwork/aB3xYz',
        tags: [],
        label: 'unknown',
        labelSource: '',
        labelRegime: 'artstation-tag',
        optOut: null,
        uploaderId: null,
      },
    ],
  });
});

test.each([
  ['Fish &amp;amp; chips', 'Fish &amp; chips'],
  ['&lt;3 &#39;you&#39; &quot;all&quot;', `<3 'you' "all"`],
  ['A <b>bold</b> & plain title', 'A <b>bold</b> & plain title'],
  ['No marks', 'No marks'],
])('the title %s reads %s', (title, text) => {
  expect(uploadsFromListing(listing({ ...ROW, title }), PAGE)[0]!.title).toBe(text);
});

test("on an artist's own list a work of somebody else has rank 1", () => {
  const { uploads } = listingFromBody(listing(ROW, { ...ROW, id: 2, user_id: 5 }), PAGE, '4242');
  expect(uploads.map(({ artistId, artistRank }) => [artistId, artistRank])).toEqual([
    ['4242', 0],
    ['4242', 1],
  ]);
});

test('the owners on a site-wide list come once each', () => {
  const user = { id: 4242, username: 'mira', full_name: 'Mira' };
  const artists = artistsFromListing(listing({ ...ROW, user }, { ...ROW, id: 2, user }), PAGE);
  expect(artists.map(({ artistId, name, followers }) => [artistId, name, followers])).toEqual([['4242', 'mira', null]]);
});

describe('a row that lacks what is needed', () => {
  test('a missing date is named with page and path', () => {
    const { published_at: _, ...undated } = ROW;
    const parse = () => uploadsFromListing(listing(ROW, undated), PAGE);
    expect(parse).toThrow(ParseError);
    expect(parse).toThrow(
      expect.objectContaining({ site: 'artstation', page: PAGE, path: 'data.1.published_at', remedy: 'skip' }),
    );
  });
  test('a date without an offset is refused', () => {
    const parse = () => uploadsFromListing(listing({ ...ROW, published_at: '2023-06-30T18:59:59' }), PAGE);
    expect(parse).toThrow(expect.objectContaining({ path: 'data.0.published_at' }));
  });
  test('another body altogether is refused', () => {
    expect(() => uploadsFromListing({ error: 'x' }, PAGE)).toThrow(expect.objectContaining({ path: 'data' }));
  });
});

test('a profile and a search row become artists', () => {
  const user = { id: 4242, username: 'mira', followers_count: 5120, projects_count: 118, skills: [] };
  expect(artistFromProfile(user, PAGE)).toEqual({
    site: 'artstation',
    artistId: '4242',
    name: 'mira',
    followers: 5120,
    followersKind: 'followers',
    worksClaimed: 118,
  });
  const { artists, totalCount } = searchFromBody(
    { data: [{ ...user, projects_count: undefined }], total_count: 7 },
    PAGE,
  );
  expect(artists).toMatchObject([{ followers: 5120, worksClaimed: null }]);
  expect(totalCount).toBe(7);
});

describe('labels of a detail page', () => {
  const target = { uploadId: '1', url: ROW.permalink, publishedAt: Date.UTC(2023, 6, 1) };
  const detail = (tags: string[], ...software: string[]) =>
    labelFromDetail({ tags, software_items: software.map((name) => ({ name })) }, PAGE, target);

  test('CreatedWithAI says yes', () => {
    expect(detail(['harbour', 'CreatedWithAI'])).toEqual({
      uploadId: '1',
      label: 'yes',
      labelSource: 'artstation:detail',
      optOut: false,
      tags: ['harbour', 'CreatedWithAI'],
    });
  });
  test('the software is kept beside the tags', () => {
    expect(detail(['harbour'], 'Photoshop', 'Blender')).toMatchObject({
      label: 'no',
      tags: ['harbour', 'software:Photoshop', 'software:Blender'],
    });
  });
  test.each(['Midjourney', 'Stable Diffusion XL', 'DALL-E 2'])('%s among the software says yes', (name) => {
    expect(detail([], 'Photoshop', name).label).toBe('yes');
  });
  test('NoAI is the opt-out and never a label', () => {
    expect(detail(['NoAI'])).toMatchObject({ label: 'no', optOut: true });
  });
  test('no mark before anybody was asked for one stays unknown', () => {
    const early = { ...target, publishedAt: Date.UTC(2022, 11, 31) };
    expect(labelFromDetail({ tags: [], software_items: [] }, PAGE, early).label).toBe('unknown');
    expect(labelFromDetail({ tags: ['CreatedWithAI'], software_items: [] }, PAGE, early).label).toBe('yes');
  });
});
