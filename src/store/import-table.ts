import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction, select } from './connection.ts';
import { saveHistories, saveHistoryArtists } from './import-writes.ts';
import { labelRegime } from './label-regime.ts';
import { inspectTable } from './table-file.ts';
import { checkRows, stageTable, tableRows } from './table-rows.ts';
import type { ImportCounts, TableMapping, TableSource } from './types.ts';
import { IS_NEWS, mergeSightings, mergeUploads } from './upload-writes.ts';

/**
 * Reads a table of uploads from a CSV, JSONL or Parquet file, in DuckDB itself, and stores it in one transaction: all
 * of it or nothing. Each artist's history counts as complete. A second import of the same file adds nothing. An upload
 * that is stored already gets a sighting where the table says something else about it; for new ones the run of the
 * import says enough.
 *
 * @throws InputError naming the file, the row, the column and what was expected
 */
export async function importTable(connection: DuckDBConnection, source: TableSource): Promise<ImportCounts> {
  const table = await inspectTable(source.file);
  try {
    await stageTable(connection, source, table);
    const { rows, distinct } = await checkRows(connection, source, table);
    if (distinct < rows) await connection.run(dropRepeated(source.mapping));
    await connection.run(stageHistories(source.mapping));
    return { uploadsRead: rows, ...(await inTransaction(connection, () => storeStaged(connection, source))) };
  } finally {
    for (const staged of STAGED) await connection.run(`DROP TABLE IF EXISTS ${staged}`);
  }
}

/** Staged before the transaction: DuckDB plans poorly with tables of its own transaction, and reads them with one thread. */
const STAGED = ['staged_table', 'staged_known', 'staged_histories'];

async function storeStaged(
  connection: DuckDBConnection,
  { mapping, runId, seenAt }: TableSource,
): Promise<Omit<ImportCounts, 'uploadsRead'>> {
  const seen = { runId, seenAt, publishedField: mapping.publishedAt };
  await connection.run(stageKnown(mapping), seen);
  const [counts] = await select<{ news: number; artists: number }>(connection, COUNTS);
  const { news, artists } = counts!;
  const { rowsChanged: uploadsAdded } = await connection.run(addUploads(mapping), seen);
  if (news > 0) {
    await connection.run(mergeUploads(newsOf(mapping)), seen);
    await connection.run(mergeSightings(newsOf(mapping)), seen);
  }
  await saveHistoryArtists(connection, seenAt);
  await saveHistories(connection, { state: 'complete', reason: null, seenAt });
  return { uploadsAdded, artists };
}

/** The first of equal rows is kept. */
const dropRepeated = (mapping: TableMapping) => `
DELETE FROM staged_table
WHERE rowid NOT IN (SELECT min(position) FROM (${tableRows(mapping)}) GROUP BY site, upload_id, artist_id)`;

/** The uploads of the table. Tags are a JSON list, or words with commas between them. */
const seenUploads = (mapping: TableMapping) => `
SELECT
  $runId AS run_id,
  epoch_ms($seenAt::BIGINT) AS seen_at,
  site,
  upload_id,
  artist_id,
  0 AS artist_rank,
  published_at,
  date_text AS published_raw,
  $publishedField AS published_field,
  title,
  '' AS kind,
  '' AS url,
  CASE
    WHEN tags_text = '' THEN []::VARCHAR[]
    WHEN json_valid(tags_text) AND tags_text LIKE '[%' THEN from_json(tags_text, '["VARCHAR"]')
    ELSE list_transform(string_split(tags_text, ','), LAMBDA tag: trim(tag))
  END AS tags,
  coalesce(label, 'unknown') AS label,
  CASE WHEN label IS NULL THEN '' ELSE 'import:label' END AS label_source,
  ${labelRegime('site')} AS label_regime,
  NULL::BOOLEAN AS opt_out,
  NULL::VARCHAR AS uploader_id
FROM (${tableRows(mapping)})`;

/** An inner join lets DuckDB pass over the row groups of uploads that hold none of the table's ids. */
const stageKnown = (mapping: TableMapping) => `
CREATE OR REPLACE TEMP TABLE staged_known AS
SELECT seen.site, seen.upload_id, seen.artist_id, ${IS_NEWS} AS is_news
FROM uploads AS old
JOIN (${seenUploads(mapping)}) AS seen
  ON old.upload_id = seen.upload_id AND old.artist_id = seen.artist_id AND old.site = seen.site`;

const COUNTS = `
SELECT
  (SELECT count(*) FILTER (is_news)::DOUBLE FROM staged_known) AS news,
  (SELECT count(*)::DOUBLE FROM staged_histories) AS artists`;

const newsOf = (mapping: TableMapping) => `
FROM (${seenUploads(mapping)})
SEMI JOIN (FROM staged_known WHERE is_news) AS known USING (site, upload_id, artist_id)`;

const addUploads = (mapping: TableMapping) => `
INSERT INTO uploads BY NAME
SELECT
  * EXCLUDE (run_id, seen_at),
  date_trunc('month', published_at)::DATE AS month,
  CASE WHEN label_source <> '' THEN seen_at END AS label_seen_at
FROM (${seenUploads(mapping)})
ANTI JOIN staged_known USING (site, upload_id, artist_id)`;

const stageHistories = (mapping: TableMapping) => `
CREATE OR REPLACE TEMP TABLE staged_histories AS
SELECT DISTINCT site, artist_id
FROM (${tableRows(mapping)})`;
