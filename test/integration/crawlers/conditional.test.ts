/** Recrawls that name the version they know, against the stand-in sites, a proxy that lies, and their own archives. */
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SITES, type SiteName } from '../../../src/config/config.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import { type Exchange, WarcArchive } from '../../../src/crawlers/http/archive.ts';
import { runRecord } from '../../../src/crawlers/http/replay-record.ts';
import type { CrawlSummary } from '../../../src/jobs/crawl.ts';
import type { RecrawlPlan } from '../../../src/jobs/crawl-job.ts';
import { replay } from '../../../src/jobs/replay.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { Store } from '../../../src/store/store.ts';
import { FREE_PORTS } from '../../support/sandbox.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { loopbackConfig, runCrawl } from './crawl-setup.ts';
import { DAY_MS, withdrawalsOf } from './recrawl-world.ts';
import { SkippingClock } from './skipping-clock.ts';

const INCREMENTAL: RecrawlPlan = { kind: 'incremental', fullEveryMs: 30 * DAY_MS };
const FULL: RecrawlPlan = { kind: 'full', fullEveryMs: 30 * DAY_MS };
/** Each has three pages or more. */
const ARTISTS: Readonly<Record<SiteName, string>> = {
  artstation: 'edge-n101',
  deviantart: 'edge-n49',
  danbooru: 'edge-n401',
};

let sandbox: Sandbox;
let store: Store;
let clock: SkippingClock;

async function open(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ artistsPerSite: 3, ports: FREE_PORTS, ...options });
}
beforeEach(async () => {
  store = await Store.open(':memory:');
  clock = new SkippingClock();
});
afterEach(async () => {
  await store.close();
  await sandbox.close();
});

const configOf = (site: SiteName, baseUrl = sandbox.baseUrls[site]) => loopbackConfig(site, baseUrl);

/** One process's crawl of a site's artist. */
async function run(site: SiteName, recrawl?: RecrawlPlan, baseUrl?: string): Promise<CrawlSummary & Traffic> {
  const exchanges: Exchange[] = [];
  const archive = { save: async (exchange: Exchange) => void exchanges.push(exchange) };
  const options = { clock, archive, ...(recrawl ? { recrawl } : {}) };
  const summary = await runCrawl(store, configOf(site, baseUrl), [ARTISTS[site]], options);
  return {
    ...summary,
    bytes: exchanges.reduce((sum, { replyBody }) => sum + replyBody.length, 0),
    statuses: exchanges.map(({ status }) => status),
  };
}
interface Traffic {
  readonly bytes: number;
  readonly statuses: readonly number[];
}

async function armed(site: SiteName, fault: string): Promise<void> {
  const body = JSON.stringify({ fault, artist: ARTISTS[site] });
  await fetch(`${sandbox.baseUrls[site]}/_faults`, { method: 'POST', body });
}
const mended = (site: SiteName) => fetch(`${sandbox.baseUrls[site]}/_faults`, { method: 'DELETE' });
const stateOf = async () => (await store.coverage())[0]!;

describe.each(SITES)('%s', (site) => {
  test.each(['etag', 'last-modified'] as const)(
    'an unchanged artist costs the look-up and one answer without a body (%s)',
    async (validators) => {
      await open({ validators });
      const first = await run(site);
      const before = await stateOf();
      clock.skip(2 * 3_600_000);
      const again = await run(site, INCREMENTAL);
      expect(again).toMatchObject({ state: 'complete', uploads: 0, statuses: [200, 304] });
      // DeviantArt's token is no part of the archive.
      expect(again.requests).toBe(site === 'deviantart' ? 3 : 2);
      expect(again.bytes).toBeLessThan(first.bytes / 10);
      expect(again.bytes).toBeLessThan(2000);
      const after = await stateOf();
      expect({ ...after, observedUntil: 0 }).toMatchObject({ state: 'complete', uploads: before.uploads });
      expect(await withdrawalsOf(store)).toEqual([]);
    },
  );

  test('it costs as much the next time, and after days a full reading asks for everything', async () => {
    await open();
    const first = await run(site);
    for (let day = 0; day < 3; day++) {
      clock.skip(DAY_MS - 60_000); // robots.txt is known for a day
      await run(site, INCREMENTAL);
    }
    clock.skip(3_600_000);
    expect((await run(site, INCREMENTAL)).statuses).toContain(304);
    clock.skip(30 * DAY_MS);
    const full = await run(site, INCREMENTAL);
    expect(full.statuses.filter((status) => status === 304)).toHaveLength(1); // robots.txt
    expect(full.uploads).toBe(first.uploads);
    expect((await run(site, FULL)).uploads).toBe(first.uploads);
  });

  test('a work published meanwhile is found', async () => {
    await open();
    await armed(site, 'new-upload@99*1');
    await run(site);
    const { uploads } = await stateOf();
    await mended(site);
    expect((await run(site, INCREMENTAL)).statuses).not.toContain(304);
    expect(await stateOf()).toMatchObject({ state: 'complete', uploads: uploads + 1 });
  });

  test('a site that names no versions is read as before', async () => {
    await open({ validators: 'none' });
    await run(site);
    const again = await run(site, INCREMENTAL);
    expect(again.statuses).not.toContain(304);
    expect(again.uploads).toBeGreaterThan(0);
  });

  test('a 304 that was not asked for is an error with a name, and the next run completes the artist', async () => {
    await open();
    await armed(site, 'not-modified@first*1');
    const summary = await run(site);
    expect(summary.problems).toMatchObject([{ reason: expect.stringContaining('named no earlier version') }]);
    expect(await stateOf()).toMatchObject({ state: 'partial', uploads: 0 });
    expect(await run(site)).toMatchObject({ state: 'complete' });
  });

  test('labels looked up before stay looked up', async () => {
    await open();
    await run(site);
    await store.saveLabels({
      runId: 'labels',
      site,
      artistId: (await stateOf()).artistId,
      sightings: [],
      seenAt: clock.now(),
      isLast: true,
    });
    await run(site, INCREMENTAL);
    expect((await store.frontier(site))[0]).toMatchObject({ hasLabels: true });
  });
});

