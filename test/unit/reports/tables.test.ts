import { expect, test } from 'vitest';
import { csvFrom } from '../../../src/reports/csv.ts';
import { reportTables } from '../../../src/reports/tables.ts';
import type { Coverage } from '../../../src/store/types.ts';
import { analysisOf } from '../../support/analysis.ts';

test('fields with commas, quotes or line ends are quoted, and null is empty', () => {
  const table = {
    name: 't',
    columns: ['a', 'b'],
    rows: [
      ['x, "y"', null],
      ['line\nend', 0],
    ],
  };
  expect(csvFrom(table)).toBe('a,b\r\n"x, ""y""",\r\n"line\nend",0\r\n');
});

test('every row of every table has a cell for each column', () => {
  const tables = reportTables(analysisOf(['artstation']), [], [], []);
  for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
  const rowsOf = (name: string) => tables.find((table) => table.name === name)!.rows.length;
  // Two measures: 34 months of seniors, 22 of juniors, 34 of all; 4 cutoffs of 3 groups; 22 months of 2 cohorts.
  expect([rowsOf('series'), rowsOf('placebo_slopes'), rowsOf('null-models')]).toEqual([180, 24, 88]);
  // Two measures of seniors, matched seniors and juniors; 34 months of 6 tenures; 2 contrasts under 2 constraints; 34 months of 2 measures.
  expect(['adjusted', 'tenure', 'apc', 'decomposition'].map(rowsOf)).toEqual([6, 204, 4, 68]);
});

test('every month of a series says whether it is complete, a lower bound or censored', () => {
  const analysis = analysisOf(['artstation', 'danbooru']);
  const [whole, cut] = analysis.cohorts;
  const censored = cut!.artists.all.map((point) =>
    point.month > '2023-08' ? { ...point, value: null, low: null, high: null } : point,
  );
  const partial = { ...cut!, incompleteArtists: 1, artists: { ...cut!.artists, all: censored } };
  const tables = reportTables({ ...analysis, cohorts: [whole!, partial] }, [], [], []);
  const { columns, rows } = tables.find(({ name }) => name === 'series')!;
  const states = (site: string) =>
    rows
      .filter((row) => row[0] === site && row[1] === 'artists' && row[2] === 'all')
      .map((row) => row[columns.indexOf('state')]);
  expect(new Set(states('artstation'))).toEqual(new Set(['complete']));
  expect(states('danbooru')).toEqual([...Array(32).fill('lower bound'), 'censored', 'censored']);
});

test('withdrawals come by artist and by site, their bounds as UTC text', () => {
  const entry: Coverage = {
    site: 'a',
    artist: 'x',
    artistId: '1',
    state: 'complete',
    reason: null,
    uploads: 4,
    worksClaimed: 4,
    hidden: 0,
    rereadings: 1,
    withdrawn: 2,
    withdrawnAfter: 0,
    withdrawnBy: 60_000,
  };
  const tables = reportTables(analysisOf(['a']), [entry], [], []);
  const rowsOf = (name: string) => tables.find((table) => table.name === name)!.rows;
  const bounds = ['1970-01-01T00:00:00.000Z', '1970-01-01T00:01:00.000Z'];
  expect(rowsOf('coverage')[0]!.slice(7)).toEqual([1, 2, ...bounds]);
  expect(rowsOf('withdrawals')).toEqual([['a', 1, 2, 0, 0, ...bounds]]);
});
