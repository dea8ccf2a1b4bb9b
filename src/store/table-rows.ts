import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { select } from './connection.ts';
import { literal } from './quoting.ts';
import { PUBLISHED_AT } from './site-dates.ts';
import { checkGzip, type TableFile } from './table-file.ts';
import { explained, jsonKeys, readerOf, type TableReader } from './table-reader.ts';
import type { TableMapping, TableSource } from './types.ts';

/**
 * Puts the rows of a table, as text and with their dates and labels read, into the table `staged_table`; columns that
 * are not mapped are left out of it.
 *
 * @throws InputError if a column is not there or the file cannot be read
 */
export async function stageTable(connection: DuckDBConnection, source: TableSource, table: TableFile): Promise<void> {
  const { file, mapping } = source;
  const mapped = mappedColumns(mapping);
  const reader = await readerOf(connection, file, table, mapped);
  if (reader.columns !== undefined) requireColumns(file, mapped, reader.columns);
  const [gzip, staging] = await Promise.allSettled([
    table.isGzip ? checkGzip(file) : undefined,
    explained(file, () => connection.run(stagedTable(mapping, reader), reader.parameters)),
  ]);
  for (const step of [gzip, staging]) if (step.status === 'rejected') throw step.reason;
}

function mappedColumns({ site, ...columns }: TableMapping): string[] {
  return [...('column' in site ? [site.column] : []), ...Object.values(columns)];
}

function requireColumns(file: string, mapped: readonly string[], columns: readonly string[]): void {
  for (const column of mapped) {
    if (!columns.includes(column)) {
      throw new InputError(file, `has no column ${column}; it has ${columns.join(', ')}`);
    }
  }
}

function stagedTable(mapping: TableMapping, { from, textOf, instantOf }: TableReader): string {
  const { site, artist, uploadId, publishedAt, title, tags, label } = mapping;
  const instant = instantOf(publishedAt);
  const columns = [
    'column' in site && `${trimmed(textOf(site.column))} AS site`,
    `${trimmed(textOf(artist))} AS artist_id`,
    `${trimmed(textOf(uploadId))} AS upload_id`,
    instant === undefined
      ? `${trimmed(textOf(publishedAt))} AS date_text`
      : `${textOf(publishedAt)} AS date_text, ${instant} AS published_at`,
    title !== undefined && `${textOf(title)} AS title`,
    tags !== undefined && `${textOf(tags)} AS tags_text`,
    label !== undefined && `${labelOf(textOf(label))} AS label, ${textOf(label)} AS label_text`,
  ];
  return `
CREATE OR REPLACE TEMP TABLE staged_table AS
SELECT
  *${label === undefined ? '' : ` EXCLUDE (label_text), ${ODD_LABEL} AS odd_label`}
  ${instant === undefined ? `, ${PUBLISHED_AT} AS published_at` : ''}
FROM (SELECT ${columns.filter((column) => column !== false).join(', ')} FROM ${from})`;
}

/** DuckDB's trim goes through all of a text. It takes off spaces alone, of which only one is ASCII. */
function trimmed(text: string): string {
  return `CASE
    WHEN ${text} LIKE ' %' OR ${text} LIKE '% ' OR strlen(${text}) <> length(${text}) THEN trim(${text})
    ELSE ${text}
  END`;
}

/** Null where the text is empty or no label. Most texts are labels as they stand. */
function labelOf(text: string): string {
  return `CASE WHEN ${text} <> '' THEN coalesce(TRY_CAST(${text} AS label), TRY_CAST(lower(trim(${text})) AS label)) END`;
}

/** What a label is that is none. */
const ODD_LABEL = "CASE WHEN label IS NULL THEN nullif(lower(trim(label_text)), '') END";

