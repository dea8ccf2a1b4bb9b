import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { artist } from './records.ts';
import { temporaryFolder } from './temporary.ts';

const SOURCE = new URL('../../../src/', import.meta.url).pathname;

test.each([
  ['the same path', (folder: string) => join(folder, 'data', 't.duckdb')],
  ['a relative path', (folder: string) => relative(process.cwd(), join(folder, 'data', 't.duckdb'))],
  ['a path with detours', (folder: string) => `${folder}/data/../data/./t.duckdb`],
  ['a path through a link', (folder: string) => join(folder, 'link', 't.duckdb')],
])('two stores on one file in one process lose nothing of each other: %s', async (_, otherPath) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'data', 't.duckdb');
  await (await Store.open(path)).close();
  symlinkSync(join(folder.path, 'data'), join(folder.path, 'link'));
  {
    await using one = await Store.open(path);
    await using other = await Store.open(otherPath(folder.path));
    await one.addArtists([artist('a')], 0);
    await other.addArtists([artist('b')], 0);
    expect(await one.frontier('artstation')).toHaveLength(2);
  }
  await using again = await Store.open(path);
  expect((await again.frontier('artstation')).map(({ artistId }) => artistId)).toEqual(['a', 'b']);
});

test('only connection.ts makes instances of DuckDB', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const makers = files.filter((file) => /DuckDBInstance\.\w+\(/.test(readFileSync(join(SOURCE, file), 'utf8')));
  expect(makers).toEqual([join('store', 'connection.ts')]);
});
