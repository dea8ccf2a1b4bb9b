import { expect, test } from 'vitest';
import { originWords, standInNotice } from '../../../src/reports/origins.ts';

const STAND_INS = ['artstation', 'deviantart', 'danbooru'].map((site) => ({ site, origin: 'stand-in' }));

test('stand-in sites are called invented, and nothing about them an observation', () => {
  expect(originWords(STAND_INS).text).toBe(
    '<p class="warning" role="note">ArtStation, DeviantArt and Danbooru are stand-in sites on this machine: their artists are invented. Nothing here is an observation.</p>\n',
  );
});

test('one stand-in beside a live site is warned of alone, and the live one named by its host', () => {
  const text = originWords([STAND_INS[0]!, { site: 'danbooru', origin: 'danbooru.donmai.us' }]).text;
  expect(text).toContain(
    'ArtStation is a stand-in site on this machine: its artists are invented. Nothing here about it is an observation.',
  );
  expect(text).toContain('<p class="origins">Danbooru was read from danbooru.donmai.us.</p>');
});

test('imported sites come from files, without a warning, and many are counted', () => {
  const files = (count: number) => Array.from({ length: count }, (_, i) => ({ site: `site ${i}`, origin: 'file' }));
  expect(originWords(files(2)).text).toBe('<p class="origins">site 0 and site 1 were read from files.</p>\n');
  expect(originWords(files(23)).text).toBe('<p class="origins">23 sites were read from files.</p>\n');
});

test('no sites have no origin', () => {
  expect(originWords([]).text).toBe('');
});

test('figures are marked only where a stand-in site is among the sites, which they name', () => {
  expect(standInNotice([{ site: 'danbooru', origin: 'danbooru.donmai.us' }])).toBeNull();
  expect(standInNotice([STAND_INS[0]!, { site: 'danbooru', origin: 'danbooru.donmai.us' }])).toBe(
    'Stand-in sites, invented data: ArtStation',
  );
});
