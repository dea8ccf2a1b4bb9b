import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { DAY_MS, RecrawlWorld, withdrawalsOf } from '../integration/crawlers/recrawl-world.ts';

const RUNS = 15;
const ARTISTS = ['a', 'b'];

interface Change {
  readonly kind: 'publish' | 'withdraw';
  readonly artist: string;
  readonly place: number;
}

const changeArbitrary: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('publish', 'withdraw'),
  artist: fc.constantFrom(...ARTISTS),
  place: fc.nat(30),
});
/** Some changes, then a recrawl, which is killed before the given page if it gets there. */
const roundArbitrary = fc.record({
  changes: fc.array(changeArbitrary, { maxLength: 5 }),
  days: fc.integer({ min: 1, max: 20 }),
  recrawl: fc.constantFrom('full' as const, 'incremental' as const),
  killedBefore: fc.option(fc.integer({ min: 1, max: 8 })),
  isResumed: fc.boolean(),
});

/** Works that are off the list, and when each was taken off. */
type Absent = Map<string, number>;

function apply(world: RecrawlWorld, absent: Absent, removals: [string, number][], change: Change): void {
  world.now += 1000;
  const works = world.works.get(change.artist)!;
  if (change.kind === 'withdraw') {
    const work = works[change.place % Math.max(1, works.length)];
    if (!work) return;
    world.withdraw(change.artist, work.uploadId);
    absent.set(work.uploadId, work.publishedAt);
    removals.push([work.uploadId, world.now]);
    return;
  }
  const back = [...absent].find(([id]) => id.startsWith(change.artist));
  if (back && change.place % 2 === 0) {
    absent.delete(back[0]);
    world.publish(change.artist, back[0], back[1]);
  } else world.publish(change.artist, `${change.artist}-new-${world.now}`);
}

test('whatever changed and whichever recrawls were killed, after a full one the tables are the truth', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(roundArbitrary, { minLength: 1, maxLength: 4 }), async (rounds) => {
      await using store = await Store.open(':memory:');
      const world = new RecrawlWorld();
      for (const [i, id] of ARTISTS.entries()) world.addArtist(id, 9 * i + 5);
      await world.run(store);
      const absent: Absent = new Map();
      const removals: [string, number][] = [];
      for (const { changes, days, recrawl, killedBefore, isResumed } of rounds) {
        world.now += days * DAY_MS;
        for (const change of changes) apply(world, absent, removals, change);
        const abort = new AbortController();
        let pages = 0;
        world.beforePage = () => ++pages === killedBefore && abort.abort();
        await world.run(store, { recrawl, signal: abort.signal });
        world.beforePage = () => {};
        if (isResumed) await world.run(store, { recrawl });
      }
      world.now += DAY_MS;
      await world.run(store, { recrawl: 'full' });
      await world.run(store, { recrawl: 'full' });

      const listed = [...world.works.values()].flat().map(({ uploadId }) => uploadId);
      const rows = await withdrawalsOf(store);
      const open = rows.filter(({ returned_at }) => returned_at === null).map(({ upload_id }) => upload_id);
      const stored = (await Promise.all(ARTISTS.map((id) => store.uploadIds(world.site, id)))).flatMap((ids) => [
        ...ids,
      ]);
      expect(stored.filter((id) => !open.includes(id)).toSorted()).toEqual(listed.toSorted());
      expect(open.filter((id) => listed.includes(id))).toEqual([]);
      expect(new Set(open).size).toBe(open.length);
      for (const { upload_id, last_seen_at, missed_at } of rows) {
        const isTrue = removals.some(([id, at]) => id === upload_id && last_seen_at < at && at < missed_at);
        expect(isTrue, `${upload_id} was withdrawn between its dates`).toBe(true);
      }
      const coverage = await store.coverage();
      expect(coverage.map(({ state }) => state)).toEqual(ARTISTS.map(() => 'complete'));
      expect(coverage.reduce((sum, { withdrawn }) => sum + withdrawn, 0)).toBe(open.length);
      expect(coverage.every(({ rereadings }) => rereadings >= 2)).toBe(true);
    }),
    { numRuns: RUNS },
  );
}, 120_000);
