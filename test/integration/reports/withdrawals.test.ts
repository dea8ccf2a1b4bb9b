import { expect, test } from 'vitest';
import { siteWithdrawals } from '../../../src/reports/withdrawals.ts';
import { Store } from '../../../src/store/store.ts';
import { DAY_MS, RecrawlWorld } from '../crawlers/recrawl-world.ts';

const open = () => Store.open(':memory:');

test('one pass sees no withdrawals, and incremental readings count as no second one', async () => {
  await using store = await open();
  const world = new RecrawlWorld();
  world.addArtist('a', 40);
  await world.run(store);
  world.withdraw('a', 'a-4');
  world.now += DAY_MS;
  await world.run(store, { recrawl: 'incremental' });
  expect(siteWithdrawals(await store.coverage())).toMatchObject([{ artistsReadAgain: 0, works: 0, after: null }]);
});

test('works and artists that went are counted apart, between the two readings', async () => {
  await using store = await open();
  const world = new RecrawlWorld();
  world.addArtist('a', 10);
  world.addArtist('b', 5);
  world.addArtist('c', 3);
  await world.run(store);
  const firstRead = world.now;
  world.now += DAY_MS;
  world.withdraw('a', 'a-4');
  world.withdraw('a', 'a-5');
  world.names.delete('b');
  const names = ['name-a', 'name-b', 'name-c'];
  await world.run(store, { recrawl: 'full', names });
  const [found] = siteWithdrawals(await store.coverage());
  expect(found).toMatchObject({ artistsReadAgain: 3, works: 2, artistsGone: 1, worksOfArtistsGone: 5 });
  expect(found!.after).toBeLessThanOrEqual(firstRead);
  expect(found!.by).toBeGreaterThanOrEqual(firstRead + DAY_MS);
});

test('a work that is listed again is withdrawn no more', async () => {
  await using store = await open();
  const world = new RecrawlWorld();
  world.addArtist('a', 6);
  await world.run(store);
  const [work] = world.works.get('a')!.filter(({ uploadId }) => uploadId === 'a-2');
  world.withdraw('a', 'a-2');
  await world.run(store, { recrawl: 'full' });
  expect(siteWithdrawals(await store.coverage())).toMatchObject([{ works: 1 }]);
  world.publish('a', 'a-2', work!.publishedAt);
  await world.run(store, { recrawl: 'full' });
  expect(siteWithdrawals(await store.coverage())).toMatchObject([{ artistsReadAgain: 1, works: 0, by: null }]);
});
