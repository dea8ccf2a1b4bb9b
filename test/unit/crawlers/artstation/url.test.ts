import { expect, test } from 'vitest';
import {
  detailUrl,
  hashIdFromUrl,
  listingUrl,
  profileUrl,
  searchUrl,
} from '../../../../src/crawlers/artstation/url.ts';

const BASE = 'https://www.artstation.com';

test('addresses are as the site writes them', () => {
  expect(listingUrl(BASE, 'mira-okonkwo', 2)).toBe(`${BASE}/users/mira-okonkwo/projects.json?page=2&per_page=50`);
  expect(profileUrl(BASE, 'a/b')).toBe(`${BASE}/users/a%2Fb.json`);
  expect(searchUrl(BASE, 1)).toBe(`${BASE}/api/v2/search/users.json?query=&page=1&per_page=50&sorting=followers`);
  expect(detailUrl(BASE, 'aB3xYz')).toBe(`${BASE}/projects/aB3xYz.json`);
});

test('the key of the detail page stands at the end of the permalink', () => {
  expect(hashIdFromUrl('https://www.artstation.com/artwork/aB3xYz')).toBe('aB3xYz');
  expect(hashIdFromUrl('https://www.artstation.com/mira')).toBeUndefined();
});
