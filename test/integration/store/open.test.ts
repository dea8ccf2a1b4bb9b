import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { artist } from './records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

async function runSql(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.fromCache(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

test('makes the folder and the file, and finds everything again', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'data', 'tidemark.duckdb');
  {
    await using store = await Store.open(path);
    await store.addArtists([artist('a')], 0);
  }
  await using store = await Store.open(path);
  expect(await store.coverage()).toMatchObject([{ artistId: 'a', state: 'pending' }]);
  expect(await rowsOf(path, 'SELECT "version", migration FROM schema_versions')).toEqual([[1, '0001-tables.sql']]);
});

test('a database made by a newer Tidemark is refused, and both versions are named', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'new.duckdb');
  await (await Store.open(path)).close();
  await runSql(path, "INSERT INTO schema_versions VALUES (99, '0099-later.sql')");
  await expect(Store.open(path)).rejects.toMatchObject({ code: 'STORE_NEWER', found: 99, known: 1 });
  await expect(Store.open(path)).rejects.toThrow(/99.*1/);
});

test('a database of another program is refused and left as it was', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'other.duckdb');
  await runSql(path, 'CREATE TABLE uploads (x INTEGER)');
  await expect(Store.open(path)).rejects.toMatchObject({ code: 'STORE_UNREADABLE', path });
  expect(await rowsOf(path, 'SELECT table_name FROM duckdb_tables()')).toEqual([['uploads']]);
});

test('a file that is no database is refused and left as it was', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'text.duckdb');
  writeFileSync(path, 'no database, only words\n'.repeat(2000));
  await expect(Store.open(path)).rejects.toMatchObject({ code: 'STORE_UNREADABLE', path });
});

test('a database cut short is refused', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'cut.duckdb');
  await (await Store.open(path)).close();
  truncateSync(path, 100_000);
  await expect(Store.open(path)).rejects.toMatchObject({ code: 'STORE_UNREADABLE', path });
});

test('a folder that cannot be made is named', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const path = join(folder.path, 'file', 'data', 'tidemark.duckdb');
  await expect(Store.open(path)).rejects.toMatchObject({ code: 'STORE_UNREADABLE', path });
});

test('a database in use by another process is refused, and the process is named', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'busy.duckdb');
  await (await Store.open(path)).close();
  const other = spawn(process.execPath, [new URL('./hold-open.ts', import.meta.url).pathname, path]);
  try {
    await once(other.stdout, 'data');
    const refused = Store.open(path);
    await expect(refused).rejects.toMatchObject({ code: 'STORE_BUSY', remedy: 'wait', path, pid: other.pid });
    if (existsSync('/proc')) await expect(refused).rejects.toThrow(/hold-open\.ts/);
  } finally {
    other.kill();
    await once(other, 'exit');
  }
  await (await Store.open(path)).close();
});
