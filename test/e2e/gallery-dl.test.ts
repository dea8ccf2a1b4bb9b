import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { galleryDlMonths, hasGalleryDl } from '../integration/sandbox/gallery-dl-months.ts';
import { emptyFolder, tidemark } from '../support/cli.ts';
import { exported, monthsByArtist } from '../support/exports.ts';
import { configure, FREE_PORTS, type Site } from '../support/sandbox.ts';

/** Artists all of whose works have files: gallery-dl passes over the others. */
const ARTISTS: Readonly<Record<Site, readonly string[]>> = {
  artstation: ['edge-n101', 'edge-arranged', 'edge-borders', 'edge-drafts'],
  deviantart: ['edge-n49', 'edge-hidden-page', 'edge-hidden-last', 'edge-borders'],
  danbooru: ['edge-n201', 'edge-n401', 'edge-borders', "edge's_tag_(a+b)"],
};
const MISSING = hasGalleryDl() ? '' : ' (skipped: apt-get install gallery-dl)';

describe.skipIf(MISSING)(`gallery-dl and Tidemark crawl the same stand-in sites${MISSING}`, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ artistsPerSite: 20, legacyCategory: true, detail: 'open', ports: FREE_PORTS });
  });
  afterAll(() => sandbox.close());

  test.each(Object.entries(ARTISTS))('and count the same uploads a month on %s', async (site, artists) => {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    const { code } = await tidemark(['crawl', site, ...artists.flatMap((artist) => ['--artist', artist])], { cwd });
    expect(code).toBe(0);
    const ours = monthsByArtist(await exported('uploads', { cwd }));
    for (const artist of artists) {
      const theirs = await galleryDlMonths(sandbox.baseUrls, site as Site, artist);
      expect(Object.keys(theirs).length).toBeGreaterThan(0);
      expect({ artist, ...ours.get(artist) }).toEqual({ artist, ...theirs });
    }
  });
});
