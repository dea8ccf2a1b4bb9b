import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, tidemark } from '../support/cli.ts';
import { exported, monthsByArtist } from '../support/exports.ts';
import { configure, FREE_PORTS, SITES, THRESHOLD, truth } from '../support/sandbox.ts';

const SAMPLE = 250;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

describe.each(['UTC', 'America/New_York', 'America/Los_Angeles'])('in the process time zone %s', (TZ) => {
  test.each(SITES)('monthly counts of every artist sampled on %s are those of the site', async (site) => {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    const words = ['crawl', site, '--sample', String(SAMPLE), ...THRESHOLD[site], '--seed', '1'];
    const { code, stderr } = await tidemark(words, { cwd, env: { TZ } });
    expect(stderr).not.toMatch(/stopped early/);
    expect(code).toBe(0);

    const coverage = await exported('coverage', { cwd, env: { TZ } });
    expect(coverage).toHaveLength(SAMPLE);
    expect(new Set(coverage.map(({ state }) => state))).toEqual(new Set(['complete']));
    const months = monthsByArtist(await exported('uploads', { cwd, env: { TZ } }));
    const wrong = [];
    for (const { artist } of coverage) {
      const [stored, true_] = [months.get(String(artist)) ?? {}, await truth(sandbox, site, String(artist))];
      if (JSON.stringify(stored) !== JSON.stringify(true_)) wrong.push({ artist, stored, true: true_ });
    }
    expect(wrong).toEqual([]);
  });
});

test('artists that are asked for by name, of every size around a page, are counted exactly', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  for (const site of SITES) {
    const list = (await (await fetch(`${sandbox.baseUrls[site]}/_truth/${site}`)).json()) as { artist: string }[];
    const planted = list.map(({ artist }) => artist).filter((artist) => artist.startsWith('edge-'));
    expect(planted.length).toBeGreaterThan(4);
    const { code, stderr } = await tidemark(['crawl', site, ...planted.flatMap((artist) => ['--artist', artist])], {
      cwd,
    });
    expect(stderr).not.toMatch(/stopped early/);
    expect(code).toBe(0);
    const uploads = (await exported('uploads', { cwd })).filter((upload) => upload.site === site);
    const months = monthsByArtist(uploads);
    for (const artist of planted) {
      expect({ artist, ...months.get(artist) }).toEqual({ artist, ...(await truth(sandbox, site, artist)) });
    }
  }
});
