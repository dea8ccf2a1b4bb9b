import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { snapshot } from '../../../src/jobs/snapshot.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { temporaryFolder } from './temporary.ts';

const CREATED_AT = Date.UTC(2024, 1, 1, 12);

function requestIn(folder: string) {
  return { folder: join(folder, 'snapshots'), createdAt: CREATED_AT, tidemark: '1.2.3' };
}

async function storeOfTwo(path = ':memory:'): Promise<Store> {
  const store = await Store.open(path);
  await store.addArtists([artist('a'), artist('b', { worksClaimed: null })], CREATED_AT);
  const labelled = { label: 'yes', labelSource: 's', optOut: true, tags: ['fog', 'a "b"'] } as const;
  await store.saveStep(step('a', [upload('a', '1', 5, labelled), upload('a', '2', CREATED_AT, { title: '霧' })]));
  await store.saveStep(step('b', [upload('b', '3', 7)], { state: 'partial', reason: 'cut', cursor: 'p2' }));
  return store;
}

test('a snapshot opens as a store of the same content', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  const { path } = await store.saveSnapshot(requestIn(folder.path));
  await using copy = await Store.openSnapshot(path);
  expect(await copy.contentHash()).toBe(await store.contentHash());
  expect(await copy.activity()).toEqual(await store.activity());
  expect(await copy.frontier('artstation')).toEqual(await store.frontier('artstation'));
});

test('the manifest names every file with its rows and its hash, and who made it', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  const { path } = await store.saveSnapshot(requestIn(folder.path));
  const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ tidemark: '1.2.3', createdAt: '2024-02-01T12:00:00.000Z', schemaVersion: 1 });
  expect(manifest.tables).toContainEqual(expect.objectContaining({ table: 'uploads', rows: 3 }));
  expect(readdirSync(path).sort()).toEqual(
    ['manifest.json', ...manifest.tables.map(({ file }: { file: string }) => file)].sort(),
  );
  for (const { file, sha256 } of manifest.tables) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(path, file)))
        .digest('hex'),
    ).toBe(sha256);
  }
});

test('the link turns to the last snapshot, and the one before it stays as it was', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  const link = join(folder.path, 'snapshots', 'current');
  const first = await store.saveSnapshot(requestIn(folder.path));
  expect(join(folder.path, 'snapshots', readlinkSync(link))).toBe(first.path);
  const hash = await store.contentHash();
  await store.saveStep(step('b', [upload('b', '4', 9)]));
  const second = await store.saveSnapshot({ ...requestIn(folder.path), createdAt: CREATED_AT + 1 });
  expect(join(folder.path, 'snapshots', readlinkSync(link))).toBe(second.path);
  await using before = await Store.openSnapshot(first.path);
  await using after = await Store.openSnapshot(link);
  expect(await before.contentHash()).toBe(hash);
  expect(await after.contentHash()).toBe(await store.contentHash());
  expect(readdirSync(join(folder.path, 'snapshots'))).toHaveLength(3);
});

test('a snapshot that cannot be published leaves nothing half made behind', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  writeFileSync(join(folder.path, 'snapshots'), '');
  await expect(store.saveSnapshot(requestIn(folder.path))).rejects.toMatchObject({ code: 'EXPORT_FAILED' });
  rmSync(join(folder.path, 'snapshots'));
  mkdirSync(join(folder.path, 'snapshots', 'current', 'in the way'), { recursive: true });
  await expect(store.saveSnapshot(requestIn(folder.path))).rejects.toMatchObject({ code: 'EXPORT_FAILED' });
  expect(readdirSync(join(folder.path, 'snapshots')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('a file that is not the one listed is named', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  const { path } = await store.saveSnapshot(requestIn(folder.path));
  const open = () => Store.openSnapshot(path);
  appendFileSync(join(path, 'uploads.parquet'), 'x');
  await expect(open()).rejects.toThrow(/uploads\.parquet: is not the file/);
  rmSync(join(path, 'uploads.parquet'));
  await expect(open()).rejects.toThrow(/uploads\.parquet: is not there/);
  const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
  writeFileSync(join(path, 'manifest.json'), JSON.stringify({ ...manifest, schemaVersion: 99 }));
  await expect(open()).rejects.toThrow(/schema version 99.*version 1/);
  writeFileSync(join(path, 'manifest.json'), '{}');
  await expect(open()).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('no snapshot is made of a snapshot', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfTwo();
  const { path } = await store.saveSnapshot(requestIn(folder.path));
  const job = snapshot({ store, dataDir: path, clock: { now: () => 0, sleepUntil: () => Promise.resolve() } });
  await expect(job).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('while another process holds the store, its refusal names the snapshot, and the snapshot can be read', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'tidemark.duckdb');
  {
    await using store = await storeOfTwo(path);
    await store.saveSnapshot(requestIn(folder.path));
  }
  const other = spawn(process.execPath, [new URL('./hold-open.ts', import.meta.url).pathname, path]);
  try {
    await once(other.stdout, 'data');
    const current = join(folder.path, 'snapshots', 'current');
    await expect(Store.open(path)).rejects.toThrow(`or read its last snapshot with --data-dir ${current}`);
    await using copy = await Store.openSnapshot(current);
    expect((await copy.coverage()).map(({ artistId }) => artistId)).toEqual(['a', 'b']);
  } finally {
    other.kill();
    await once(other, 'exit');
  }
});