/** The rows of `staged_table` with all their columns; nothing where a column is not mapped. */
export function tableRows({ site, title, tags, label }: TableMapping): string {
  return `
  SELECT
    rowid AS position,
    ${'column' in site ? 'site' : `${literal(site.constant.trim())} AS site`},
    artist_id,
    upload_id,
    date_text,
    published_at,
    ${title === undefined ? "''" : "coalesce(title, '')"} AS title,
    ${tags === undefined ? "''" : "coalesce(tags_text, '')"} AS tags_text,
    ${label === undefined ? 'NULL::label AS label, NULL::VARCHAR AS odd_label' : 'label, odd_label'}
  FROM staged_table`;
}

const IS_GOOD = `coalesce(
  site <> '' AND artist_id <> '' AND upload_id <> '' AND published_at IS NOT NULL AND odd_label IS NULL,
  false
)`;

const badRow = (mapping: TableMapping) => `
SELECT
  (position - (SELECT min(rowid) FROM staged_table))::INTEGER + 1 AS row,
  coalesce(site, '') AS site,
  coalesce(artist_id, '') AS artist,
  coalesce(upload_id, '') AS "uploadId",
  date_text AS "dateText",
  published_at IS NOT NULL AS "hasDate",
  odd_label AS "oddLabel"
FROM (${tableRows(mapping)})
WHERE NOT ${IS_GOOD}
ORDER BY position
LIMIT 1`;

interface BadRow {
  readonly row: number;
  readonly site: string;
  readonly artist: string;
  readonly uploadId: string;
  readonly dateText: string | null;
  readonly hasDate: boolean;
  readonly oddLabel: string | null;
}

interface HeldRows {
  readonly rows: number;
  /** Distinct uploads; two of one hash count as one. */
  readonly distinct: number;
}

/**
 * Counts the rows of the table `staged_table`.
 *
 * @throws InputError naming the first row that is no upload, its column and what was expected
 */
export async function checkRows(
  connection: DuckDBConnection,
  { file, mapping }: TableSource,
  table: TableFile,
): Promise<HeldRows> {
  const [held] = await select<HeldRows & { bad: number; leastUsed: number }>(connection, heldRows(mapping));
  const { bad, leastUsed, ...counts } = held!;
  if (table.format === 'jsonl' && (bad > 0 || leastUsed === 0)) {
    requireColumns(file, mappedColumns(mapping), await jsonKeys(connection, file, table.isGzip));
  }
  if (bad === 0) return counts;
  const [first] = await select<BadRow>(connection, badRow(mapping));
  const row = table.format === 'csv' ? `row ${first!.row} after the header` : `row ${first!.row}`;
  throw new InputError(file, `${row}, column ${wrongField(first!, mapping)}`);
}

/** `leastUsed`: in how many rows that column has something that the fewest rows use, of those a row may leave empty. */
const heldRows = (mapping: TableMapping) => `
SELECT
  count(*)::DOUBLE AS rows,
  count(DISTINCT hash(site, upload_id, artist_id))::DOUBLE AS distinct,
  count(*) FILTER (NOT ${IS_GOOD})::DOUBLE AS bad,
  least(
    count(*),
    ${mapping.title === undefined ? 'NULL' : "count(*) FILTER (title <> '')"},
    ${mapping.tags === undefined ? 'NULL' : "count(*) FILTER (tags_text <> '')"},
    ${mapping.label === undefined ? 'NULL' : 'count(label)'}
  )::DOUBLE AS "leastUsed"
FROM (${tableRows(mapping)})`;

function wrongField(bad: BadRow, mapping: TableMapping): string {
  if (bad.site === '' && 'column' in mapping.site)
    return `${mapping.site.column}: expected the name of a site, got nothing`;
  if (bad.artist === '') return `${mapping.artist}: expected an artist, got nothing`;
  if (bad.uploadId === '') return `${mapping.uploadId}: expected the id of an upload, got nothing`;
  if (!bad.hasDate) {
    const got = bad.dateText === null || bad.dateText === '' ? 'nothing' : `"${bad.dateText}"`;
    return `${mapping.publishedAt}: expected a date like 2021-01-31, 2021-01-31T23:59:59+02:00 or unix seconds, got ${got}`;
  }
  return `${mapping.label}: expected yes, assisted, no or unknown, got "${bad.oddLabel}"`;
}
