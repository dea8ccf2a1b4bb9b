import type { DuckDBConnection } from '@duckdb/node-api';
import { NO_REGIME } from '../core/label-regimes.ts';
import { inTransaction, select } from './connection.ts';
import { countUploads, saveHistories, stageRegimes } from './import-writes.ts';
import { inspectTable } from './table-file.ts';
import { readerOf } from './table-reader.ts';
import { checkRows, stageTable } from './table-rows.ts';
import type { ImportCounts, TableSource } from './types.ts';
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
    await stageTable(connection, source, await readerOf(connection, file, table));
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
  NULL::BOOLEAN AS opt_out,
  NULL::VARCHAR AS uploader_id
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
