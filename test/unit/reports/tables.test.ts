import { expect, test } from 'vitest';
import { csvFrom, reportTables } from '../../../src/reports/tables.ts';
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
  expect([rowsOf('series'), rowsOf('slopes'), rowsOf('null-models')]).toEqual([180, 24, 88]);
});
