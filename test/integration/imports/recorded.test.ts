import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { importGalleryDl } from '../../../src/jobs/import-gallery-dl.ts';
import { importRecorded } from '../../../src/jobs/import-recorded.ts';
import { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from '../store/temporary.ts';

const DATA = process.env.TIDEMARK_TEST_DATA ?? '';
const job = (store: Store, file: string) => ({ store, clock: systemClock, runId: crypto.randomUUID(), file });

const post = (id: number) => ({
  category: 'danbooru',
  id,
  created_at: '2023-01-31T19:30:00.000-05:00',
  tag_string_artist: 'kim',
  tag_string_meta: '',
});

describe.skipIf(!DATA)('real response bodies (TIDEMARK_TEST_DATA)', () => {
  test('are all recognised, and their uploads stored', async () => {
    await using store = await Store.open(':memory:');
    const folder = join(DATA, 'real-responses');
    const { uploadsAdded, skipped } = await importRecorded(job(store, folder));
    const coverage = await store.coverage();
    const uploads = (site: string) =>
      coverage.filter((row) => row.site === site).reduce((sum, row) => sum + row.uploads, 0);
    expect(uploads('artstation')).toBe(50);
    expect(uploads('danbooru')).toBe(2);
    expect(uploads('deviantart')).toBe(uploadsAdded - 52);
    expect(new Set(coverage.map(({ state, reason }) => `${state}: ${reason}`))).toEqual(
      new Set(['partial: recorded bodies, not a whole history']),
    );
    expect(coverage.find(({ artistId }) => artistId === '316724')?.artist).toBe('pyrokidsosa');
    expect(skipped).toHaveLength(13);
    expect(skipped.filter((line) => line.includes('no known shape'))).toEqual([]);

    const { sites, artistSite, artist, month, uploads: counts } = await store.activity();
    const artstation = sites.indexOf('artstation');
    const months = [...month].filter((_, row) => artistSite[artist[row]!] === artstation);
    expect(new Set(months)).toEqual(new Set([monthFromText('2018-09')]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(uploadsAdded);

    const hash = await store.contentHash();
    expect(await importRecorded(job(store, folder))).toMatchObject({ uploadsAdded: 0 });
    expect(await store.contentHash()).toBe(hash);
  });
});

test('a body cut short is named, and nothing of the folder is stored', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  mkdirSync(join(folder.path, 'danbooru'));
  writeFileSync(join(folder.path, 'danbooru', 'a.json'), JSON.stringify([post(1)]));
  writeFileSync(join(folder.path, 'danbooru', 'b.jsonl'), `${JSON.stringify(post(2))}\n{"id": 3, "crea`);
  const failure = importRecorded(job(store, folder.path));
  await expect(failure).rejects.toMatchObject({ file: join(folder.path, 'danbooru', 'b.jsonl') });
  await expect(failure).rejects.toThrow(/line 2/);
  expect(await store.coverage()).toEqual([]);
});

test('a body of no known shape is skipped and named', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  writeFileSync(join(folder.path, 'a.json'), '{"hello": 1}');
  expect((await importRecorded(job(store, folder.path))).skipped).toEqual(['a.json: a body of no known shape']);
});

test('a folder without bodies, and one that is not there, are refused', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  await expect(importRecorded(job(store, folder.path))).rejects.toThrow(/no \.json/);
  await expect(importRecorded(job(store, join(folder.path, 'no')))).rejects.toThrow(/does not exist/);
});

test('a gallery-dl dump gives partial histories, and says so if it ended early', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  const file = join(folder.path, 'dump.json');
  writeFileSync(
    file,
    JSON.stringify([
      [2, post(1)],
      [3, 'u', post(1)],
      [3, 'u', { category: 'pixiv' }],
    ]),
  );
  expect(await importGalleryDl(job(store, file))).toEqual({
    uploadsRead: 1,
    uploadsAdded: 1,
    artists: 1,
    skipped: ['1 entries of pixiv'],
  });
  expect(await store.coverage()).toMatchObject([{ artist: 'kim', state: 'partial', uploads: 1 }]);
  writeFileSync(
    file,
    JSON.stringify([
      [3, 'u', post(2)],
      ['HttpError', '500'],
    ]),
  );
  await importGalleryDl(job(store, file));
  expect((await store.coverage())[0]).toMatchObject({ uploads: 2, reason: expect.stringContaining('HttpError') });
});

test('a gallery-dl dump cut short is named', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  const file = join(folder.path, 'dump.json');
  writeFileSync(file, '[[2, {"category": "danb');
  await expect(importGalleryDl(job(store, file))).rejects.toMatchObject({ code: 'INPUT_INVALID', file });
});
