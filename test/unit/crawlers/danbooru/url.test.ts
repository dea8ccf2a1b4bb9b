import { expect, test } from 'vitest';
import { artistTagsUrl, postsUrl, postUrl, tagUrl } from '../../../../src/crawlers/danbooru/url.ts';

const BASE = 'https://danbooru.donmai.us';

test('pages go down by post id and ask for the needed fields alone', () => {
  const first = new URL(postsUrl(BASE, 'artist_(of_two)', undefined));
  expect(Object.fromEntries(first.searchParams)).toEqual({
    tags: 'artist_(of_two)',
    limit: '200',
    only: 'id,created_at,uploader_id,file_ext,tag_string_artist,tag_string_meta',
  });
  expect(new URL(postsUrl(BASE, 'a', 6100001)).searchParams.get('page')).toBe('b6100001');
});

test('artist tags are asked for by size or by name', () => {
  expect(decodeURIComponent(artistTagsUrl(BASE, 2))).toBe(
    `${BASE}/tags.json?search[category]=1&search[order]=count&limit=1000&page=2`,
  );
  expect(decodeURIComponent(tagUrl(BASE, 'a'))).toBe(`${BASE}/tags.json?search[name_comma]=a&search[category]=1`);
  expect(postUrl(5)).toBe(`${BASE}/posts/5`);
});
