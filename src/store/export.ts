import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { chooseArtists } from './activity.ts';
import { selectColumns } from './columns.ts';
import { firstLine, storeError } from './connection.ts';
import { ExportError } from './errors.ts';
import { monthsBy } from './series-counts.ts';
import type { MonthsBy, TableFormat, TableName } from './types.ts';

interface ExportedTable {
  readonly sql: string;
  /** Columns that CSV, which has only text, writes differently. */
  readonly csv: string;
  /** Times, which Parquet should know to be UTC. */
  readonly parquet: string;
}

const isoText = (column: string) => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${column}`;

const utc = (column: string) => `${column}::TIMESTAMPTZ AS ${column}`;

const TABLES: Readonly<Record<TableName, ExportedTable>> = {
  uploads: {
    sql: `
SELECT
  uploads.site,
  coalesce(artists.name, uploads.artist_id) AS artist,
  uploads.upload_id,
  uploads.published_at,
  strftime(uploads.month, '%Y-%m') AS month,
  uploads.label,
  uploads.opt_out,
  uploads.artist_id,
  uploads.artist_rank,
  uploads.uploader_id,
  uploads.title,
  uploads.kind,
  uploads.url,
  uploads.tags,
  uploads.label_source,
  uploads.label_regime,
  uploads.published_raw,
  uploads.published_field,
  uploads.label_seen_at
FROM uploads
LEFT JOIN artists USING (site, artist_id)
ORDER BY uploads.site, uploads.artist_id, uploads.published_at, uploads.upload_id`,
    csv: `${isoText('published_at')}, ${isoText('label_seen_at')}, to_json(tags)::VARCHAR AS tags`,
    parquet: `${utc('published_at')}, ${utc('label_seen_at')}`,
  },
  artists: {
    sql: `
SELECT
  site,
  name AS artist,
  artist_id,
  followers::INTEGER AS followers,
  followers_kind,
  works_claimed::INTEGER AS works_claimed,
  first_seen_at,
  last_seen_at
FROM artists
ORDER BY site, artist_id`,
    csv: `${isoText('first_seen_at')}, ${isoText('last_seen_at')}`,
    parquet: `${utc('first_seen_at')}, ${utc('last_seen_at')}`,
  },
  shares: {
    sql: `
SELECT
  site,
  strftime(month, '%Y-%m') AS month,
  label_regime,
  uploads::INTEGER AS uploads,
  labelled::INTEGER AS labelled,
  yes::INTEGER AS yes,
  assisted::INTEGER AS assisted,
  share,
  low,
  high
FROM shares
ORDER BY site, shares.month, label_regime`,
    csv: 'month AS month',
    parquet: 'month AS month',
  },
  'share-estimates': {
    sql: `
SELECT
  site,
  strftime(month, '%Y-%m') AS month,
  assisted_weight,
  label_regime,
  uploads::INTEGER AS uploads,
  labelled::INTEGER AS labelled,
  observed,
  design_effect,
  corrected,
  corrected_low,
  corrected_high,
  low,
  median,
  high,
  basis
FROM share_estimates
ORDER BY site, share_estimates.month, assisted_weight`,
    csv: 'month AS month',
    parquet: 'month AS month',
  },
  'share-draws': {
    sql: `
SELECT
  site,
  assisted_weight,
  draw,
  strftime(month, '%Y-%m') AS month,
  uploads::INTEGER AS uploads,
  share
FROM share_draws
ORDER BY site, assisted_weight, draw, share_draws.month`,
    csv: 'month AS month',
    parquet: 'month AS month',
  },
  coverage: {
    sql: `
SELECT
  site,
  artist,
  state,
  reason,
  uploads::INTEGER AS uploads,
  artist_id,
  works_claimed::INTEGER AS works_claimed,
  hidden::INTEGER AS hidden,
  observed_until
FROM coverage
ORDER BY site, artist_id`,
    csv: isoText('observed_until'),
    parquet: utc('observed_until'),
  },
  months: {
    sql: `
