import { expect, test } from 'vitest';
import { HttpClient } from '../../../src/crawlers/http/client.ts';
import { ArchiveError } from '../../../src/crawlers/http/errors.ts';
import { HostMemory } from '../../../src/crawlers/http/host-states.ts';
import { readReply } from '../../../src/crawlers/http/transport.ts';
import { useBench } from './http-setup.ts';

const bench = useBench();
const signal = new AbortController().signal;

test('a secret part of the query goes over the wire and nowhere else', async () => {
  const { site } = bench;
  site.routes.set('/gone', (_, response) => response.writeHead(404).end());
  const http = bench.client();
  const request = http.json(`${site.url}/gone?a=1`, signal, { secretQuery: 'csrf_token=hush' });
  await expect(request).rejects.toThrow(`${site.url}/gone?a=1 answered 404`);
  await http.json(`${site.url}/b`, signal, { secretQuery: 'csrf_token=hush' });
  expect(site.paths.slice(1)).toEqual(['/gone?a=1&csrf_token=hush', '/b?csrf_token=hush']);
  expect(JSON.stringify(bench.exchanges)).not.toContain('hush');
});

test('a shorter pause does not end a longer one', async () => {
  const { site } = bench;
  site.routes.set('/busy', (_, response) => response.writeHead(429, { 'retry-after': '800' }).end());
  site.routes.set('/less', (_, response) => response.writeHead(429, { 'retry-after': '100' }).end());
  const http = bench.client();
  const before = bench.clock.now();
  await Promise.allSettled(['busy', 'less'].map((path) => http.json(`${site.url}/${path}`, signal)));
  const { host } = new URL(site.url);
  expect(bench.states.states.get(host)!.pausedUntil).toBeGreaterThanOrEqual(before + 800_000);
});

test('what two requests remember about a host at the same time is all kept', async () => {
  const memory = new HostMemory(bench.states);
  await Promise.all([memory.update('a', { pausedUntil: 5 }), memory.update('a', { robotsBody: 'x' })]);
  expect(bench.states.states.get('a')).toMatchObject({ pausedUntil: 5, robotsBody: 'x' });
});

test('several cookies all arrive, one a line', () => {
  const headers = [['set-cookie', 'a=1; path=/'] as const, ['set-cookie', 'b=2'] as const];
  const reply = readReply('http://127.0.0.1/', { status: 200, statusText: 'OK', headers, body: new Uint8Array() });
  expect(reply.headers['set-cookie']).toBe('a=1; path=/\nb=2');
});

test('a body that cannot be read is told with the status it came with', () => {
  const headers = [['content-encoding', 'br'] as const];
  const raw = { status: 404, statusText: 'Not Found', headers, body: new Uint8Array([0, 1]) };
  expect(() => readReply('http://127.0.0.1/', raw)).toThrow(/answered 404, but with content-encoding br/);
});

test('a stand-in that does not answer: the error says why, and what to do', async () => {
  await expect(bench.client().json('http://127.0.0.1:9/a', signal)).rejects.toThrow(/is `tidemark sandbox` running\?/);
});

test('what goes wrong here while robots.txt is read is not told as the site being out of reach', async () => {
  const unwritable = new ArchiveError('raw', new Error('no space left'));
  const siteConfig = {
    site: 'danbooru',
    baseUrl: bench.site.url,
    isLive: false,
    contact: null,
    requestsPerSecond: 500,
    clientId: null,
    secret: null,
    robotsExempt: [],
  } as const;
  const archive = { save: () => Promise.reject(unwritable) };
  const http = new HttpClient({ siteConfig, transport: bench.transport(), archive });
  await expect(http.json(`${bench.site.url}/a`, signal)).rejects.toBe(unwritable);
});

test.each(['http://[bad', 'ftp://127.0.0.1/robots.txt', 'https://site.example/robots.txt'])(
  'a redirect of a stand-in to %s is not followed',
  async (location) => {
    bench.site.routes.set('/robots.txt', (_, response) => response.writeHead(302, { location }).end());
    const request = bench.client().json(`${bench.site.url}/a`, signal);
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_ROBOTS_UNREACHABLE' });
    await expect(request).rejects.toThrow(location);
    expect(bench.site.paths).toEqual(['/robots.txt']);
  },
);
