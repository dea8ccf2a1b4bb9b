import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SITES } from '../../../src/config/config.ts';
import { Store } from '../../../src/store/store.ts';
import { runCrawl } from './crawl-setup.ts';
import { cutShort, type FakeSite, type Fault, page, SIZES, startFakeSite, withHeaders } from './fake-sites.ts';
import { SkippingClock } from './skipping-clock.ts';

const DATE = { date: 'Sun, 06 Nov 1994 08:49:37 GMT' };

/** Faults that a patient client lives through: name, fault, how often. */
const PASSING: readonly (readonly [string, Fault, number])[] = [
  ['429 with Retry-After in digits', withHeaders(429, { 'retry-after': '7' }), 2],
  ['429 with a date of today', withHeaders(429, { ...DATE, 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT' }), 1],
  ['429 with the date of RFC 850', withHeaders(429, { ...DATE, 'retry-after': 'Sunday, 06-Nov-94 08:50:37 GMT' }), 1],
  ['429 with the date of asctime', withHeaders(429, { ...DATE, 'retry-after': 'Sun Nov  6 08:50:37 1994' }), 1],
  ['429 with a malformed Retry-After', withHeaders(429, { 'retry-after': 'soon' }), 1],
  ['429 without Retry-After', withHeaders(429, {}), 3],
  ['500', withHeaders(500, {}), 2],
  ['502 with a text page', withHeaders(502, { 'content-type': 'text/plain' }, 'maintenance'), 1],
  ['503', withHeaders(503, {}), 1],
  ['522', withHeaders(522, {}), 1],
  ['a body cut short on the wire', cutShort, 2],
  ['JSON cut short', withHeaders(200, {}, '{"data": [{"id": 1'), 1],
  ['200 with a web page', page(200, '<html>Explore</html>'), 2],
  ["CloudFront's block", page(403, '<html>Request blocked.</html>'), 1],
];
/** Faults that end an artist or the run. */
const LASTING: readonly (readonly [string, Fault, number])[] = [
  ['500 for ever', withHeaders(500, {}), 99],
  ['429 for ever', withHeaders(429, {}), 99],
  ['200 with a web page for ever', page(200, '<html>Explore</html>'), 99],
  ['a pause of a day', withHeaders(429, { 'retry-after': '86400' }), 1],
  ['a bot check', page(403, '<title>Just a moment...</title>'), 1],
  ['403', withHeaders(403, {}), 1],
  ['410', withHeaders(410, {}), 1],
  ['a body of another kind', withHeaders(200, {}, '{"data": 5}'), 1],
];

describe.each(SITES)('%s', (site) => {
  let fake: FakeSite;
  let store: Store;
  // One time for all tests of a site: what a host asked for is kept in the store.
  const clock = new SkippingClock();
  beforeAll(async () => {
    fake = await startFakeSite(site);
    store = await Store.open(':memory:');
  });
  afterAll(async () => {
    await fake[Symbol.asyncDispose]();
    await store.close();
  });

  const works = 2 * SIZES[site] + 10;
  const places = [0, 1, 2];

  async function stored(artist: string) {
    return (await store.coverage()).find((row) => row.artist === artist);
  }
  function arm(artist: string, fault: Fault, pageNumber: number, times: number): void {
    fake.world.works.set(artist, works);
    fake.world.faults = [{ artist, page: pageNumber, fault, times }];
  }

  test.each(PASSING.flatMap(([name, fault, times]) => places.map((place) => ({ name, fault, times, place }))))(
    '$name on page $place is lived through',
    async ({ name, fault, times, place }) => {
      const artist = `${name}-${place}`.replaceAll(/\W/g, '').toLowerCase();
      arm(artist, fault, place, times);
      const before = clock.now();
      const summary = await runCrawl(store, fake.siteConfig, [artist], { clock });
      expect(summary).toMatchObject({ state: 'complete', complete: 1, problems: [], stopped: undefined });
      expect(await stored(artist)).toMatchObject({ state: 'complete', uploads: works, reason: null });
      expect(fake.world.faults[0]!.times).toBe(0);
      const waitedMs = clock.now() - before;
      if (name.includes('digits')) expect(waitedMs).toBeGreaterThanOrEqual(14_000);
      if (name.includes('date')) expect(waitedMs).toBeGreaterThanOrEqual(60_000);
      if (name.includes('CloudFront')) expect(waitedMs).toBeGreaterThanOrEqual(300_000);
    },
  );

  test.each(LASTING.flatMap(([name, fault, times]) => places.map((place) => ({ name, fault, times, place }))))(
    '$name on page $place leaves a partial artist with a reason, and a rerun completes it without duplicates',
    async ({ name, fault, times, place }) => {
      const artist = `${name}-${place}`.replaceAll(/\W/g, '').toLowerCase();
      arm(artist, fault, place, times);
      const broken = await runCrawl(store, fake.siteConfig, [artist], { clock });
      expect(broken.state).toBe('partial');
      expect(await stored(artist)).toMatchObject({
        state: 'partial',
        reason: expect.stringMatching(/\S/),
        uploads: place * SIZES[site],
      });
      fake.world.faults = [];
      clock.skip(2 * 86_400_000);
      const mended = await runCrawl(store, fake.siteConfig, [artist], { clock });
      expect(mended).toMatchObject({ state: 'complete', uploads: works - place * SIZES[site] });
      expect(await stored(artist)).toMatchObject({ state: 'complete', uploads: works, reason: null });
    },
  );

  test.each([
    ['a pause of a day', withHeaders(429, { 'retry-after': '86400' }), 'wait'],
    ['a bot check', page(403, '<title>Just a moment...</title>'), 'stop'],
  ] as const)('%s ends the run, and the next run keeps away without a request', async (name, fault, remedy) => {
    const artist = `kept-${remedy}`;
    arm(artist, fault, 1, 1);
    const broken = await runCrawl(store, fake.siteConfig, [artist], { clock });
    expect(broken.stopped, name).toMatchObject({ remedy });
    const before = fake.world.requests.length;
    const again = await runCrawl(store, fake.siteConfig, [artist], { clock });
    expect(again.stopped).toMatchObject({ code: 'CRAWL_HOST_PARKED', remedy: 'wait' });
    expect(fake.world.requests.length).toBe(before);
    clock.skip(2 * 86_400_000);
    expect(await runCrawl(store, fake.siteConfig, [artist], { clock })).toMatchObject({ state: 'complete' });
  });

  test.each([
    ['500', withHeaders(500, {}), 'CRAWL_ROBOTS_UNREACHABLE'],
    ['429', withHeaders(429, {}), 'CRAWL_ROBOTS_UNREACHABLE'],
    ['a bot check', page(403, '<title>Just a moment...</title>'), 'CRAWL_CHALLENGED'],
    ['a dropped connection', cutShort, 'CRAWL_ROBOTS_UNREACHABLE'],
  ])('robots.txt that answers %s closes the whole site', async (_name, answer, code) => {
    const closed = await startFakeSite(site);
    await using own = await Store.open(':memory:');
    closed.world.works.set('someone', 5);
    closed.world.robots = (c) => answer(c) as Response;
    const run = () => runCrawl(own, closed.siteConfig, ['someone'], { clock });
    await expect(run()).rejects.toMatchObject({ code });
    expect(closed.world.requests.every((path) => path === '/robots.txt')).toBe(true);
    closed.world.robots = (c) => c.notFound() as Response;
    clock.skip(86_400_000);
    expect(await run()).toMatchObject({ state: 'complete', uploads: 5 });
    await closed[Symbol.asyncDispose]();
  });
});
