import { describe, expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { DAY_MS, RecrawlWorld, withdrawalsOf } from './recrawl-world.ts';

const open = () => Store.open(':memory:');

test('without a recrawl complete artists are left alone, with one they are read again', async () => {
  await using store = await open();
  const world = new RecrawlWorld();
  world.addArtist('a', 10);
  await world.run(store);
  world.publish('a', 'a-new');
  world.requests = 0;
  expect(await world.run(store)).toMatchObject({ uploads: 0, requests: 0 });
  expect(await world.run(store, { recrawl: 'full' })).toMatchObject({ state: 'complete', complete: 1, uploads: 11 });
  expect((await store.coverage())[0]).toMatchObject({ state: 'complete', uploads: 11, worksClaimed: 11 });
});

test('an incremental recrawl asks for the artist and for the pages of the overlap alone', async () => {
  await using store = await open();
  const world = new RecrawlWorld({ pageSize: 10 });
  world.addArtist('a', 200);
  await world.run(store);
  world.now += DAY_MS;
  world.publish('a', 'a-new');
  world.requests = 0;
  // 31 works lie in 30 days and a new one before them: the fourth page of ten reaches behind.
  expect(await world.run(store, { recrawl: 'incremental' })).toMatchObject({ uploads: 40, requests: 5 });
  expect((await store.coverage())[0]).toMatchObject({ state: 'complete', uploads: 201 });
});

test('an incremental recrawl goes on as long as pages hold works that are new', async () => {
  await using store = await open();
  const world = new RecrawlWorld({ pageSize: 10 });
  world.addArtist('a', 200);
  await world.run(store);
  world.publish('a', 'a-restored', world.now - 29.5 * DAY_MS);
  world.publish('a', 'a-behind', world.now - 35.5 * DAY_MS);
  await world.run(store, { recrawl: 'incremental' });
  expect((await store.coverage())[0]).toMatchObject({ uploads: 202 });
});

test('a list in the artist’s own order is taken as unchanged by its first page, and read whole where that changed', async () => {
  await using store = await open();
  const world = new RecrawlWorld({ order: 'own', pageSize: 10 });
  world.addArtist('a', 55);
  await world.run(store);
  world.requests = 0;
  expect(await world.run(store, { recrawl: 'incremental' })).toMatchObject({ uploads: 10, requests: 2 });
  world.publish('a', 'a-old', world.now - 54.5 * DAY_MS);
  expect(await world.run(store, { recrawl: 'incremental' })).toMatchObject({ uploads: 56 });
  expect((await store.coverage())[0]).toMatchObject({ uploads: 56 });
});

test('an incremental recrawl reads the whole list where the last full reading is too old', async () => {
  await using store = await open();
  const world = new RecrawlWorld({ pageSize: 10 });
  world.addArtist('a', 200);
  await world.run(store);
  world.now += 31 * DAY_MS;
  expect(await world.run(store, { recrawl: 'incremental' })).toMatchObject({ uploads: 200 });
});

describe('withdrawals', () => {
  test('a work that a later full reading lacks was withdrawn between the two, and no work else', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 10);
    world.addArtist('b', 3);
    await world.run(store);
    const seen = world.now;
    world.now += DAY_MS;
    world.withdraw('a', 'a-4');
    const removed = world.now;
    world.now += DAY_MS;
    await world.run(store, { recrawl: 'full' });
    const rows = await withdrawalsOf(store);
    expect(rows).toMatchObject([{ artist_id: 'a', upload_id: 'a-4', returned_at: null, withdrawn: 'work' }]);
    expect(rows[0]!.last_seen_at).toBeLessThanOrEqual(seen);
    expect(rows[0]!.missed_at).toBeGreaterThan(removed);
    expect((await store.coverage())[0]).toMatchObject({ state: 'complete', uploads: 10, worksClaimed: 9 });
  });

  test('absence from an incremental reading says nothing', async () => {
    await using store = await open();
    const world = new RecrawlWorld({ pageSize: 10 });
    world.addArtist('a', 200);
    await world.run(store);
    world.withdraw('a', 'a-5');
    world.withdraw('a', 'a-195');
    await world.run(store, { recrawl: 'incremental' });
    expect(await withdrawalsOf(store)).toEqual([]);
    await world.run(store, { recrawl: 'full' });
    expect((await withdrawalsOf(store)).map(({ upload_id }) => upload_id).toSorted()).toEqual(['a-195', 'a-5']);
  });

  test('a full reading that was cut short says nothing about what it lacks', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 12);
    await world.run(store);
    const abort = new AbortController();
    world.beforePage = (_, page) => page === 1 && abort.abort();
    await world.run(store, { recrawl: 'full', signal: abort.signal });
    expect(await withdrawalsOf(store)).toEqual([]);
    expect((await store.coverage())[0]).toMatchObject({ state: 'complete', reason: null });
  });

  test('a work that comes back ends its withdrawal', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 6);
    await world.run(store);
    const [work] = world.works.get('a')!.filter(({ uploadId }) => uploadId === 'a-2');
    world.withdraw('a', 'a-2');
    await world.run(store, { recrawl: 'full' });
    const before = world.now;
    world.publish('a', 'a-2', work!.publishedAt);
    await world.run(store, { recrawl: 'full' });
    const rows = await withdrawalsOf(store);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.missed_at).toBeLessThanOrEqual(before);
    expect(rows[0]!.returned_at).toBeGreaterThan(before);
  });

  test('an artist who vanishes takes all works along, and keeps the months that were read', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 5);
    world.addArtist('b', 5);
    await world.run(store);
    const activity = await store.activity();
    world.names.delete('a');
    const names = ['name-a', 'name-b'];
    expect(await world.run(store, { recrawl: 'incremental', names })).toMatchObject({ state: 'complete', gone: 1 });
    const rows = await withdrawalsOf(store);
    expect(rows.map(({ upload_id }) => upload_id).toSorted()).toEqual(['a-0', 'a-1', 'a-2', 'a-3', 'a-4']);
    expect(rows.every(({ withdrawn }) => withdrawn === 'artist')).toBe(true);
    const { artistNames, isComplete, uploads } = await store.activity();
    expect({ artistNames, isComplete, uploads }).toEqual({
      artistNames: activity.artistNames,
      isComplete: activity.isComplete,
      uploads: activity.uploads,
    });
  });
});

