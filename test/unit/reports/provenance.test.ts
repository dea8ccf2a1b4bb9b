import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { csvFrom } from '../../../src/reports/csv.ts';
import { provenanceRecord } from '../../../src/reports/provenance.ts';
import { reportTables } from '../../../src/reports/tables.ts';
import type { QueryTrace } from '../../../src/store/trace.ts';
import { analysisOf } from '../../support/analysis.ts';

const trace = (name: string): QueryTrace => ({ name, sql: [`SELECT ${name}`], parameters: {}, rows: 1, sha256: 'h' });
const TRACES = ['artist_months', 'exclusions', 'coverage', 'label_counts', 'tag_use_a', 'tag_use_b'].map(trace);

test('each table names its file, the hash of what is in it, and queries that were traced', () => {
  const tables = reportTables(analysisOf(['a']), [], [], []);
  const record = provenanceRecord(tables, TRACES, 'tables/');
  expect(Object.keys(record.tables)).toEqual(tables.map(({ name }) => name));
  for (const table of tables) {
    const { file, rows, sha256, queries } = record.tables[table.name]!;
    expect(file).toBe(`tables/${table.name}.csv`);
    expect(rows).toBe(table.rows.length);
    expect(sha256).toBe(createHash('sha256').update(csvFrom(table)).digest('hex'));
    for (const query of queries) expect(record.queries).toHaveProperty(query);
    if (!table.name.startsWith('loop')) expect(queries, table.name).not.toHaveLength(0);
  }
  expect(record.tables.series!.queries).toEqual(['artist_months']);
  expect(record.files.exclusions).toBe('tables/exclusions.csv');
});

test('a table of several sites names the query of each', () => {
  const table = { name: 'tag-shifts', columns: ['site'], rows: [] };
  expect(provenanceRecord([table], TRACES, '').tables['tag-shifts']!.queries).toEqual(['tag_use_a', 'tag_use_b']);
});
