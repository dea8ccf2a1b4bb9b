import { expect, test } from 'vitest';
import {
  browseUrl,
  contentsUrl,
  foldersUrl,
  folderUrl,
  galleryPageUrl,
  galleryUrl,
  profileUrl,
  tagUrl,
  tokenUrl,
  whoisBody,
  whoisUrl,
} from '../../../../src/crawlers/deviantart/url.ts';

const BASE = 'https://www.deviantart.com';
const API = `${BASE}/api/v1/oauth2`;

test('addresses are as the API documents them', () => {
  expect(tokenUrl(BASE)).toBe(`${BASE}/oauth2/token`);
  expect(galleryUrl(BASE, 'someone', 24)).toBe(
    `${API}/gallery/all?username=someone&offset=24&limit=24&mature_content=true`,
  );
  expect(folderUrl(BASE, 'someone', 'A2', 0)).toBe(
    `${API}/gallery/A2?username=someone&mode=newest&offset=0&limit=24&mature_content=true`,
  );
  expect(foldersUrl(BASE, 'someone', 50)).toBe(
    `${API}/gallery/folders?username=someone&offset=50&limit=50&mature_content=true`,
  );
  expect(profileUrl(BASE, 'some/one')).toBe(`${API}/user/profile/some%2Fone?expand=user.stats`);
  expect(whoisUrl(BASE)).toBe(`${API}/user/whois?expand=user.stats`);
  expect(whoisBody(['a', 'b&c'])).toBe('usernames%5B%5D=a&usernames%5B%5D=b%26c');
  expect(browseUrl(BASE, 'popular', 0)).toBe(`${API}/browse/popular?offset=0&limit=50&mature_content=true`);
  expect(tagUrl(BASE, 'fanart', 50)).toBe(`${API}/browse/tags?tag=fanart&offset=50&limit=50&mature_content=true`);
  expect(galleryPageUrl(BASE, 'someone')).toBe(`${BASE}/someone/gallery`);
  expect(contentsUrl(BASE, 'someone', 0)).toBe(
    `${BASE}/_puppy/dashared/gallection/contents?username=someone&type=gallery&order=newest&offset=0&limit=24&all_folder=true`,
  );
});
