import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { select } from './connection.ts';
import { PUBLISHED_AT } from './site-dates.ts';
import type { TableFile } from './table-file.ts';
import { explained, type TableReader } from './table-reader.ts';
import type { TableMapping, TableSource } from './types.ts';

/**
 * Puts the rows of a table, as text and with their dates read, into the table `staged_table`.
 *
 * @throws InputError if a column is not there or the file cannot be read
 */
export async function stageTable(
  connection: DuckDBConnection,
  { file, mapping }: TableSource,
  reader: TableReader,
): Promise<void> {
  for (const column of mappedColumns(mapping)) {
    if (!reader.columns.includes(column)) {
      throw new InputError(file, `has no column ${column}; it has ${reader.columns.join(', ')}`);
    }
  }
  await explained(file, () => connection.run(stagedTable(mapping, reader), reader.parameters));
}

function mappedColumns({ site, ...columns }: TableMapping): string[] {
  return [...('column' in site ? [site.column] : []), ...Object.values(columns)];
}

function stagedTable(mapping: TableMapping, { from, textOf }: TableReader): string {
  const optional = (column: string | undefined) => (column === undefined ? 'NULL::VARCHAR' : textOf(column));
  const site = 'column' in mapping.site ? textOf(mapping.site.column) : literal(mapping.site.constant);
  return `
CREATE OR REPLACE TEMP TABLE staged_table AS
SELECT *, ${PUBLISHED_AT} AS published_at
FROM (
  SELECT
    trim(${site}) AS site,
    trim(${textOf(mapping.artist)}) AS artist,
    trim(${textOf(mapping.uploadId)}) AS upload_id,
    trim(${textOf(mapping.publishedAt)}) AS date_text,
    coalesce(${optional(mapping.title)}, '') AS title,
    coalesce(${optional(mapping.tags)}, '') AS tags_text,
    coalesce(lower(trim(${optional(mapping.label)})), '') AS label_text
  FROM ${from}
)`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const BAD_ROW = `
SELECT
  (rowid - (SELECT min(rowid) FROM staged_table))::INTEGER + 1 AS row,
  coalesce(site, '') AS site,
  coalesce(artist, '') AS artist,
  coalesce(upload_id, '') AS "uploadId",
  date_text AS "dateText",
  published_at IS NOT NULL AS "hasDate",
  label_text AS "labelText"
FROM staged_table
WHERE coalesce(site, '') = ''
  OR coalesce(artist, '') = ''
  OR coalesce(upload_id, '') = ''
  OR published_at IS NULL
  OR label_text NOT IN ('', 'yes', 'assisted', 'no', 'unknown')
ORDER BY rowid
LIMIT 1`;

interface BadRow {
  readonly row: number;
  readonly site: string;
  readonly artist: string;
  readonly uploadId: string;
  readonly dateText: string | null;
  readonly hasDate: boolean;
  readonly labelText: string;
}

/** @throws InputError naming the first row that is no upload, its column and what was expected */
export async function checkRows(
  connection: DuckDBConnection,
  { file, mapping }: TableSource,
  table: TableFile,
): Promise<void> {
  const [bad] = await select<BadRow>(connection, BAD_ROW);
  if (bad === undefined) return;
  const row = table.format === 'csv' ? `row ${bad.row} after the header` : `row ${bad.row}`;
  throw new InputError(file, `${row}, column ${wrongField(bad, mapping)}`);
}

function wrongField(bad: BadRow, mapping: TableMapping): string {
  if (bad.site === '' && 'column' in mapping.site)
    return `${mapping.site.column}: expected the name of a site, got nothing`;
  if (bad.artist === '') return `${mapping.artist}: expected an artist, got nothing`;
  if (bad.uploadId === '') return `${mapping.uploadId}: expected the id of an upload, got nothing`;
  if (!bad.hasDate) {
    const got = bad.dateText === null || bad.dateText === '' ? 'nothing' : `"${bad.dateText}"`;
    return `${mapping.publishedAt}: expected a date like 2021-01-31, 2021-01-31T23:59:59+02:00 or unix seconds, got ${got}`;
  }
  return `${mapping.label}: expected yes, assisted, no or unknown, got "${bad.labelText}"`;
}