describe('names', () => {
  test('an artist under a new name is the same artist: the old name is gone, the new one brings the history back', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 5);
    await world.run(store);
    world.names.set('a', 'renamed');
    await world.run(store, { recrawl: 'incremental', names: ['name-a'] });
    expect((await store.coverage())[0]).toMatchObject({ state: 'gone', artistId: 'a' });
    await world.run(store, { names: ['renamed'] });
    expect(await store.coverage()).toMatchObject([{ state: 'complete', artist: 'renamed', artistId: 'a', uploads: 5 }]);
    expect((await withdrawalsOf(store)).every(({ returned_at }) => returned_at !== null)).toBe(true);
  });

  test('a name that stands for somebody else now gives no works to the artist who had it', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 5);
    await world.run(store);
    world.names.set('a', 'other');
    world.addArtist('z', 9);
    world.names.set('z', 'name-a');
    await world.run(store, { recrawl: 'full', names: ['name-a'] });
    expect(await store.coverage()).toMatchObject([{ state: 'gone', artistId: 'a', uploads: 5 }]);
  });
});

describe('a recrawl that is broken off', () => {
  test('goes on where it stopped, and does not read again what it had read', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) world.addArtist(id, 20);
    await world.run(store);
    const pages: string[] = [];
    const abort = new AbortController();
    world.beforePage = (artistId, page) => {
      pages.push(`${artistId}${page}`);
      if (pages.length === 23) abort.abort();
    };
    await world.run(store, { recrawl: 'full', signal: abort.signal });
    expect(await world.run(store, { recrawl: 'full' })).toMatchObject({ state: 'complete' });
    // Batches hold whole lists here: the four artists that were under way stored their pages when they were stopped.
    const again = pages.filter((page, i) => pages.indexOf(page) !== i);
    expect(new Set(pages).size).toBe(30);
    expect(again.length).toBeLessThanOrEqual(4);
    await world.run(store, { recrawl: 'full' });
    expect(pages.length).toBe(30 + again.length + 30);
  });

  test('is begun anew after a long break, as a first reading is: works have moved across its pages', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 20);
    for (const recrawl of [undefined, 'full'] as const) {
      const abort = new AbortController();
      world.beforePage = (_, page) => page === 3 && abort.abort();
      await world.run(store, { ...(recrawl ? { recrawl } : {}), signal: abort.signal });
      world.beforePage = () => {};
      world.now += DAY_MS;
      const [newest] = world.works.get('a')!.toSorted((a, b) => b.publishedAt - a.publishedAt);
      world.withdraw('a', newest!.uploadId);
      await world.run(store, { ...(recrawl ? { recrawl } : {}) });
    }
    // The newest was listed by the reading that was broken off, the next one by the reading after it.
    expect((await withdrawalsOf(store)).map(({ upload_id }) => upload_id).toSorted()).toEqual(['a-18', 'a-19']);
    expect((await store.coverage())[0]).toMatchObject({ state: 'complete', uploads: 20, worksClaimed: 18 });
  });

  test('by a crash is gone on with as well, artist by artist', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) world.addArtist(id, 4);
    await world.run(store);
    const read: string[] = [];
    world.beforePage = (artistId) => {
      read.push(artistId);
      if (read.length === 7) throw new Error('a fault of the program');
    };
    await expect(world.run(store, { recrawl: 'full' })).rejects.toThrow('a fault of the program');
    await world.run(store, { recrawl: 'full' });
    expect(new Set(read).size).toBe(8);
    // At most the four artists that were under way are read twice.
    expect(read.length).toBeLessThanOrEqual(12);
    const passed = read.length;
    await world.run(store, { recrawl: 'full' });
    expect(read.length).toBe(passed + 8);
  });

  test('leaves what was complete complete, as of the reading before', async () => {
    await using store = await open();
    const world = new RecrawlWorld();
    world.addArtist('a', 20);
    await world.run(store);
    const before = await store.activity();
    world.now += 60 * DAY_MS;
    const abort = new AbortController();
    world.beforePage = (_, page) => page === 2 && abort.abort();
    await world.run(store, { recrawl: 'full', signal: abort.signal });
    const after = await store.activity();
    expect(after.isComplete).toEqual(before.isComplete);
    expect(after.lastFullMonth).toEqual(before.lastFullMonth);
    world.beforePage = () => {};
    await world.run(store, { recrawl: 'full' });
    expect((await store.activity()).lastFullMonth[0]).toBe(before.lastFullMonth[0]! + 2);
  });
});
