import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';
import { Store } from '../../../src/store/store.ts';
import { writeDumpRecords } from '../../bench/dump-records.ts';
import { startTidemark, tidemark } from '../../support/cli.ts';
import { rowsOf } from '../store/sql.ts';
import { temporaryFolder } from '../store/temporary.ts';

const KILLS = 5;

test('an import killed again and again ends with the tables of one that never was', async () => {
  using folder = temporaryFolder();
  const dump = join(folder.path, 'dump');
  mkdirSync(dump);
  for (let part = 0; part < 12; part++) {
    await writeDumpRecords(join(dump, `posts${part}.json${part % 2 ? '.gz' : ''}`), 500, 300, 1 + 500 * part);
  }
  const words = (dataDir: string) => ['import', 'danbooru-dump', dump, '--data-dir', join(folder.path, dataDir)];
  const options = { cwd: folder.path };
  const start = performance.now();
  expect((await tidemark(words('whole'), options)).code).toBe(0);
  const duration = performance.now() - start;
  const rng = createRng('killed import');
  let kills = 0;
  for (let i = 0; i < KILLS; i++) {
    const { child, finished } = startTidemark(words('killed'), options);
    const timer = setTimeout(() => child.kill('SIGKILL'), duration * (0.3 + 0.5 * rng.uniform()));
    const { signal } = await finished;
    clearTimeout(timer);
    kills += signal === 'SIGKILL' ? 1 : 0;
  }
  expect(kills).toBeGreaterThanOrEqual(1);
  expect((await tidemark(words('killed'), options)).code).toBe(0);
  const hash = async (dataDir: string) => {
    const path = join(folder.path, dataDir, 'tidemark.duckdb');
    await using store = await Store.open(path);
    expect(await rowsOf(path, 'SELECT count(*) FROM import_progress')).toEqual([['0']]);
    expect(await rowsOf(path, 'SELECT count(*) FROM uploads')).toEqual([['6000']]);
    return await store.contentHash();
  };
  expect(await hash('killed')).toBe(await hash('whole'));
});

test('memory does not grow with the records of a dump', async () => {
  using folder = temporaryFolder();
  const script = resolve(import.meta.dirname, '../../bench/import.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[script, '--records', '50000', '--artists', '2000', '--rss', '10000', '--batchMb', '8', '--folder', folder.path],
  ]);
  const { uploadsAdded, residentMbAt } = JSON.parse(stdout);
  expect(uploadsAdded).toBe(50_000);
  expect(residentMbAt[50_000] - residentMbAt[10_000]).toBeLessThan(100);
});
