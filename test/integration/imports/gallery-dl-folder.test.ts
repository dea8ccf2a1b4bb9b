import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { importGalleryDl } from '../../../src/jobs/import-gallery-dl.ts';
import { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from '../store/temporary.ts';

const clock: Clock = { now: () => Date.UTC(2026, 0, 1), sleepUntil: () => Promise.resolve() };
const post = (id: number, artist: string) => ({
  category: 'danbooru',
  id,
  created_at: '2023-01-31T19:30:00.000-05:00',
  tag_string_artist: artist,
  tag_string_meta: '',
});

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
let runs = 0;
beforeEach(async () => {
  folder = temporaryFolder();
  store = await Store.open(join(folder.path, 'tidemark.duckdb'));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});
const importFrom = (file: string) => importGalleryDl({ store, clock, runId: `run-${runs++}`, file });

function sidecars(files: Readonly<Record<string, unknown>>): string {
  const path = join(folder.path, 'gallery-dl');
  mkdirSync(join(path, 'danbooru'), { recursive: true });
  for (const [name, body] of Object.entries(files)) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    writeFileSync(join(path, 'danbooru', name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return path;
}

test('a folder of sidecars gives one row for each artist of each work, and a second import adds nothing', async () => {
  const path = sidecars({
    '1.png.json': post(1, 'kim lee'),
    '2.png.json.gz': post(2, 'kim'),
    'run.json': [[3, 'https://example.invalid/3.png', post(3, 'ann')]],
    '4.json': { category: 'elsewhere' },
  });
  expect(await importFrom(path)).toEqual({
    uploadsRead: 4,
    uploadsAdded: 4,
    artists: 3,
    skipped: ['1 entries of elsewhere'],
    badRecords: 0,
  });
  expect(await importFrom(path)).toMatchObject({ uploadsRead: 4, uploadsAdded: 0 });
  expect((await store.coverage()).map(({ state }) => state)).toEqual(['partial', 'partial', 'partial']);
});

test('sidecars that cannot be read are named and counted, the others stored', async () => {
  const bad = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`bad-${i + 10}.json`, '{"category":']));
  const { uploadsAdded, badRecords, skipped } = await importFrom(sidecars({ '1.json': post(1, 'kim'), ...bad }));
  expect({ uploadsAdded, badRecords }).toEqual({ uploadsAdded: 1, badRecords: 25 });
  expect(skipped).toHaveLength(21);
  expect(skipped[0]).toMatch(/bad-10\.json: is cut short or no JSON/);
  expect(skipped.at(-1)).toBe('5 more records that cannot be read');
});

test('a folder without anything of gallery-dl is refused', async () => {
  await expect(importFrom(sidecars({ 'x.json': { a: 1 } }))).rejects.toThrow(
    /holds no \.json file of gallery-dl: .*category/,
  );
});

test('a gzipped dump is read like a plain one', async () => {
  const file = join(folder.path, 'run.json.gz');
  writeFileSync(file, gzipSync(JSON.stringify([[3, 'https://example.invalid/3.png', post(3, 'ann')]])));
  expect(await importFrom(file)).toMatchObject({ uploadsAdded: 1 });
});
