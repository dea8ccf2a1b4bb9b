/** The rules of RFC 9309 as a client on the wire keeps them; the reading of the file itself is in the unit tests. */
import { describe, expect, test } from 'vitest';
import { useBench } from './http-setup.ts';

const HOUR = 3_600_000;
const bench = useBench();
const { signal } = new AbortController();
const DISALLOWED = { code: 'CRAWL_ROBOTS_DISALLOWED', remedy: 'stop' };
const UNREACHABLE = { code: 'CRAWL_ROBOTS_UNREACHABLE', remedy: 'wait' };

const ask = (path: string, client = bench.client()) => client.json(`${bench.site.url}${path}`, signal);
const robotsReads = () => bench.site.paths.filter((path) => path === '/robots.txt').length;

describe('where it is read', () => {
  test('each origin has its own: one file says nothing about another port', async () => {
    bench.site.robots('User-agent: *\nDisallow: /');
    const http = bench.client();
    await expect(ask('/a', http)).rejects.toMatchObject(DISALLOWED);
    expect(await http.json(`${bench.elsewhere.url}/a`, signal)).toEqual({ ok: true });
    expect([...bench.states.states.keys()]).toEqual([bench.site.url, bench.elsewhere.url]);
  });

  test('five redirects are followed and count for the first origin, a sixth means there is none', async () => {
    bench.site.redirect('/robots.txt', '/r1');
    for (let i = 1; i < 5; i++) bench.site.redirect(`/r${i}`, `/r${i + 1}`);
    bench.site.routes.set('/r5', (_, response) => response.end('User-agent: *\nDisallow: /a'));
    await expect(ask('/a')).rejects.toMatchObject(DISALLOWED);
    bench.states.states.clear();
    bench.site.redirect('/r5', '/r6');
    expect(await ask('/a')).toEqual({ ok: true });
  });

  test('a redirect to another host counts for the origin that was asked', async () => {
    bench.site.redirect('/robots.txt', `${bench.elsewhere.url}/rules`);
    bench.elsewhere.routes.set('/rules', (_, response) => response.end('User-agent: *\nDisallow: /a'));
    const http = bench.client();
    await expect(ask('/a', http)).rejects.toMatchObject(DISALLOWED);
    expect(await http.json(`${bench.elsewhere.url}/a`, signal)).toEqual({ ok: true });
  });
});

describe('what its status means', () => {
  test.each([400, 404, 410, 451])('%i: there are no rules, all is allowed', async (status) => {
    bench.site.robots('User-agent: *\nDisallow: /', status);
    expect(await ask('/a')).toEqual({ ok: true });
  });

  test.each([401, 403])(
    '%i: the site does not let it be read, so the operator has to say what may be asked',
    async (status) => {
      bench.site.robots('', status);
      const request = ask('/a');
      await expect(request).rejects.toMatchObject(DISALLOWED);
      await expect(request).rejects.toThrow(`answers ${status}`);
      expect(await ask('/a', bench.client({ robotsExempt: ['/a'] }))).toEqual({ ok: true });
    },
  );

  test.each([
    ['500', 500, {}],
    ['503', 503, {}],
    ['501, which is not tried again', 501, {}],
    ['429', 429, { 'retry-after': '1' }],
  ])('%s: unreachable, nothing is allowed, exempt or not', async (_, status, headers) => {
    bench.site.robots('', status, headers);
    await expect(ask('/a', bench.client({ robotsExempt: ['/'] }))).rejects.toMatchObject(UNREACHABLE);
    expect(new Set(bench.site.paths)).toEqual(new Set(['/robots.txt']));
  });

  test('a bot check: nothing is allowed, exempt or not, and the error says what it is', async () => {
    bench.site.robots('', 403, { 'cf-mitigated': 'challenge' });
    const request = ask('/a', bench.client({ robotsExempt: ['/'] }));
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_CHALLENGED', remedy: 'stop' });
    expect(new Set(bench.site.paths)).toEqual(new Set(['/robots.txt']));
  });

  test('no connection: unreachable, nothing is allowed', async () => {
    bench.site.routes.set('/robots.txt', (request) => request.socket.destroy());
    await expect(ask('/a')).rejects.toMatchObject(UNREACHABLE);
    expect(bench.site.paths).not.toContain('/a');
  });

  test('no answer in time: unreachable, nothing is allowed', async () => {
    bench.site.routes.set('/robots.txt', () => {});
    await expect(ask('/a', bench.client({}, bench.transport(50)))).rejects.toMatchObject(UNREACHABLE);
  });
});

