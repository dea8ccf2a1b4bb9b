import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { ArtistTruth } from '../../src/sandbox/truth.ts';
import { galleryDlCommand, hasGalleryDl } from '../integration/sandbox/gallery-dl-months.ts';
import { configure, FREE_PORTS, SITES, type Site } from '../support/sandbox.ts';

// `npm run bench:crawl`: the same artists of the same stand-in sites, read by Tidemark and by Debian's gallery-dl.
const ARTISTS = 20;
const ROOT = resolve(import.meta.dirname, '../..');
const MEASURED = join(import.meta.dirname, 'measured.py');

/** Most requests for one artist's dates, from works in the list, hidden ones included. */
const BUDGETS: Readonly<Record<Site, (works: number) => number>> = {
  artstation: (works) => 2 + Math.ceil(works / 50),
  deviantart: (works) => Math.ceil(works / 24) + 2 + 1 / 50,
  danbooru: (works) => Math.floor(works / 200) + 2,
};

await using sandbox = await startSandbox({
  artistsPerSite: 400,
  legacyCategory: true,
  detail: 'open',
  ports: FREE_PORTS,
});
const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
const rows: Record<string, string | number>[] = [];
try {
  configure(folder, sandbox);
  for (const site of SITES) {
    const truths = await artistsOf(site);
    const names = truths.map(({ artist }) => artist);
    const words = names.flatMap((name) => ['--artist', name]);
    const bin = [process.execPath, join(ROOT, 'bin/tidemark.mjs'), 'crawl', site, ...words];
    rows.push(await measure('Tidemark', site, truths, bin, process.env));
    if (hasGalleryDl()) {
      const command = await galleryDlCommand(sandbox.baseUrls, site, names, folder);
      rows.push(await measure('gallery-dl', site, truths, command.words, command.env));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.table(rows);
console.log('Requests and budget are per artist, for dates alone; robots.txt and tokens are counted apart.');
if (!hasGalleryDl()) console.log('gallery-dl is not installed: apt-get install gallery-dl');

/** Artists drawn for the stand-in, with 100 to 1000 works. */
async function artistsOf(site: Site): Promise<readonly ArtistTruth[]> {
  const list = await get<readonly { artist: string }[]>(site, `/_truth/${site}`);
  const found: ArtistTruth[] = [];
  for (const { artist } of list.filter((one) => !one.artist.startsWith('edge'))) {
    const truth = await get<ArtistTruth>(site, `/_truth/${site}/${encodeURIComponent(artist)}`);
    if (truth.uploads >= 100 && truth.uploads <= 1000) found.push(truth);
    if (found.length === ARTISTS) break;
  }
  return found;
}

async function measure(
  client: string,
  site: Site,
  truths: readonly ArtistTruth[],
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Record<string, string | number>> {
  const before = await requestsTo(site);
  const { cpuSeconds, peakKilobytes } = await runMeasured(words, env);
  const after = await requestsTo(site);
  const apart = (path: string) => (after.byPath[path] ?? 0) - (before.byPath[path] ?? 0);
  const [robots, tokens] = [apart('/robots.txt'), apart('/oauth2/token')];
  const uploads = truths.reduce((sum, truth) => sum + truth.uploads, 0);
  const budget = truths.reduce((sum, truth) => sum + BUDGETS[site](truth.uploads + truth.hidden), 0);
  return {
    site,
    client,
    artists: truths.length,
    uploads,
    requests: ((after.total - before.total - robots - tokens) / truths.length).toFixed(2),
    budget: (budget / truths.length).toFixed(2),
    robots,
    tokens,
    'CPU s / 1000 uploads': ((cpuSeconds / uploads) * 1000).toFixed(2),
    'peak MB': Math.round(peakKilobytes / 1024),
  };
}

async function runMeasured(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly cpuSeconds: number; readonly peakKilobytes: number }> {
  const result = join(folder, 'used.json');
  const output = openSync(join(folder, 'output.txt'), 'w');
  const child = spawn('python3', [MEASURED, result, ...words], { cwd: folder, env, stdio: ['ignore', output, output] });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0)
    throw new Error(`${words[0]} ended with ${code}: ${readFileSync(join(folder, 'output.txt'), 'utf8')}`);
  return JSON.parse(readFileSync(result, 'utf8'));
}

function requestsTo(site: Site): Promise<{ total: number; byPath: Readonly<Record<string, number>> }> {
  return get(site, '/_requests');
}

async function get<T>(site: Site, path: string): Promise<T> {
  return (await (await fetch(sandbox.baseUrls[site] + path)).json()) as T;
}
