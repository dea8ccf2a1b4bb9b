import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentProgress } from '../../../src/core/progress.ts';
import { Store } from '../../../src/store/store.ts';
import { runCrawl } from './crawl-setup.ts';
import { type FakeSite, page, startFakeSite, withHeaders } from './fake-sites.ts';

let fake: FakeSite;
let store: Store;
beforeEach(async () => {
  fake = await startFakeSite('artstation');
  store = await Store.open(':memory:');
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await store.close();
});

const isDetail = (path: string) => path.startsWith('/projects/');

function people(count: number, works: number): string[] {
  const names = Array.from({ length: count }, (_, i) => `artist-${i}`);
  for (const name of names) fake.world.works.set(name, works);
  return names;
}

test('artists that are complete are not asked for again, nor looked up by name', async () => {
  const names = people(3, 60);
  await runCrawl(store, fake.siteConfig, names);
  const before = fake.world.requests.length;
  const hash = await store.contentHash();
  const again = await runCrawl(store, fake.siteConfig, ['ARTIST-0', ...names]);
  expect(again).toMatchObject({ state: 'complete', complete: 3, uploads: 0, requests: 0 });
  expect(fake.world.requests.length).toBe(before);
  expect(await store.contentHash()).toBe(hash);
});

test('a sample once drawn is crawled on by the same command, without listing the artists again', async () => {
  people(120, 10);
  const target = { kind: 'sample', size: 5, threshold: 8900, seed: 3 } as const;
  const first = await runCrawl(store, fake.siteConfig, target);
  expect(first).toMatchObject({ state: 'complete', complete: 5, uploads: 50 });
  const [sample] = await store.samples();
  // Followers fall from 9,000 by one for each artist: 100 lie above 8,900, and not the one who has it exactly.
  expect(sample).toMatchObject({ frameSize: 100, sampleSize: 5, threshold: 8900, seed: 3 });
  expect(sample!.artists.map(({ inclusionProbability }) => inclusionProbability)).toEqual(Array(5).fill(0.05));
  expect(await runCrawl(store, fake.siteConfig, target)).toMatchObject({ state: 'complete', requests: 0 });
});

test('a sample in strata takes in the least audience of the lowest, and keeps each stratum’s probability', async () => {
  people(120, 1);
  const strata = { from: [8900, 8990], allocation: 'equal' } as const;
  const target = { kind: 'sample', size: 10, threshold: 8900, seed: 3, strata } as const;
  expect(await runCrawl(store, fake.siteConfig, target)).toMatchObject({ state: 'complete', complete: 10 });
  const [sample] = await store.samples();
  expect(sample!.strata).toEqual([
    { from: 8900, frameSize: 90, sampleSize: 5 },
    { from: 8990, frameSize: 11, sampleSize: 5 },
  ]);
  const probabilities = sample!.artists.map(({ inclusionProbability }) => inclusionProbability);
  expect(new Set(probabilities)).toEqual(new Set([5 / 90, 5 / 11]));
  expect(await runCrawl(store, fake.siteConfig, target)).toMatchObject({ requests: 0 });
});

