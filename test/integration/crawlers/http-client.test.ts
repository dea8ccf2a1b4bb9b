import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SiteConfig } from '../../../src/config/config.ts';
import type { Exchange } from '../../../src/crawlers/http/archive.ts';
import { HttpClient } from '../../../src/crawlers/http/client.ts';
import { ArchiveError } from '../../../src/crawlers/http/errors.ts';
import { HostMemory, type HostState, type HostStates } from '../../../src/crawlers/http/host-states.ts';
import { readReply, Transport } from '../../../src/crawlers/http/transport.ts';
import { SkippingClock } from './skipping-clock.ts';

class KeptStates implements HostStates {
  readonly states = new Map<string, HostState>();
  async hostStates(): Promise<readonly HostState[]> {
    return [...this.states.values()];
  }
  async saveHostState(state: HostState): Promise<void> {
    this.states.set(state.host, state);
  }
}

const ALLOW = 'User-agent: *\nAllow: /';
let routes: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
let asked: IncomingMessage[];
let server: Server;
let baseUrl: string;
let states: KeptStates;
let clock: SkippingClock;
let exchanges: Exchange[];
const open: Transport[] = [];
const { signal } = new AbortController();

beforeEach(async () => {
  routes = new Map([['/robots.txt', (_, response) => response.end(ALLOW)]]);
  asked = [];
  exchanges = [];
  states = new KeptStates();
  clock = new SkippingClock();
  server = createServer((request, response) => {
    asked.push(request);
    const route = routes.get(request.url!.split('?', 1)[0]!);
    if (route) return route(request, response);
    response.setHeader('content-type', 'application/json');
    response.end('{"ok": true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport[Symbol.asyncDispose]()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function keep(exchange: Exchange): Promise<void> {
  exchanges.push(exchange);
}
function client(change: Partial<SiteConfig> = {}, timeoutMs = 5000, save = keep): HttpClient {
  const transport = new Transport({ clock, seed: 1, hostStates: states, timeoutMs });
  open.push(transport);
  const siteConfig: SiteConfig = {
    site: 'danbooru',
    baseUrl,
    isLive: false,
    contact: 'you@example.org',
    requestsPerSecond: 500,
    clientId: null,
    secret: null,
    robotsExempt: [],
    ...change,
  };
  return new HttpClient({ siteConfig, transport, archive: { save } });
}
const paths = () => asked.map(({ url }) => url);

test('a request says who asks, and takes gzip', async () => {
  routes.set('/a', (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync('{"title": "fog"}'));
  });
  const http = client();
  expect(await http.json(`${baseUrl}/a`, signal)).toEqual({ title: 'fog' });
  expect(asked[1]!.headers).toMatchObject({
    'user-agent': expect.stringMatching(/^Tidemark\/\S+ \(\+you@example\.org\)$/),
    'accept-encoding': 'gzip',
    accept: 'application/json',
  });
  expect(http.requests).toBe(2);
  expect(http.siteTime).toBeGreaterThan(Date.now() - 60_000);
});

test('every exchange is archived as received, except those that carry secrets', async () => {
  const http = client();
  await http.json(`${baseUrl}/a`, signal, { headers: { authorization: 'Bearer t' } });
  await http.json(`${baseUrl}/token`, signal, { method: 'POST', form: 'secret=1', isSecret: true });
  expect(exchanges.map(({ url }) => url.slice(baseUrl.length))).toEqual(['/robots.txt', '/a']);
  expect(asked[2]!.headers['content-type']).toBe('application/x-www-form-urlencoded');
});

test('a request that takes too long is tried again', async () => {
  let tries = 0;
  routes.set('/slow', (_, response) => {
    response.setHeader('content-type', 'application/json');
    if (tries++ > 0) response.end('{}');
  });
  await client({}, 200).json(`${baseUrl}/slow`, signal);
  expect(tries).toBe(2);
});

test('an abort ends a request with its reason, without a retry', async () => {
  const abort = new AbortController();
  routes.set('/slow', () => abort.abort(new Error('enough')));
  await expect(client().json(`${baseUrl}/slow`, abort.signal)).rejects.toThrow('enough');
  expect(asked).toHaveLength(2);
});

test('redirects are not followed: the answer is not what was asked for', async () => {
  routes.set('/old', (_, response) => response.writeHead(302, { location: '/new' }).end());
  await expect(client().json(`${baseUrl}/old`, signal)).rejects.toMatchObject({ code: 'CRAWL_STATUS', status: 302 });
  expect(paths()).not.toContain('/new');
});

test('a pause that the site asked for is kept for the next process', async () => {
  let tries = 0;
  routes.set('/busy', (_, response) => {
    if (tries++ === 0) return response.writeHead(429, { 'retry-after': '600' }).end();
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  const start = clock.now();
  await client().json(`${baseUrl}/busy`, signal);
  expect(clock.now() - start).toBeGreaterThanOrEqual(600_000);
  const [kept] = states.states.values();
  expect(kept!.pausedUntil).toBeGreaterThanOrEqual(start + 600_000);
});

test('a pause longer than time itself parks the host', async () => {
  routes.set('/busy', (_, response) => response.writeHead(429, { 'retry-after': '9'.repeat(30) }).end());
  const http = client();
  await expect(http.json(`${baseUrl}/busy`, signal)).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
  await expect(client().json(`${baseUrl}/a`, signal)).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
  expect([...states.states.values()][0]!.pausedUntil).toBe(8.64e15);
});

test('a shorter pause does not end a longer one', async () => {
  routes.set('/busy', (_, response) => response.writeHead(429, { 'retry-after': '800' }).end());
  routes.set('/less', (_, response) => response.writeHead(429, { 'retry-after': '100' }).end());
  const http = client();
  const before = clock.now();
  await Promise.allSettled(['busy', 'less'].map((path) => http.json(`${baseUrl}/${path}`, signal)));
  expect([...states.states.values()][0]!.pausedUntil).toBeGreaterThanOrEqual(before + 800_000);
});

test('what two requests remember about a host at the same time is all kept', async () => {
  const memory = new HostMemory(states);
  await Promise.all([memory.update('a', { pausedUntil: 5 }), memory.update('a', { robotsBody: 'x' })]);
  expect(states.states.get('a')).toMatchObject({ pausedUntil: 5, robotsBody: 'x' });
});

test('a secret part of the query goes over the wire and nowhere else', async () => {
  routes.set('/gone', (_, response) => response.writeHead(404).end());
  const http = client();
  const request = http.json(`${baseUrl}/gone?a=1`, signal, { secretQuery: 'csrf_token=hush' });
  await expect(request).rejects.toThrow(`${baseUrl}/gone?a=1 answered 404`);
  await http.json(`${baseUrl}/b`, signal, { secretQuery: 'csrf_token=hush' });
  expect(paths().slice(1)).toEqual(['/gone?a=1&csrf_token=hush', '/b?csrf_token=hush']);
  expect(JSON.stringify(exchanges)).not.toContain('hush');
});

test('several cookies all arrive, one a line', () => {
  const headers = [['set-cookie', 'a=1; path=/'] as const, ['set-cookie', 'b=2'] as const];
  const reply = readReply(baseUrl, { status: 200, statusText: 'OK', headers, body: new Uint8Array() });
  expect(reply.headers['set-cookie']).toBe('a=1; path=/\nb=2');
});

test('a body that cannot be read is told with the status it came with', () => {
  const headers = [['content-encoding', 'br'] as const];
  const raw = { status: 404, statusText: 'Not Found', headers, body: new Uint8Array([0, 1]) };
  expect(() => readReply(baseUrl, raw)).toThrow(/answered 404, but with content-encoding br/);
});

test('all who ask a host wait for its pause, other hosts do not', async () => {
  const gate = await new Transport({ clock, seed: 1, hostStates: states }).gate('a.example', 10);
  states.states.set('b.example', {
    host: 'b.example',
    pausedUntil: clock.now() + 5000,
    robotsBody: null,
    robotsStatus: null,
    robotsFetchedAt: null,
  });
  const other = await new Transport({ clock, seed: 1, hostStates: states }).gate('b.example', 10);
  expect(gate.pausedUntil).toBe(Number.NEGATIVE_INFINITY);
  expect(other.pausedUntil).toBeGreaterThan(clock.now());
});

describe('robots.txt', () => {
  const robots = (body: string, status = 200) =>
    routes.set('/robots.txt', (_, response) => response.writeHead(status, { 'content-type': 'text/plain' }).end(body));

  test('a disallowed address is not asked for, and the error names the rule', async () => {
    robots('User-agent: *\nDisallow: /*.json');
    const request = client().json(`${baseUrl}/posts.json?tags=x`, signal);
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_DISALLOWED', remedy: 'stop' });
    await expect(request).rejects.toThrow('Disallow: /*.json');
    expect(paths()).toEqual(['/robots.txt']);
  });

  test('a path listed as exempt is asked for all the same', async () => {
    robots('User-agent: *\nDisallow: /');
    const http = client({ robotsExempt: ['/posts.json'] });
    expect(await http.json(`${baseUrl}/posts.json?x=1`, signal)).toEqual({ ok: true });
    await expect(http.json(`${baseUrl}/other.json`, signal)).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_DISALLOWED' });
  });

  test('an exemption does not help against a robots.txt that cannot be read', async () => {
    robots('', 500);
    const request = client({ robotsExempt: ['/'] }).json(`${baseUrl}/a`, signal);
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_UNREACHABLE' });
    expect(new Set(paths())).toEqual(new Set(['/robots.txt']));
  });

  test.each([404, 410])('status %i means that all is allowed', async (status) => {
    robots('User-agent: *\nDisallow: /', status);
    expect(await client().json(`${baseUrl}/a`, signal)).toEqual({ ok: true });
  });

  test.each([401, 403])('status %i is a refusal: nothing is asked for', async (status) => {
    robots('', status);
    await expect(client().json(`${baseUrl}/a`, signal)).rejects.toMatchObject({
      code: 'CRAWL_ROBOTS_REFUSED',
      remedy: 'stop',
      message: expect.stringContaining(`answered ${status}`),
    });
    expect(paths()).toEqual(['/robots.txt']);
  });

  test('a stand-in that does not answer: the error says why, and what to do', async () => {
    const address = 'http://127.0.0.1:9';
    await expect(client().json(`${address}/a`, signal)).rejects.toThrow(
      /is `tidemark sandbox` running\? \(.*(ECONNREFUSED|bad port)/,
    );
  });

  test('what goes wrong here while robots.txt is read is not told as the site being out of reach', async () => {
    const unwritable = new ArchiveError('raw', new Error('no space left'));
    const http = client({}, 5000, () => Promise.reject(unwritable));
    await expect(http.json(`${baseUrl}/a`, signal)).rejects.toBe(unwritable);
  });

  test.each(['http://[bad', 'ftp://127.0.0.1/robots.txt', 'https://site.example/robots.txt'])(
    'a redirect of a stand-in to %s is not followed',
    async (location) => {
      routes.set('/robots.txt', (_, response) => response.writeHead(302, { location }).end());
      const request = client().json(`${baseUrl}/a`, signal);
      await expect(request).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_UNREACHABLE' });
      await expect(request).rejects.toThrow(location);
      expect(paths()).toEqual(['/robots.txt']);
    },
  );

  test('it is read once for many requests, kept for the next process, and read again after a day', async () => {
    const http = client();
    await Promise.all([1, 2, 3].map((i) => http.json(`${baseUrl}/a?${i}`, signal)));
    await client().json(`${baseUrl}/b`, signal);
    expect(paths().filter((path) => path === '/robots.txt')).toHaveLength(1);
    clock.skip(25 * 3_600_000);
    await http.json(`${baseUrl}/c`, signal);
    expect(paths().filter((path) => path === '/robots.txt')).toHaveLength(2);
  });

  test('five redirects are followed and count for the first origin, a sixth means there is none', async () => {
    const hop = (from: string, to: string) =>
      routes.set(from, (_, response) => response.writeHead(301, { location: to }).end());
    hop('/robots.txt', '/r1');
    for (let i = 1; i < 5; i++) hop(`/r${i}`, `/r${i + 1}`);
    routes.set('/r5', (_, response) => response.end('User-agent: *\nDisallow: /a'));
    await expect(client().json(`${baseUrl}/a`, signal)).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_DISALLOWED' });
    states = new KeptStates();
    hop('/r5', '/r6');
    expect(await client().json(`${baseUrl}/a`, signal)).toEqual({ ok: true });
  });

  test('Crawl-delay spaces the requests', async () => {
    robots('User-agent: tidemark\nCrawl-delay: 30');
    const http = client();
    const start = clock.now();
    for (const i of [1, 2, 3]) await http.json(`${baseUrl}/a?${i}`, signal);
    expect(clock.now() - start).toBeGreaterThanOrEqual(90_000);
  });
});
