import { type DuckDBConnection, type DuckDBValue, structValue } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { NO_REGIME } from '../core/label-regimes.ts';
import { inTransaction, type Parameters, select } from './connection.ts';
import { countUploads, saveHistories, stageRegimes } from './import-writes.ts';
import { PUBLISHED_AT } from './site-dates.ts';
import { inspectTable, type TableFile } from './table-file.ts';
import type { ImportCounts, TableMapping, TableSource } from './types.ts';
import { mergeSightings, mergeUploads } from './upload-writes.ts';

/**
 * Reads a table of uploads from a CSV, JSONL or Parquet file, in DuckDB itself, and stores it in one transaction: all
 * of it or nothing. Each artist's history counts as complete. A second import of the same file adds nothing.
 *
 * @throws InputError naming the file, the row, the column and what was expected
 */
export async function importTable(connection: DuckDBConnection, source: TableSource): Promise<ImportCounts> {
  const { file, mapping, runId, seenAt } = source;
  const table = await inspectTable(file);
  return inTransaction(connection, async () => {
    const reader = await readerOf(connection, file, table);
    for (const column of mappedColumns(mapping)) {
      if (!reader.columns.includes(column)) {
        throw new InputError(file, `has no column ${column}; it has ${reader.columns.join(', ')}`);
      }
    }
    await explained(file, () => connection.run(stageTable(mapping, reader), reader.parameters));
    await checkRows(connection, source, table);
    await stageRegimes(connection);
    const before = await countUploads(connection);
    const seen = { runId, seenAt, publishedField: mapping.publishedAt, noRegime: NO_REGIME };
    await connection.run(STAGE_SEEN, seen);
    await connection.run(mergeUploads('FROM staged_seen'));
    await connection.run(mergeSightings('FROM staged_seen'));
    await connection.run(STAGE_HISTORIES);
    await connection.run(SAVE_ARTISTS, { seenAt });
    await saveHistories(connection, { state: 'complete', reason: null, seenAt });
    const [counts] = await select<{ uploadsRead: number; artists: number }>(connection, COUNTS);
    return { ...counts!, uploadsAdded: (await countUploads(connection)) - before };
  });
}

function mappedColumns({ site, ...columns }: TableMapping): string[] {
  return [...('column' in site ? [site.column] : []), ...Object.values(columns)];
}

/** In bytes. */
const LONGEST_LINE = 32 * 1024 * 1024;

interface Reader {
  /** A table function call over parameters. */
  readonly from: string;
  readonly parameters: Parameters;
  readonly columns: readonly string[];
  /** SQL for a column as text. */
  readonly textOf: (column: string) => string;
}

async function readerOf(connection: DuckDBConnection, file: string, table: TableFile): Promise<Reader> {
  const compression = table.isGzip ? 'gzip' : 'uncompressed';
  switch (table.format) {
    case 'csv': {
      const { delimiter, columns } = table;
      if (new Set(columns).size < columns.length) {
        throw new InputError(file, `line 1: expected each column name once, got ${columns.join(', ')}`);
      }
      return {
        from: `read_csv($file, auto_detect = false, header = true, delim = $delimiter, quote = '"', escape = '"',
          columns = $columns, compression = $compression, max_line_size = ${LONGEST_LINE})`,
        parameters: { file, delimiter, columns: textColumns(columns), compression },
        columns,
        textOf: identifier,
      };
    }
    case 'jsonl': {
      const columns = await describe(
        connection,
        file,
        "read_json($file, format = 'newline_delimited', sample_size = -1, compression = $compression)",
        { file, compression },
      );
      const names = columns.map(({ name }) => name);
      return {
        from: "read_json($file, format = 'newline_delimited', columns = $columns, compression = $compression)",
        parameters: { file, columns: textColumns(names), compression },
        columns: names,
        textOf: identifier,
      };
    }
    case 'parquet': {
      const columns = await describe(connection, file, 'read_parquet($file)', { file });
      const lists = new Set(columns.filter(({ type }) => type.endsWith('[]')).map(({ name }) => name));
      return {
        from: 'read_parquet($file)',
        parameters: { file },
        columns: columns.map(({ name }) => name),
        textOf: (column) =>
          lists.has(column) ? `to_json(${identifier(column)})::VARCHAR` : `${identifier(column)}::VARCHAR`,
      };
    }
  }
}