test('a threshold that nobody reaches is a usage error', async () => {
  people(3, 1);
  const target = { kind: 'sample', size: 5, threshold: 1e6, seed: 3 } as const;
  await expect(runCrawl(store, fake.siteConfig, target)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
});

test('an interrupted crawl stores what it read, and the same command ends with the same tables', async () => {
  const names = people(6, 260);
  const abort = new AbortController();
  fake.world.beforePage = (artist, number) => {
    if (artist === 'artist-2' && number === 3) abort.abort(new Error('enough'));
  };
  const stopped = await runCrawl(store, fake.siteConfig, names, { signal: abort.signal });
  expect(stopped.state).toBe('interrupted');
  const partial = (await store.coverage()).filter(({ state }) => state === 'partial');
  expect(partial.find(({ artist }) => artist === 'artist-2')).toMatchObject({
    uploads: 150,
    reason: 'the crawl was interrupted',
  });
  fake.world.beforePage = () => {};
  expect(await runCrawl(store, fake.siteConfig, names)).toMatchObject({ state: 'complete', complete: 6 });
  await using whole = await Store.open(':memory:');
  await runCrawl(whole, fake.siteConfig, names);
  expect(await store.contentHash()).toBe(await whole.contentHash());
});

test('an unknown name is told, and the others are crawled', async () => {
  people(1, 5);
  const summary = await runCrawl(store, fake.siteConfig, ['artist-0', 'nobody']);
  expect(summary).toMatchObject({ state: 'partial', complete: 1 });
  expect(summary.problems).toEqual([{ artist: 'nobody', reason: 'artstation knows no artist nobody' }]);
});

test('an artist who disappears after the look-up is gone, which is an end like any other', async () => {
  people(1, 5);
  fake.world.faults = [{ artist: 'artist-0', page: 0, fault: (c) => c.text('', 404), times: 9 }];
  expect(await runCrawl(store, fake.siteConfig, ['artist-0'])).toMatchObject({ state: 'complete', gone: 1 });
  expect((await store.coverage())[0]).toMatchObject({ state: 'gone', reason: 'artstation knows no artist artist-0' });
});

test('an artist who goes on under another name is read to the end by that name', async () => {
  const { siteConfig, world } = fake;
  people(1, 5);
  await runCrawl(store, siteConfig, ['artist-0']);
  await store.saveStep({
    runId: 'earlier',
    site: 'artstation',
    artistId: (await store.frontier('artstation'))[0]!.artistId,
    uploads: [],
    hidden: 0,
    seenAt: 0,
    state: 'gone',
    reason: 'artstation knows no artist artist-0',
    cursor: null,
  });
  world.works.set('new-name', 6);
  world.idOf = () => 'artist-0';
  expect(await runCrawl(store, siteConfig, ['new-name'])).toMatchObject({ state: 'complete', complete: 1 });
  expect(await store.coverage()).toMatchObject([{ artist: 'new-name', state: 'complete', uploads: 6 }]);
});

test.each([
  ['a body that cannot be read', withHeaders(200, {}, '{"data": 5}')],
  ['an error that lasts', withHeaders(500, {})],
])('%s in place of one profile leaves the other names alone', async (_name, fault) => {
  people(2, 5);
  fake.world.faults = [{ artist: 'artist-0', page: -1, fault, times: 9 }];
  const summary = await runCrawl(store, fake.siteConfig, ['artist-0', 'artist-1']);
  expect(summary).toMatchObject({ state: 'partial', complete: 1, problems: [{ artist: 'artist-0' }] });
});

test('a refusal in place of a profile ends the run', async () => {
  people(2, 5);
  fake.world.faults = [{ artist: 'artist-0', page: -1, fault: withHeaders(403, {}), times: 9 }];
  await expect(runCrawl(store, fake.siteConfig, ['artist-0', 'artist-1'])).rejects.toMatchObject({ remedy: 'stop' });
});

describe('the list that a sample is drawn from', () => {
  const target = { kind: 'sample', size: 5, threshold: 2, seed: 3 } as const;
  const user = (id: number, followers_count: number) => ({ id, username: `u${id}`, followers_count });
  const search = (body: unknown) => {
    fake.world.searchPage = (number) => (number === 1 ? body : { data: [], total_count: 180 });
  };

  test('may end before the number of artists it claims: the sample says so, each time it is used', async () => {
    search({ data: [user(1, 10), user(2, 9)], total_count: 180 });
    const shortfall = 'the search lists 2 of the 180 users it claims, down to 9 followers';
    for (let run = 0; run < 2; run++) {
      const notes: string[] = [];
      const progress = { ...silentProgress, note: (text: string) => void notes.push(text) };
      await runCrawl(store, fake.siteConfig, target, { progress });
      expect(notes).toContain(`artstation: the sampling frame is cut short: ${shortfall}`);
    }
    expect(await store.samples()).toMatchObject([{ frameSize: 2, frameShortfall: shortfall }]);
  });

  test('that repeats its last page for ever is cut short too', async () => {
    const data = [user(1, 10), user(2, 9)];
    fake.world.searchPage = () => ({ data, total_count: 180 });
    await runCrawl(store, fake.siteConfig, target);
    expect(await store.samples()).toMatchObject([
      { frameSize: 2, frameShortfall: expect.stringContaining('2 of the 180 users') },
    ]);
  });

  test('that ends at a total which is a cap is cut short', async () => {
    fake.world.searchPage = (number) => ({ data: number === 1 ? [user(1, 10), user(2, 9)] : [], total_count: 10_000 });
    await runCrawl(store, fake.siteConfig, target);
    expect(await store.samples()).toMatchObject([{ frameShortfall: expect.stringContaining('10000 users') }]);
  });

  test('is whole where it goes below the threshold, whatever it claims', async () => {
    search({ data: [user(1, 10), user(2, 1)], total_count: 180 });
    await runCrawl(store, fake.siteConfig, target);
    expect(await store.samples()).toMatchObject([{ frameSize: 1, frameShortfall: null }]);
  });

  test('is no frame if it has no artist at all in spite of its claim', async () => {
    search({ data: [], total_count: 180 });
    await expect(runCrawl(store, fake.siteConfig, target)).rejects.toMatchObject({ code: 'CRAWL_UNPARSABLE' });
  });

  test('must be sorted: the artists above the threshold would end at the wrong place', async () => {
    search({ data: [user(1, 10), user(2, 1), user(3, 9)], total_count: 3 });
    await expect(runCrawl(store, fake.siteConfig, target)).rejects.toMatchObject({
      code: 'CRAWL_UNPARSABLE',
      path: 'data.2.followers_count',
    });
  });
});

test("tags that do not come sorted by posts are no list to draw Danbooru's artists from", async () => {
  await using danbooru = await startFakeSite('danbooru');
  danbooru.world.works.set('small', 3).set('large', 30);
  const target = { kind: 'sample', size: 5, threshold: 2, seed: 3 } as const;
  await expect(runCrawl(store, danbooru.siteConfig, target)).rejects.toThrow(/large: expected tags sorted/);
});

test("a Danbooru artist's name may be given with capitals", async () => {
  await using danbooru = await startFakeSite('danbooru');
  danbooru.world.works.set('someone', 3);
  expect(await runCrawl(store, danbooru.siteConfig, ['SomeOne'])).toMatchObject({ state: 'complete', uploads: 3 });
});

test('one artist that cannot be read does not end the run', async () => {
  const names = people(4, 5);
  fake.world.faults = [{ artist: 'artist-1', page: 0, fault: withHeaders(200, {}, '{"data": 5}'), times: 9 }];
  const summary = await runCrawl(store, fake.siteConfig, names);
  expect(summary).toMatchObject({ state: 'partial', complete: 3, partial: 1, stopped: undefined });
});

test('three artists in a row that fail after all retries end the run: the site is down', async () => {
  const names = people(20, 5);
  fake.world.faults = names.map((artist) => ({ artist, page: 0, fault: withHeaders(500, {}), times: 99 }));
  const summary = await runCrawl(store, fake.siteConfig, names);
  expect(summary.stopped).toMatchObject({ code: 'CRAWL_STATUS', status: 500 });
  expect(summary.pending).toBeGreaterThan(10);
});

test('labels are looked up in a second phase, once', async () => {
  people(1, 5);
  const first = await runCrawl(store, fake.siteConfig, ['artist-0'], { labels: 'detail' });
  expect(first).toMatchObject({ state: 'complete', uploads: 5, labelled: 5 });
  expect(await runCrawl(store, fake.siteConfig, ['artist-0'], { labels: 'detail' })).toMatchObject({ requests: 0 });
});

test('what labels will cost is told before the first request for one', async () => {
  people(2, 60);
  const notes: { readonly text: string; readonly requests: number }[] = [];
  const progress = {
    ...silentProgress,
    note: (text: string) => notes.push({ text, requests: fake.world.requests.filter(isDetail).length }),
  };
  await runCrawl(store, fake.siteConfig, ['artist-0', 'artist-1'], { labels: 'detail', progress });
  expect(notes.map(({ text }) => text)).toEqual([
    'artstation: what labels of 2 artists cost is told once their works are listed',
    'artstation: labels of 120 works cost about 120 requests, at least 1 s',
  ]);
  expect(notes.at(-1)!.requests).toBe(0);
  expect(fake.world.requests.filter(isDetail)).toHaveLength(120);
});

test('a bot check among the details ends the labels, and leaves histories complete and labels to be gone on with', async () => {
  people(2, 5);
  const real = fake.world.detail;
  fake.world.detail = (c) => {
    if (fake.world.requests.filter(isDetail).length <= 7) return real(c);
    return c.html('<title>Just a moment...</title>', 403);
  };
  const summary = await runCrawl(store, fake.siteConfig, ['artist-0', 'artist-1'], { labels: 'detail' });
  expect(summary).toMatchObject({ state: 'partial', complete: 2, uploads: 10 });
  expect(summary.stopped).toMatchObject({ code: 'CRAWL_CHALLENGED' });
});

test('a bot check before the labels leaves the histories complete, and is told', async () => {
  await fake[Symbol.asyncDispose]();
  fake = await startFakeSite('deviantart');
  people(2, 30);
  const names = ['artist-0', 'artist-1'];
  await runCrawl(store, fake.siteConfig, names);
  fake.world.robots = (c) => c.notFound() as Response;
  const labelled = await runCrawl(store, fake.siteConfig, names, { labels: 'detail' });
  expect(labelled).toMatchObject({ state: 'complete', labelled: 60 });

  await using other = await Store.open(':memory:');
  const closed = { ...fake.siteConfig, robotsExempt: [] };
  fake.world.robots = (c) => c.text('User-agent: *\nDisallow: /_puppy');
  const refused = await runCrawl(other, closed, names, { labels: 'detail' });
  expect(refused).toMatchObject({ state: 'partial', complete: 2, labelled: 0 });
  expect(refused.stopped).toMatchObject({ code: 'CRAWL_ROBOTS_DISALLOWED' });
});

test('a bot check in the middle of a run keeps the artists not reached for a later run', async () => {
  const names = people(12, 5);
  fake.world.faults = [{ artist: 'artist-5', page: 0, fault: page(403, '<title>Just a moment...</title>'), times: 1 }];
  const summary = await runCrawl(store, fake.siteConfig, names);
  expect(summary.stopped).toMatchObject({ code: 'CRAWL_CHALLENGED', remedy: 'stop' });
  expect(summary.complete + summary.partial + summary.pending).toBe(12);
});
