import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

const LAST_OF_JANUARY = Date.UTC(2021, 0, 31, 23, 59, 59);

async function storeOfThree(): Promise<Store> {
  const store = await Store.open(':memory:');
  await store.addArtists([artist('b'), artist('a', { name: 'Ärtist, "A"', worksClaimed: null })], LAST_OF_JANUARY);
  await store.saveStep(
    step('a', [
      upload('a', '2', LAST_OF_JANUARY + 1000, { tags: ['fog', 'a "b"'], title: 'Fog, 霧' }),
      upload('a', '1', LAST_OF_JANUARY, { optOut: true, label: 'yes', labelSource: 's', kind: '', uploaderId: '7' }),
    ]),
  );
  await store.saveStep(step('b', [upload('b', '3', 0)], { state: 'partial', reason: 'cut', hidden: 2 }));
  return store;
}

test('the uploads export has its columns, times in UTC with milliseconds, and a fixed order', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const file = join(folder.path, 'uploads.csv');
  expect(await store.exportTable('uploads', 'csv', file)).toEqual({ rows: 3 });
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(header).toMatch(/^site,artist,upload_id,published_at,month,label,opt_out,/);
  expect(lines.map((line) => line.slice(0, 90))).toEqual([
    expect.stringContaining('artstation,"Ärtist, ""A""",1,2021-01-31T23:59:59.000Z,2021-01,yes,true,a,0,7,'),
    expect.stringContaining('artstation,"Ärtist, ""A""",2,2021-02-01T00:00:00.000Z,2021-02,unknown,,a,0,,'),
    expect.stringContaining('artstation,name-b,3,1970-01-01T00:00:00.000Z,1970-01,unknown,,b,0,,'),
  ]);
  expect(lines[1]).toContain('"[""fog"",""a \\""b\\""""]"');
});

test('the coverage export begins with the columns other programs rely on', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const file = join(folder.path, 'coverage.csv');
  await store.exportTable('coverage', 'csv', file);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual([
    'site,artist,state,reason,uploads,artist_id,works_claimed,hidden,observed_until',
    'artstation,"Ärtist, ""A""",complete,,2,a,,0,2024-01-15T00:00:00.000Z',
    'artstation,name-b,partial,cut,1,b,10,2,2024-01-15T00:00:00.000Z',
  ]);
});

test('Arrow and Parquet hold the same rows, with times as timestamps', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const arrow = join(folder.path, 'u.arrow');
  const parquet = join(folder.path, 'u.parquet');
  await store.exportTable('uploads', 'arrow', arrow);
  await store.exportTable('uploads', 'parquet', parquet);
  const table = tableFromIPC(readFileSync(arrow));
  const column = (name: string) => [...table.getChild(name)!];
  expect(table.numRows).toBe(3);
  expect(column('artist')).toEqual(['Ärtist, "A"', 'Ärtist, "A"', 'name-b']);
  expect(column('published_at').map(Number)).toEqual([LAST_OF_JANUARY, LAST_OF_JANUARY + 1000, 0]);
  expect(column('label')).toEqual(['yes', 'unknown', 'unknown']);
  expect(column('opt_out')).toEqual([true, null, null]);
  expect(column('tags').map((tags) => [...tags])).toEqual([[], ['fog', 'a "b"'], []]);
  expect(column('title')).toEqual(['Work 1', 'Fog, 霧', 'Work 3']);
  const rows = await rowsOf(':memory:', `SELECT artist, epoch_ms(published_at), tags[2], opt_out FROM '${parquet}'`);
  expect(rows).toEqual([
    ['Ärtist, "A"', String(LAST_OF_JANUARY), null, true],
    ['Ärtist, "A"', String(LAST_OF_JANUARY + 1000), 'a "b"', null],
    ['name-b', '0', null, null],
  ]);
});

test('every table goes out in every format, empty ones too', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  for (const name of ['uploads', 'artists', 'shares', 'coverage'] as const) {
    for (const format of ['csv', 'parquet', 'arrow'] as const) {
      expect(await store.exportTable(name, format, join(folder.path, `${name}.${format}`))).toEqual({ rows: 0 });
    }
  }
  expect(tableFromIPC(readFileSync(join(folder.path, 'shares.arrow'))).schema.names).toContain('share');
});

test('nulls in numbers survive in Arrow', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const file = join(folder.path, 'coverage.arrow');
  await store.exportTable('coverage', 'arrow', file);
  const table = tableFromIPC(readFileSync(file));
  expect([...table.getChild('works_claimed')!]).toEqual([null, 10]);
  expect([...table.getChild('reason')!]).toEqual([null, 'cut']);
});

test('a folder that is not there is named', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const file = join(folder.path, 'no', 'u.csv');
  await expect(store.exportTable('uploads', 'csv', file)).rejects.toMatchObject({ code: 'EXPORT_FAILED', file });
});

test('an export that fails leaves no file behind and the old one as it was', async () => {
  using folder = temporaryFolder();
  await using store = await storeOfThree();
  const file = join(folder.path, 'u.csv');
  mkdirSync(file);
  await expect(store.exportTable('uploads', 'csv', file)).rejects.toMatchObject({ code: 'EXPORT_FAILED', file });
  expect(readdirSync(folder.path)).toEqual(['u.csv']);
});

test('the months export says which months are lower bounds, and why', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  await store.addArtists([artist('a'), artist('b')], 0);
  const december = Date.UTC(2023, 11, 5);
  const january = Date.UTC(2024, 0, 5);
  await store.saveStep(step('a', [upload('a', '1', december), upload('a', '2', december), upload('a', '3', january)]));
  await store.saveStep(step('b', [upload('b', '4', december)], { state: 'partial', reason: 'cut', cursor: 'p2' }));
  const file = join(folder.path, 'months.csv');
  expect(await store.exportTable('months', 'csv', file)).toEqual({ rows: 3 });
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual([
    'site,artist,month,uploads,is_lower_bound,reason,artist_id',
    'artstation,name-a,2023-12,2,false,,a',
    'artstation,name-a,2024-01,1,true,the month was not over when the history was read,a',
    'artstation,name-b,2023-12,1,true,cut,b',
  ]);
});
