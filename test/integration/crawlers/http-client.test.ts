import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { useBench } from './http-setup.ts';

const bench = useBench();
const { signal } = new AbortController();
const MINUTE = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers the first `times` requests of a path with a status, the later ones with JSON. */
function stumble(path: string, times: number, status: number, headers: Readonly<Record<string, string>> = {}): void {
  let asked = 0;
  bench.site.routes.set(path, (_, response) => {
    if (asked++ < times) response.writeHead(status, headers).end();
    else response.writeHead(200, JSON_TYPE).end('{}');
  });
}
const ask = (path: string, client = bench.client()) => client.json(`${bench.site.url}${path}`, signal);

test('a request says who asks, and takes gzip', async () => {
  bench.site.routes.set('/a', (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync('{"title": "fog"}'));
  });
  const http = bench.client();
  expect(await ask('/a', http)).toEqual({ title: 'fog' });
  expect(bench.site.asked[1]!.headers).toMatchObject({
    'user-agent': expect.stringMatching(/^Tidemark\/\S+ \(\+you@example\.org\)$/),
    'accept-encoding': 'gzip',
    accept: 'application/json',
  });
  expect(http.requests).toBe(2);
  expect(http.siteTime).toBeGreaterThan(Date.now() - MINUTE);
});

test('every exchange is archived as received, except those that carry secrets', async () => {
  const http = bench.client();
  const { url } = bench.site;
  await http.json(`${url}/a`, signal, { headers: { authorization: 'Bearer t' } });
  await http.json(`${url}/token`, signal, { method: 'POST', form: 'secret=1', isSecret: true });
  expect(bench.exchanges.map((exchange) => exchange.url.slice(url.length))).toEqual(['/robots.txt', '/a']);
  expect(bench.site.asked[2]!.headers['content-type']).toBe('application/x-www-form-urlencoded');
});

test('a request that takes too long is tried again', async () => {
  let tries = 0;
  bench.site.routes.set('/slow', (_, response) => {
    if (tries++ > 0) response.writeHead(200, JSON_TYPE).end('{}');
  });
  await ask('/slow', bench.client({}, bench.transport(200)));
  expect(tries).toBe(2);
});

test('an abort ends a request with its reason, without a retry', async () => {
  const abort = new AbortController();
  bench.site.routes.set('/slow', () => abort.abort(new Error('enough')));
  await expect(bench.client().json(`${bench.site.url}/slow`, abort.signal)).rejects.toThrow('enough');
  expect(bench.site.asked).toHaveLength(2);
});

describe('a pause that the site asks for', () => {
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT';

  test.each([
    ['seconds', '840'],
    ['a date of RFC 9110', 'Sun, 06 Nov 1994 09:03:37 GMT'],
    ['a date of RFC 850', 'Sunday, 06-Nov-94 09:03:37 GMT'],
    ['a date of asctime', 'Sun Nov  6 09:03:37 1994'],
  ])('of 14 minutes in %s is kept whole', async (_, value) => {
    stumble('/busy', 1, 429, { date, 'retry-after': value });
    const start = bench.clock.now();
    await ask('/busy');
    expect(bench.clock.now() - start).toBeGreaterThanOrEqual(14 * MINUTE);
    expect(bench.clock.now() - start).toBeLessThan(14.1 * MINUTE);
  });

  test('is kept for the next process', async () => {
    stumble('/busy', 1, 429, { 'retry-after': '600' });
    const start = bench.clock.now();
    await ask('/busy');
    const host = new URL(bench.site.url).host;
    expect(bench.states.states.get(host)!.pausedUntil).toBeGreaterThanOrEqual(start + 10 * MINUTE);
  });

  test('of a day is not waited out: the host is left alone, and no request is made until then', async () => {
    stumble('/busy', 1, 503, { 'retry-after': '86400' });
    await expect(ask('/busy')).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED', remedy: 'wait' });
    const { length } = bench.site.asked;
    await expect(ask('/a')).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
    expect(bench.site.asked).toHaveLength(length);
    bench.clock.skip(24 * 60 * MINUTE + MINUTE);
    expect(await ask('/busy')).toEqual({});
  });

  test('holds for all crawls of the host in the process, and for no other host', async () => {
    stumble('/busy', 1, 429, { 'retry-after': '600' });
    const transport = bench.transport();
    const start = bench.clock.now();
    await bench.client({}, transport).json(`${bench.elsewhere.url}/a`, signal);
    expect(bench.clock.now() - start).toBeLessThan(MINUTE);
    await ask('/busy', bench.client({}, transport));
    const host = await transport.host(new URL(bench.site.url).host, { requestsPerSecond: 1, isLive: true });
    expect(host.pausedUntil).toBeGreaterThanOrEqual(start + 10 * MINUTE);
    const other = await transport.host(new URL(bench.elsewhere.url).host, { requestsPerSecond: 1, isLive: true });
    expect(other.pausedUntil).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('two crawls of one host in one process', () => {
  test('share its pace: the second goes on where the first has got to', async () => {
    const transport = bench.transport();
    const [first, second] = [bench.client({}, transport), bench.client({}, transport)];
    const host = await transport.host(new URL(bench.site.url).host, { requestsPerSecond: 500, isLive: false });
    for (let i = 0; i < 50; i++) await ask(`/a?${i}`, first);
    const climbed = host.perSecond;
    expect(climbed).toBeGreaterThan(250);
    for (let i = 0; i < 20; i++) await ask(`/b?${i}`, second);
    expect(host.perSecond).toBeGreaterThan(climbed);
  });

  test('share its breaker: ten failures of one keep the other away', async () => {
    const transport = bench.transport();
    const [first, second] = [bench.client({}, transport), bench.client({}, transport)];
    await ask('/a', first);
    for (const path of ['/x', '/y']) stumble(path, 99, 500);
    await expect(ask('/x', first)).rejects.toMatchObject({ code: 'CRAWL_STATUS' });
    await expect(ask('/y', first)).rejects.toMatchObject({
      code: 'CRAWL_CIRCUIT_OPEN',
      remedy: 'wait',
      cause: { code: 'CRAWL_STATUS' },
    });
    const { length } = bench.site.asked;
    await expect(ask('/a', second)).rejects.toMatchObject({ code: 'CRAWL_CIRCUIT_OPEN' });
    expect(bench.site.asked).toHaveLength(length);
    bench.clock.skip(MINUTE);
    expect(await ask('/a', second)).toEqual({ ok: true });
    expect(await ask('/a', first)).toEqual({ ok: true });
  });

  test('share its retries: where every second request fails, repeats end near a tenth of all', async () => {
    const transport = bench.transport();
    let asked = 0;
    bench.site.routes.set('/shaky', (_, response) => {
      if (asked++ % 2 === 0) response.writeHead(500).end();
      else response.writeHead(200, JSON_TYPE).end('{}');
    });
    const clients = [bench.client({}, transport), bench.client({}, transport)];
    const request = async () => {
      for (let i = 0; ; i++) await ask('/shaky', clients[i % 2]);
    };
    await expect(request()).rejects.toMatchObject({
      code: 'CRAWL_RETRIES_SPENT',
      remedy: 'wait',
      cause: { code: 'CRAWL_STATUS' },
    });
    expect(asked).toBeGreaterThan(40);
    expect(asked).toBeLessThan(60);
  });
});
