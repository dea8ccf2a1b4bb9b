import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SITES } from '../../../src/config/config.ts';
import { Store } from '../../../src/store/store.ts';
import { runCrawl } from './crawl-setup.ts';
import { cutShort, type FakeSite, type Fault, page, SIZES, startFakeSite, withHeaders } from './fake-sites.ts';
import { SkippingClock } from './skipping-clock.ts';

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

  function arm(artist: string, fault: Fault, pageNumber: number, times: number): void {
    fake.world.works.set(artist, 2 * SIZES[site] + 10);
    fake.world.faults = [{ artist, page: pageNumber, fault, times }];
  }

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
  ] as const)('robots.txt that answers %s closes the whole site', async (_name, answer, code) => {
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
