import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Upload } from '../../src/core/records.ts';
import { Store } from '../../src/store/store.ts';
import { artist, step, upload } from '../integration/store/records.ts';

const RUNS = 25;
const ARTISTS = ['a', 'b', 'c'];
const HOUR = 3_600_000;

/** Some uploads of some artists: what a site shows, the same at every look. */
const uploadsArbitrary = fc
  .uniqueArray(fc.record({ artistId: fc.constantFrom(...ARTISTS), number: fc.nat(60) }), {
    selector: ({ artistId, number }) => `${artistId}/${number}`,
    minLength: 1,
    maxLength: 60,
  })
  .map((keys) =>
    keys.map(({ artistId, number }) =>
      upload(artistId, String(number), number * 400 * HOUR, { tags: [`t${number % 3}`], title: `"${number}" 霧` }),
    ),
  );

/** Pages in any order, with uploads repeated within and across them. */
const crawlArbitrary = uploadsArbitrary.chain((uploads) =>
  fc.record({
    uploads: fc.constant(uploads),
    pages: fc.array(fc.subarray(uploads, { minLength: 1 }), { maxLength: 6 }),
    order: fc.shuffledSubarray(uploads, { minLength: uploads.length, maxLength: uploads.length }),
  }),
);

async function hashAfter(pages: readonly (readonly Upload[])[], isConcurrent: boolean): Promise<string> {
  await using store = await Store.open(':memory:');
  await store.addArtists(
    ARTISTS.map((id) => artist(id)),
    0,
  );
  const steps = pages.flatMap((page) =>
    ARTISTS.map((id) =>
      step(
        id,
        page.filter(({ artistId }) => artistId === id),
      ),
    ),
  );
  if (isConcurrent) await Promise.all(steps.map((next) => store.saveStep(next)));
  else for (const next of steps) await store.saveStep(next);
  return store.contentHash();
}

test('pages in any order, repeated, overlapping or at once end in the same tables', async () => {
  await fc.assert(
    fc.asyncProperty(crawlArbitrary, async ({ uploads, pages, order }) => {
      const once = await hashAfter([uploads], false);
      expect(await hashAfter([...pages, order, ...pages], true)).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

test('activity holds each stored upload once, in the month of its UTC date', async () => {
  await fc.assert(
    fc.asyncProperty(uploadsArbitrary, async (uploads) => {
      await using store = await Store.open(':memory:');
      await store.addArtists(
        ARTISTS.map((id) => artist(id)),
        0,
      );
      for (const id of ARTISTS) {
        await store.saveStep(
          step(
            id,
            uploads.filter(({ artistId }) => artistId === id),
          ),
        );
      }
      const activity = await store.activity();
      const rows = [...activity.artist].map(
        (who, row) => `${activity.artistNames[who]} ${activity.month[row]} ${activity.uploads[row]}`,
      );
      const expected = Map.groupBy(uploads, ({ artistId, publishedAt }) => {
        const date = new Date(publishedAt);
        return `name-${artistId} ${(date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()}`;
      });
      expect(new Set(rows)).toEqual(new Set([...expected].map(([key, group]) => `${key} ${group.length}`)));
    }),
    { numRuns: RUNS },
  );
});