SELECT
  site,
  artist,
  strftime(month, '%Y-%m') AS month,
  uploads::INTEGER AS uploads,
  is_lower_bound,
  reason,
  artist_id
FROM months
ORDER BY site, artist_id, months.month`,
    csv: 'month AS month',
    parquet: 'month AS month',
  },
  withdrawals: {
    sql: `
SELECT
  withdrawals.site,
  artists.name AS artist,
  withdrawals.upload_id,
  uploads.published_at,
  withdrawals.last_seen_at,
  withdrawals.missed_at,
  withdrawals.returned_at,
  withdrawals.withdrawn,
  withdrawals.artist_id
FROM withdrawals
JOIN artists USING (site, artist_id)
JOIN uploads USING (site, artist_id, upload_id)
ORDER BY withdrawals.site, withdrawals.artist_id, withdrawals.last_seen_at, withdrawals.upload_id`,
    csv: ['published_at', 'last_seen_at', 'missed_at', 'returned_at'].map(isoText).join(', '),
    parquet: ['published_at', 'last_seen_at', 'missed_at', 'returned_at'].map(utc).join(', '),
  },
};

/**
 * Writes uploads and active artists by site, month and a dimension to a file, as `exportTable` does. Call it inside a
 * transaction.
 */
export async function exportMonthsBy(
  connection: DuckDBConnection,
  dimension: MonthsBy,
  format: TableFormat,
  file: string,
): Promise<{ rows: number }> {
  await chooseArtists(connection, undefined);
  return writeFileWhole(
    connection,
    { sql: monthsBy(dimension), csv: 'month AS month', parquet: 'month AS month' },
    format,
    file,
  );
}

/**
 * Writes a table to a file in a fixed order of rows. The file appears whole or not at all: it is written under a
 * temporary name beside its place, then renamed.
 *
 * @throws ExportError if there is no such folder, or the file cannot be written
 * @throws StoreFullError if no space is left
 */
export async function exportTable(
  connection: DuckDBConnection,
  name: TableName,
  format: TableFormat,
  file: string,
): Promise<{ rows: number }> {
  return writeFileWhole(connection, TABLES[name], format, file);
}

async function writeFileWhole(
  connection: DuckDBConnection,
  table: ExportedTable,
  format: TableFormat,
  file: string,
): Promise<{ rows: number }> {
  if (!existsSync(dirname(file))) throw new ExportError(file, `there is no folder ${dirname(file)}`);
  const partial = `${file}.${process.pid}.partial`;
  try {
    const rows = await writeTable(connection, table, format, partial);
    renameSync(partial, file);
    return { rows };
  } catch (cause) {
    rmSync(partial, { force: true });
    const error = storeError(file, cause);
    if (error !== cause) throw error;
    throw new ExportError(file, cause instanceof Error ? firstLine(cause.message) : String(cause), { cause });
  }
}

async function writeTable(
  connection: DuckDBConnection,
  { sql, csv, parquet }: ExportedTable,
  format: TableFormat,
  file: string,
): Promise<number> {
  switch (format) {
    case 'csv': {
      const query = `COPY (SELECT * REPLACE (${csv}) FROM (${sql})) TO $file (FORMAT csv, HEADER)`;
      return (await connection.run(query, { file })).rowsChanged;
    }
    case 'parquet': {
      const query = `COPY (SELECT * REPLACE (${parquet}) FROM (${sql})) TO $file (FORMAT parquet, COMPRESSION zstd)`;
      return (await connection.run(query, { file })).rowsChanged;
    }
    case 'arrow': {
      // Only this format needs apache-arrow, which costs a tenth of a second to load.
      const [{ arrowFromColumns }, { tableToIPC }] = await Promise.all([import('./arrow.ts'), import('apache-arrow')]);
      const result = await selectColumns(connection, sql);
      writeFileSync(file, tableToIPC(arrowFromColumns(result), 'file'));
      return result.rows;
    }
  }
}
