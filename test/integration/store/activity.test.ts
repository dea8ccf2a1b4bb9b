import { expect, test } from 'vitest';
import { monthFromInstant, startOfMonth } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';

/** More than DuckDB hands out in one piece. */
const ARTISTS = 2100;

test('every count of every artist and month is there, in order, however many artists there are', async () => {
  const rng = createRng('activity');
  const ids = Array.from({ length: ARTISTS }, (_, i) => String(i).padStart(4, '0'));
  const uploads = ids.flatMap((id) =>
    Array.from({ length: 1 + rng.integer(4) }, (_, n) =>
      upload(id, `${id}-${n}`, startOfMonth(rng.integer(9) - 4) + n),
    ),
  );
  await using store = await Store.open(':memory:');
  await store.addArtists(
    ids.map((id) => artist(id)),
    0,
  );
  const stepOf = (id: string) =>
    step(
      id,
      uploads.filter(({ artistId }) => artistId === id),
    );
  await Promise.all(ids.toReversed().map((id) => store.saveStep(stepOf(id))));

  const counts = new Map<string, number>();
  for (const { artistId, publishedAt } of uploads) {
    const key = `${Number(artistId)} ${monthFromInstant(publishedAt)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const { artist: who, month, uploads: counted } = await store.activity();
  const rows = Array.from(who, (index, row) => [`${index} ${month[row]}`, counted[row]] as const);
  expect(new Map(rows)).toEqual(counts);
  expect(rows).toHaveLength(counts.size);
  const order = Array.from(who, (index, row) => index * 100 + month[row]!);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