/** A cache that takes every list for unchanged, and profiles too. */
async function startLyingCache(target: string): Promise<AsyncDisposable & { readonly url: string }> {
  const profiles = new Map<string, string>();
  const app = new Hono();
  app.get('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const isList = pathname.endsWith('/projects.json');
    if (isList && c.req.header('if-none-match')) return c.body(null, 304);
    const reply = await fetch(`${target}${pathname}${search}`);
    const body = profiles.get(pathname) ?? (await reply.text());
    if (!isList) profiles.set(pathname, body);
    const { headers, status } = reply;
    return new Response(body, {
      status,
      headers: { 'content-type': headers.get('content-type')!, etag: headers.get('etag') ?? '"0"' },
    });
  });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a cache that answers 304 for ever hides a work until the next full reading, and no longer', async () => {
  await open();
  await armed('artstation', 'new-upload@99*1');
  await using cache = await startLyingCache(sandbox.baseUrls.artstation);
  await run('artstation', undefined, cache.url);
  const { uploads } = await stateOf();
  await mended('artstation');
  clock.skip(3_600_000);
  expect((await run('artstation', INCREMENTAL, cache.url)).statuses).toEqual([200, 304]);
  expect(await stateOf()).toMatchObject({ state: 'complete', uploads });
  clock.skip(31 * DAY_MS);
  await run('artstation', INCREMENTAL, cache.url);
  expect(await stateOf()).toMatchObject({ state: 'complete', uploads: uploads + 1 });
});

test('another number of works than before is no unchanged list, whatever a cache says of its first page', async () => {
  await open();
  await armed('artstation', 'new-upload@99*1');
  await run('artstation');
  await mended('artstation');
  await armed('artstation', 'not-modified@first*99');
  const again = await run('artstation', INCREMENTAL);
  // Stored with the first crawl was an artist looked up by name, with the number of works of that day.
  expect(again.problems).toMatchObject([{ reason: expect.stringContaining('named no earlier version') }]);
  expect(again.state).toBe('partial');
});

test('a work withdrawn later was last seen when it was listed last, not when the list was said to be unchanged', async () => {
  await open();
  await run('danbooru');
  const listedUntil = clock.now();
  clock.skip(3_600_000);
  await run('danbooru', INCREMENTAL);
  clock.skip(3_600_000);
  await armed('danbooru', 'new-upload@99*1'); // takes the newest work off the list
  await run('danbooru', FULL);
  const rows = await withdrawalsOf(store);
  expect(rows).toHaveLength(1);
  expect(rows[0]!.last_seen_at).toBeLessThanOrEqual(listedUntil);
  expect(rows[0]!.missed_at).toBeGreaterThan(listedUntil + 7_200_000 - 60_000);
});

describe('a replay', () => {
  async function recorded(folder: string, runId: string, recrawl?: RecrawlPlan): Promise<void> {
    const site = 'danbooru';
    const parameters = {
      target: { kind: 'artists', names: [ARTISTS[site]] },
      labels: 'listing',
      ...(recrawl ? { recrawl } : {}),
    };
    await using archive = new WarcArchive(folder, runId, runRecord(configOf(site), parameters));
    await runCrawl(store, configOf(site), [ARTISTS[site]], { clock, archive, ...(recrawl ? { recrawl } : {}) });
  }
  const replayed = (into: Store, rawFolder: string, runId: string) =>
    replay({
      store: into,
      rawFolder,
      recordedIds: [runId],
      runId: `replay-${runId}`,
      chromium: null,
      signal: new AbortController().signal,
      progress: silentProgress,
    });

  test('of a crawl and its recrawl ends where they did, and one of the recrawl alone says what is missing', async () => {
    await open();
    using folder = temporaryFolder();
    const raw = join(folder.path, 'raw');
    await recorded(raw, 'a');
    clock.skip(25 * 3_600_000); // robots.txt is asked for again, and unchanged
    await recorded(raw, 'b', INCREMENTAL);

    await using both = await Store.open(':memory:');
    expect(await replayed(both, raw, 'a')).toMatchObject({ state: 'complete', uploads: 401 });
    expect(await replayed(both, raw, 'b')).toMatchObject({ state: 'complete', uploads: 0, problems: [] });
    expect(await both.contentHash()).toBe(await store.contentHash());

    await using alone = await Store.open(':memory:');
    expect(await replayed(alone, raw, 'b')).toMatchObject({
      state: 'partial',
      problems: [{ reason: expect.stringContaining('the crawl before this one is not in the store') }],
    });
  });
});