function textColumns(columns: readonly string[]): DuckDBValue {
  return structValue(Object.fromEntries(columns.map((column) => [column, 'VARCHAR'])));
}

function describe(connection: DuckDBConnection, file: string, from: string, parameters: Parameters) {
  return explained(file, () =>
    select<{ name: string; type: string }>(
      connection,
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`,
      parameters,
    ),
  );
}

/** Says what DuckDB's complaint about a file means. */
async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { message } = cause as Error;
    const csv = /CSV Error on Line: (\d+)/.exec(message);
    const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
    if (csv && columns) {
      const [, expected, found] = columns;
      throw new InputError(file, `line ${csv[1]}: expected ${expected} columns, got ${found}; is it cut short?`, {
        cause,
      });
    }
    if (csv) throw new InputError(file, `line ${csv[1]}: ${complaint(message)}`, { cause });
    if (/malformed json/i.test(message)) {
      throw new InputError(file, `is cut short or damaged: ${complaint(message.replace(/^.*", at/, 'at'))}`, { cause });
    }
    if (/parquet|thrift|magic bytes/i.test(message)) {
      throw new InputError(file, `is cut short or damaged: ${complaint(message)}`, { cause });
    }
    throw cause;
  }
}

function complaint(message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => /unterminated|unicode|too small|magic|end of data|unexpected|maximum line size/i.test(line));
  return (lines[0] ?? message.split('\n', 1)[0]!).replace(/^.*Error: /, '').trim();
}

function identifier(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

function stageTable(mapping: TableMapping, { from, textOf }: Reader): string {
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

async function checkRows(
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

/** Tags are a JSON list, or words with commas between them. The first of equal rows is kept. */
const STAGE_SEEN = `
CREATE OR REPLACE TEMP TABLE staged_seen AS
SELECT
  $runId AS run_id,
  epoch_ms($seenAt::BIGINT) AS seen_at,
  staged.site,
  staged.upload_id,
  staged.artist AS artist_id,
  0 AS artist_rank,
  staged.published_at,
  staged.date_text AS published_raw,
  $publishedField AS published_field,
  staged.title,
  '' AS kind,
  '' AS url,
  CASE
    WHEN staged.tags_text = '' THEN []::VARCHAR[]
    WHEN json_valid(staged.tags_text) AND staged.tags_text LIKE '[%' THEN from_json(staged.tags_text, '["VARCHAR"]')
    ELSE list_transform(string_split(staged.tags_text, ','), LAMBDA tag: trim(tag))
  END AS tags,
  CASE WHEN staged.label_text = '' THEN 'unknown' ELSE staged.label_text END AS label,
  CASE WHEN staged.label_text = '' THEN '' ELSE 'import:label' END AS label_source,
  coalesce(regimes.id, $noRegime) AS label_regime,
  NULL::BOOLEAN AS opt_out
FROM (
  FROM staged_table
  QUALIFY row_number() OVER (PARTITION BY site, upload_id, artist ORDER BY rowid) = 1
) AS staged
ASOF LEFT JOIN staged_regimes AS regimes
  ON staged.site = regimes.site AND staged.published_at >= regimes.since`;

const STAGE_HISTORIES = `
CREATE OR REPLACE TEMP TABLE staged_histories AS
SELECT DISTINCT site, artist_id
FROM staged_seen`;

const SAVE_ARTISTS = `
INSERT INTO artists
SELECT site, artist_id, artist_id, NULL, NULL, NULL, epoch_ms($seenAt::BIGINT), epoch_ms($seenAt::BIGINT)
FROM staged_histories
ON CONFLICT (site, artist_id) DO UPDATE SET
  last_seen_at = greatest(excluded.last_seen_at, artists.last_seen_at)`;

const COUNTS = `
SELECT
  (SELECT count(*)::DOUBLE FROM staged_table) AS "uploadsRead",
  (SELECT count(*)::DOUBLE FROM staged_histories) AS artists`;