describe('how long it counts', () => {
  test('it is read once for many requests and kept for the next process', async () => {
    const http = bench.client();
    await Promise.all([1, 2, 3].map((i) => ask(`/a?${i}`, http)));
    await ask('/b');
    expect(robotsReads()).toBe(1);
  });

  test('a copy of another process counts from when it was read, not from when it was found', async () => {
    await ask('/a');
    bench.clock.skip(23 * HOUR);
    const http = bench.client();
    await ask('/b', http);
    expect(robotsReads()).toBe(1);
    bench.clock.skip(2 * HOUR);
    await ask('/c', http);
    expect(robotsReads()).toBe(2);
  });

  test('a copy of the last 24 hours is used while the site cannot give another, an older one is not', async () => {
    await ask('/a');
    bench.site.robots('', 500);
    bench.clock.skip(23 * HOUR);
    expect(await ask('/b')).toEqual({ ok: true });
    bench.clock.skip(2 * HOUR);
    await expect(ask('/c')).rejects.toMatchObject(UNREACHABLE);
    expect(bench.site.paths).not.toContain('/c');
  });

  test.each([
    ['an ETag', { etag: 'W/"1"' }, 'if-none-match'],
    ['a date', { 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' }, 'if-modified-since'],
  ] as const)('a copy with %s is confirmed after a day without being sent again', async (_, headers, condition) => {
    const [value] = Object.values(headers);
    bench.site.routes.set('/robots.txt', (request, response) => {
      if (request.headers[condition] === value) response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end('User-agent: *\nDisallow: /a');
    });
    await ask('/b');
    for (let day = 1; day <= 2; day++) {
      bench.clock.skip(25 * HOUR);
      await expect(ask('/a')).rejects.toMatchObject(DISALLOWED);
      expect(await ask('/b')).toEqual({ ok: true });
      expect(robotsReads()).toBe(1 + day);
      const kept = bench.states.states.get(bench.site.url)!;
      expect(kept.robotsFetchedAt).toBeGreaterThan(bench.clock.now() - HOUR);
      expect(kept).toMatchObject({ robotsStatus: 200, robotsBody: 'User-agent: *\nDisallow: /a' });
    }
  });

  test('a changed file replaces the copy, with its version', async () => {
    bench.site.robots('User-agent: *\nDisallow: /a', 200, { 'content-type': 'text/plain', etag: '"1"' });
    await expect(ask('/a')).rejects.toMatchObject(DISALLOWED);
    bench.clock.skip(25 * HOUR);
    bench.site.robots('User-agent: *\nDisallow: /b', 200, { 'content-type': 'text/plain' });
    expect(await ask('/a')).toEqual({ ok: true });
    expect(bench.states.states.get(bench.site.url)).toMatchObject({ robotsEtag: null });
  });

  test('a 304 that was not asked for says nothing: nothing is allowed', async () => {
    bench.site.robots('', 304);
    await expect(ask('/a')).rejects.toMatchObject(UNREACHABLE);
    expect(bench.site.paths).not.toContain('/a');
  });

  test('the version of a file that is redirected to is not taken for the origin’s own', async () => {
    bench.site.redirect('/robots.txt', '/rules');
    bench.site.routes.set('/rules', (_, response) => response.writeHead(200, { etag: '"1"' }).end('Disallow:'));
    await ask('/a');
    bench.clock.skip(25 * HOUR);
    await ask('/a');
    expect(bench.site.asked.filter(({ headers }) => headers['if-none-match'] !== undefined)).toEqual([]);
  });

  test('a crawl that is aborted while it reads for two does not take the other along', async () => {
    const abort = new AbortController();
    let reads = 0;
    bench.site.routes.set('/robots.txt', (_, response) => {
      if (reads++ === 0) abort.abort(new Error('enough'));
      else response.end('User-agent: *\nDisallow: /b');
    });
    const transport = bench.transport();
    const mine = bench.client({}, transport).json(`${bench.site.url}/a`, abort.signal);
    const theirs = ask('/a', bench.client({}, transport));
    await expect(mine).rejects.toThrow('enough');
    expect(await theirs).toEqual({ ok: true });
  });
});

test('a disallowed address is not asked for, and the error names the rule', async () => {
  bench.site.robots('User-agent: *\nDisallow: /*.json');
  const request = ask('/posts.json?tags=x');
  await expect(request).rejects.toMatchObject(DISALLOWED);
  await expect(request).rejects.toThrow('Disallow: /*.json');
  expect(bench.site.paths).toEqual(['/robots.txt']);
});

test('a path listed as exempt is asked for all the same', async () => {
  bench.site.robots('User-agent: *\nDisallow: /');
  const http = bench.client({ robotsExempt: ['/posts.json'] });
  expect(await ask('/posts.json?x=1', http)).toEqual({ ok: true });
  await expect(ask('/other.json', http)).rejects.toMatchObject(DISALLOWED);
});

test('redirects of ordinary requests are not followed, so no target goes unchecked', async () => {
  bench.site.robots('User-agent: *\nDisallow: /new');
  bench.site.redirect('/old', '/new');
  await expect(ask('/old')).rejects.toMatchObject({ code: 'CRAWL_STATUS', status: 301, remedy: 'skip' });
  expect(bench.site.paths).toEqual(['/robots.txt', '/old']);
});

describe('Crawl-delay', () => {
  test('spaces the requests', async () => {
    bench.site.robots('User-agent: tidemark\nCrawl-delay: 30');
    const http = bench.client();
    const start = bench.clock.now();
    for (const i of [1, 2, 3]) await ask(`/a?${i}`, http);
    expect(bench.clock.now() - start).toBeGreaterThanOrEqual(90_000);
    expect(http.notes).toEqual([]);
  });

  test('of more than 300 s counts as 300 s, and the operator is told once', async () => {
    bench.site.robots('User-agent: tidemark\nCrawl-delay: 86400');
    const http = bench.client();
    const start = bench.clock.now();
    for (const i of [1, 2]) await ask(`/a?${i}`, http);
    expect(bench.clock.now() - start).toBeGreaterThanOrEqual(600_000);
    expect(bench.clock.now() - start).toBeLessThan(700_000);
    expect(http.notes).toEqual([`${bench.site.url}/robots.txt: Crawl-delay: 86400 is taken as 300 s`]);
  });
});
