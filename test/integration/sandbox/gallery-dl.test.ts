import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { ArtistTruth } from '../../../src/sandbox/truth.ts';
import { galleryDlMonths, hasGalleryDl } from './gallery-dl-months.ts';

const SITES = ['artstation', 'deviantart', 'danbooru'] as const;
type Site = (typeof SITES)[number];

/** The stand-in's planted edges; one more artist of each site is drawn at random. */
const PLANTED: Readonly<Record<Site, readonly string[]>> = {
  artstation: ['edge-n0', 'edge-n51', 'edge-arranged', 'edge-borders', 'edge-drafts'],
  deviantart: ['edge-n0', 'edge-n49', 'edge-hidden-start', 'edge-hidden-page', 'edge-hidden-last', 'edge-borders'],
  danbooru: ['edge-n0', 'edge-n200', 'edge-n401', "edge's_tag_(a+b)", 'edge-borders', 'edge-banned'],
};
const MISSING = hasGalleryDl() ? '' : ' (skipped: apt-get install gallery-dl)';

describe.skipIf(MISSING)(`gallery-dl crawls the stand-in sites${MISSING}`, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      artistsPerSite: 40,
      legacyCategory: true,
      detail: 'open',
      ports: { artstation: 0, deviantart: 0, danbooru: 0 },
    });
  });
  afterAll(() => sandbox.close());

  describe.each(SITES)('%s', (site) => {
    test.each(PLANTED[site])('and counts the months of %s as the truth does', async (artist) => {
      expect(await galleryDlMonths(sandbox.baseUrls, site, artist)).toEqual(expectedMonths(await truth(site, artist)));
    });

    test('and counts the months of a drawn artist with 100 to 400 works as the truth does', async () => {
      const { artist } = await drawnArtist(site);
      const expected = await truth(site, artist);
      expect(expected.uploads).toBeGreaterThanOrEqual(100);
      expect(await galleryDlMonths(sandbox.baseUrls, site, artist)).toEqual(expectedMonths(expected));
    });
  });

  test('and sees fewer posts than Danbooru has where file addresses are withheld', async () => {
    const { uploads } = await truth('danbooru', 'edge-banned');
    expect(uploads).toBe(60);
    expect(await galleryDlMonths(sandbox.baseUrls, 'danbooru', 'edge-banned')).toEqual({});
  });

  async function truth(site: Site, artist: string): Promise<ArtistTruth> {
    const response = await fetch(`${sandbox.baseUrls[site]}/_truth/${site}/${encodeURIComponent(artist)}`);
    return (await response.json()) as ArtistTruth;
  }

  async function drawnArtist(site: Site): Promise<ArtistTruth> {
    const response = await fetch(`${sandbox.baseUrls[site]}/_truth/${site}`);
    const artists = (await response.json()) as { artist: string }[];
    for (const { artist } of artists.filter(({ artist }) => !artist.startsWith('edge'))) {
      const found = await truth(site, artist);
      if (found.uploads >= 100 && found.uploads <= 400) return found;
    }
    throw new Error(`${site} has no artist with 100 to 400 works`);
  }
});

/** gallery-dl passes over posts without a file address. */
function expectedMonths({ months }: ArtistTruth): Record<string, number> {
  return Object.fromEntries(
    Object.entries(months)
      .filter(([, { withFile }]) => withFile > 0)
      .map(([month, { withFile }]) => [month, withFile]),
  );
}
