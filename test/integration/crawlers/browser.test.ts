import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SiteConfig } from '../../../src/config/config.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { WarcArchive } from '../../../src/crawlers/http/archive.ts';
import { renderPage } from '../../../src/crawlers/http/browser.ts';
import { HttpClient } from '../../../src/crawlers/http/client.ts';
import { ReplayTransport } from '../../../src/crawlers/http/replay.ts';
import { Recorded } from '../../../src/crawlers/http/replay-index.ts';
import { runRecord } from '../../../src/crawlers/http/replay-record.ts';
import { Transport } from '../../../src/crawlers/http/transport.ts';
import { createCrawler } from '../../../src/crawlers/registry.ts';
import { challengePage } from '../../../src/sandbox/challenge.ts';
import { CHROMIUM, CHROMIUM_NEED } from '../../support/programs.ts';

const SIGNAL = new AbortController().signal;
const IS_READY = 'window.__CSRF_TOKEN__ !== undefined';

/** A page whose state exists only once its script has asked for it and written it down. */
const PAGE = `<!DOCTYPE html><html><head><title>Gallery</title>
<link rel="stylesheet" href="/style.css"><script src="http://127.0.0.1:1/tracker.js"></script></head>
<body><img src="/pixel.png"><script src="/closed/extra.js"></script><script src="/boot.js"></script></body></html>`;
const BOOT = `
fetch('/state.json').then((reply) => reply.json()).then(({ token, agent }) => {
  window.__CSRF_TOKEN__ = token;
  const script = document.createElement('script');
  script.textContent = "window.__CSRF_TOKEN__ = '" + token + "'; window.agent = '" + navigator.userAgent + "'";
  document.body.append(script);
});
fetch('/vote', { method: 'POST' }).catch(() => {});`;

let folder: string;
let seen: { path: string; agent: string | undefined; at: number }[];
let site: Hono;
let siteConfig: SiteConfig;
let close: () => Promise<unknown>;
let state: (c: Context) => Response | Promise<Response>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-browser-'));
  seen = [];
  state = (c) => c.json({ token: 'built-by-script' });
  site = new Hono();
  site.use(async (c, next) => {
    seen.push({ path: c.req.path, agent: c.req.header('user-agent'), at: performance.now() });
    await next();
  });
  site.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /closed/\n'));
  site.get('/:name/gallery', (c) => c.html(PAGE));
  site.get('/boot.js', (c) => c.body(BOOT, 200, { 'content-type': 'text/javascript' }));
  site.get('/state.json', (c) => state(c));
  site.get('/_puppy/dashared/gallection/contents', (c) => {
    if (c.req.query('csrf_token') !== 'built-by-script') return c.json({ error: 'invalid_request' }, 400);
    return c.json({ hasMore: false, nextOffset: null, results: [] });
  });
  const server = serve({ fetch: site.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  close = () => new Promise((resolve) => server.close(resolve));
  siteConfig = {
    site: 'deviantart',
    baseUrl: `http://127.0.0.1:${port}`,
    isLive: false,
    contact: 'someone@example.org',
    requestsPerSecond: 5,
    clientId: null,
    secret: null,
    robotsExempt: [],
    browser: { executable: CHROMIUM },
  };
});
afterEach(async () => {
  await close().catch(() => {}); // a test may have closed it
  await rm(folder, { recursive: true });
});

const hostStates = { hostStates: async () => [], saveHostState: async () => {} };

function online(): Transport {
  return new Transport({ clock: systemClock, seed: 1, hostStates });
}

function client(transport: Transport, archive: WarcArchive | null = null): HttpClient {
  return new HttpClient({ siteConfig, transport, archive });
}

describe.skipIf(CHROMIUM === null)(`a page that scripts complete${CHROMIUM_NEED}`, () => {
  const options = { executable: CHROMIUM, isReady: IS_READY };

  test('comes as its scripts left it, asked for politely and by the name of the crawler', async () => {
    await using transport = online();
    const http = client(transport);
    const url = `${siteConfig.baseUrl}/someone/gallery`;
    const { text, status } = await renderPage(http, url, options, SIGNAL);
    expect(status).toBe(200);
    expect(text).toContain("window.__CSRF_TOKEN__ = 'built-by-script'");
    expect(text).toContain(`window.agent = '${http.userAgent}'`);

    expect(seen.map(({ path }) => path)).toEqual(['/robots.txt', '/someone/gallery', '/boot.js', '/state.json']);
    expect(new Set(seen.map(({ agent }) => agent))).toEqual(new Set([http.userAgent]));
    expect(http.userAgent).toContain('someone@example.org');
    const gaps = seen.slice(1).map(({ at }, i) => at - seen[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThan(90); // half a gap of 5 starts a second, less the way there
  });

  test('gives the session that label look-ups need, and is replayed from the archive without the site', async () => {
    const artist = {
      site: 'deviantart',
      artistId: 'u',
      name: 'someone',
      followers: 1,
      followersKind: null,
      worksClaimed: 1,
    };
    const upload = { uploadId: 'a', url: `${siteConfig.baseUrl}/someone/art/A-1`, publishedAt: Date.UTC(2023, 0) };
    const labels = async (http: HttpClient) =>
      Array.fromAsync(createCrawler('deviantart', http, siteConfig).labels!(artist, [upload], SIGNAL));
    {
      await using transport = online();
      await using archive = new WarcArchive(folder, 'run', runRecord(siteConfig, {}));
      expect(await labels(client(transport, archive))).toEqual([[]]);
    }
    await close();
    await using recorded = await Recorded.open([join(folder, 'run')]);
    expect(recorded.run.isRendered).toBe(true);
    await using transport = new ReplayTransport(recorded);
    expect(await labels(client(transport))).toEqual([[]]);
  });

  test('behind a bot check stops the host, whichever part is answered by it', async () => {
    state = () => challengePage();
    await using transport = online();
    const http = client(transport);
    const request = renderPage(http, `${siteConfig.baseUrl}/someone/gallery`, options, SIGNAL);
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_CHALLENGED', remedy: 'stop' });
    const asked = seen.length;
    await expect(http.html(`${siteConfig.baseUrl}/other/gallery`, SIGNAL)).rejects.toMatchObject({ remedy: 'stop' });
    expect(seen).toHaveLength(asked);
  });

  test('whose scripts never get there is an error that names what was waited for', async () => {
    state = (c) => c.json({}, 404);
    await using transport = online();
    const slow = { ...options, isReady: 'window.never === true', timeoutMs: 2000 };
    const request = renderPage(client(transport), `${siteConfig.baseUrl}/someone/gallery`, slow, SIGNAL);
    await expect(request).rejects.toMatchObject({
      code: 'CRAWL_NOT_RENDERED',
      message: expect.stringContaining('window.never === true'),
    });
  });

  test('is given up when the crawl is interrupted', async () => {
    const interruption = new AbortController();
    state = (c) => {
      interruption.abort(new Error('Ctrl-C'));
      return c.json({});
    };
    await using transport = online();
    const url = `${siteConfig.baseUrl}/someone/gallery`;
    await expect(renderPage(client(transport), url, options, interruption.signal)).rejects.toThrow('Ctrl-C');
  });
});

test('without Chromium the error says what to install', async () => {
  await using transport = online();
  const url = `${siteConfig.baseUrl}/someone/gallery`;
  const request = renderPage(client(transport), url, { executable: null, isReady: IS_READY }, SIGNAL);
  await expect(request).rejects.toThrow(/apt-get install chromium/);
});
