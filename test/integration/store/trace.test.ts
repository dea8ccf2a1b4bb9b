import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monthFromText } from '../../../src/core/month.ts';
import { analyze } from '../../../src/jobs/analyze.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

const at = (text: string) => Date.parse(text);
const WINDOW = { from: '2022-01', to: '2022-12', cutoff: '2022-02', placeboCutoffs: [], draws: 20 };
const REQUEST = {
  from: monthFromText(WINDOW.from),
  to: monthFromText(WINDOW.to),
  leastUploads: 0,
  cutoff: monthFromText(WINDOW.cutoff),
  taggedWorks: null,
};

async function invented(): Promise<Store> {
  const store = await Store.open(':memory:');
  const ids = ['busy', 'early', 'late', 'cut', 'silent', 'unread', 'hurried', 'lost'];
  await store.addArtists(
    ids.map((id) => artist(id)),
    at('2024-01-15'),
  );
  const works = (id: string, days: readonly string[]) => days.map((day, i) => upload(id, `${id}-${i}`, at(day)));
  await store.saveStep(step('busy', works('busy', ['2021-05-01', '2022-03-01', '2022-03-09', '2022-04-01'])));
  await store.saveStep(step('early', works('early', ['2019-03-01'])));
  await store.saveStep(step('late', works('late', ['2023-10-01'])));
  const cut = { state: 'partial' as const, reason: 'cut off by the site' };
  await store.saveStep(step('cut', works('cut', ['2022-03-01']), cut));
  await store.saveStep(step('silent', []));
  const seenAt = at('2022-11-20');
  await store.saveStep(step('hurried', works('hurried', ['2022-03-02', '2022-11-03']), { seenAt }));
  await store.saveStep(step('lost', [], { state: 'gone', reason: 'the account is closed' }));
  return store;
}

async function artistMonths(folder: string) {
  const file = join(folder, 'artist_months.parquet');
  const rows = await rowsOf(':memory:', `SELECT artist_id, month, uploads, is_in_series FROM '${file}'`);
  return rows.map(([artistId, month, uploads, isUsed]) => ({ artistId, month, uploads: Number(uploads), isUsed }));
}

test('the uploads of a month add up from the artist-months to what the figure shows', async () => {
  await using store = await invented();
  using folder = temporaryFolder();
  await store.saveTrace({ folder: folder.path, ...REQUEST });
  const rows = await artistMonths(folder.path);
  const [total] = (await analyze({ store, ...WINDOW })).totals;
  expect(total!.points).toHaveLength(12);
  for (const { month, value } of total!.points) {
    const used = rows.filter((row) => row.month === month && row.isUsed);
    const isKnown = month <= '2022-10';
    expect(value, month).toBe(isKnown ? used.reduce((sum, { uploads }) => sum + uploads, 0) : null);
  }
  expect(rows.filter(({ isUsed }) => isUsed).map(({ uploads }) => uploads)).toEqual([2, 1, 1, 1]);
  expect(rows).toContainEqual(expect.objectContaining({ artistId: 'early', month: '2019-03', isUsed: false }));
});

test('every artist left out of a part stands in the exclusions with its reason', async () => {
  await using store = await invented();
  using folder = temporaryFolder();
  await store.saveTrace({ folder: folder.path, ...REQUEST, leastUploads: 2 });
  const lines = readFileSync(join(folder.path, 'exclusions.csv'), 'utf8').trim().split('\n');
  expect(lines[0]).toBe('site,artist,part,reason,artist_id');
  const told = lines.slice(1).map((line) => line.replace('artstation,name-', ''));
  const few = (id: string) => `${id},all figures of the window,fewer than 2 uploads by its end,${id}`;
  expect(told).toEqual([
    few('cut'),
    'cut,"careers, rate ratios, difference in differences",the history is not whole,cut',
    few('early'),
    'early,counts of the window,no upload in the window,early',
    'hurried,months of the site after 2022-10,the history is known up to 2022-10 only,hurried',
    few('late'),
    'late,careers,first upload too late to be seen leaving after 6 months of silence,late',
    'late,counts of the window,first upload after the window,late',
    'lost,everything,gone before the history was read whole: the account is closed,lost',
    'silent,everything,no upload,silent',
    'unread,everything,the history is not read yet,unread',
  ]);
});

test('a trace names the statements, their parameters, and the same hash for the same rows', async () => {
  await using store = await invented();
  using first = temporaryFolder();
  using second = temporaryFolder();
  const traces = await store.saveTrace({ folder: first.path, sites: ['artstation'], ...REQUEST });
  expect(await store.saveTrace({ folder: second.path, sites: ['artstation'], ...REQUEST })).toEqual(traces);
  const months = traces.find(({ name }) => name === 'artist_months')!;
  expect(months.sql).toHaveLength(3);
  expect(months.parameters).toEqual({ from: 624, to: 635, sites: ['artstation'] });
  expect(months.rows).toBe(8);
  expect(months.sha256).toMatch(/^[0-9a-f]{64}$/);
  await store.saveStep(step('early', [upload('early', 'more', at('2019-03-02'))]));
  const [after] = await store.saveTrace({ folder: second.path, sites: ['artstation'], ...REQUEST });
  expect(after!.rows).toBe(8);
  expect(after!.sha256).not.toBe(months.sha256);
});
