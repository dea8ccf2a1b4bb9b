import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction, select } from './connection.ts';
import { addDumpArtists } from './dump-artists.ts';
import { type DumpBatch, stagePosts } from './dump-posts.ts';
import { type DumpProgress, type DumpRun, saveProgress } from './dump-progress.ts';
import { IS_NEWS, mergeSightings, mergeUploads, TELLS_UPLOADER } from './upload-writes.ts';

export interface BatchCounts {
  readonly records: number;
  readonly uploadsRead: number;
  readonly uploadsAdded: number;
  readonly nameless: number;
  readonly badRows: readonly BadRow[];
  /** Null if the batch holds no post. */
  readonly lastPublishedAt: number | null;
}

/** A row that is no post. */
export interface BadRow {
  /** From 0 within the batch; blank lines are not counted. */
  readonly row: number;
  readonly uploadId: string | null;
}

/**
 * Stores a batch of posts and how far the dump is read with it, in one transaction. An upload that is stored already
 * gets a sighting where the dump says something else about it; for new ones the run of the import says enough.
 *
 * @param progressAfter the progress to store, from what the batch held; what it throws undoes the batch
 */
export function writeDumpBatch(
  connection: DuckDBConnection,
  run: DumpRun,
  batch: DumpBatch,
  progressAfter: (counts: BatchCounts) => Promise<DumpProgress>,
): Promise<DumpProgress> {
  return inTransaction(connection, async () => {
    const { runId, seenAt, rules } = run;
    const { site, labelSource, urlPrefix } = rules;
    await stagePosts(connection, batch, rules);
    const [held] = await select<Held>(connection, HELD);
    const { bad, ...posts } = held!;
    const badRows = bad === 0 ? [] : await select<BadRow>(connection, BAD_ROWS);
    await connection.run(DROP_REPEATED);
    await connection.run(STAGE_KNOWN, { runId, seenAt, site, labelSource });
    const [uploads] = await select<{ uploadsRead: number; uploadsAdded: number; changes: number }>(connection, UPLOADS);
    const { changes, ...counts } = uploads!;
    const after = await progressAfter({ ...posts, ...counts, badRows });
    await connection.run(ADD_UPLOADS, { seenAt, site, labelSource, urlPrefix });
    if (changes > 0) {
      await connection.run(mergeUploads(CHANGES));
      await connection.run(mergeSightings(NEWS));
    }
    await addDumpArtists(connection, run);
    await saveProgress(connection, run, after);
    for (const table of STAGED) await connection.run(`DROP TABLE ${table}`);
    return after;
  });
}

const STAGED = ['staged_posts', 'staged_known', 'staged_histories'];

interface Held extends Pick<BatchCounts, 'records' | 'nameless' | 'lastPublishedAt'> {
  readonly bad: number;
}

const HELD = `
SELECT
  count(*) FILTER (artist_rank = 0)::DOUBLE AS records,
  count(*) FILTER (NOT is_post)::DOUBLE AS bad,
  count(*) FILTER (is_post AND artist_id IS NULL)::DOUBLE AS nameless,
  epoch_ms(max(published_at) FILTER (is_post))::DOUBLE AS "lastPublishedAt"
FROM staged_posts`;

const BAD_ROWS = `
SELECT row, upload_id AS "uploadId"
FROM (
  SELECT (row_number() OVER (ORDER BY rowid) - 1)::DOUBLE AS row, upload_id, is_post
  FROM staged_posts
  WHERE artist_rank = 0
)
WHERE NOT is_post
ORDER BY row`;

/** Leaves one row for each artist of a post; of those that stand twice in the batch, the first. */
const DROP_REPEATED = `
DELETE FROM staged_posts
WHERE rowid NOT IN (SELECT min(rowid) FROM staged_posts WHERE artist_id IS NOT NULL GROUP BY upload_id, artist_id)`;

/** An inner join lets DuckDB pass over the row groups of uploads that hold none of the batch's ids. */
const STAGE_KNOWN = `
CREATE OR REPLACE TEMP TABLE staged_known AS
SELECT
  $runId AS run_id, seen.site, seen.upload_id, seen.artist_id, epoch_ms($seenAt::BIGINT) AS seen_at, seen.title,
  seen.artist_rank, seen.published_at, seen.date_text AS published_raw, 'created_at' AS published_field, seen.kind,
  old.url, seen.tags, seen.label, seen.label_source, seen.label_regime, seen.opt_out,
  seen.uploader_id, ${IS_NEWS} AS is_news, ${TELLS_UPLOADER} AS tells_uploader
FROM uploads AS old
JOIN (
  SELECT *, $site AS site, '' AS title, $labelSource AS label_source, NULL::BOOLEAN AS opt_out
  FROM staged_posts
) AS seen
  ON old.upload_id = seen.upload_id AND old.artist_id = seen.artist_id
WHERE old.site = $site`;

const NEWS = 'FROM staged_known WHERE is_news';
const CHANGES = 'FROM staged_known WHERE is_news OR tells_uploader';

const UPLOADS = `
SELECT
  read::DOUBLE AS "uploadsRead",
  (read - known)::DOUBLE AS "uploadsAdded",
  changes::DOUBLE AS changes
FROM
  (SELECT count(*) AS read FROM staged_posts),
  (SELECT count(*) AS known, count(*) FILTER (is_news OR tells_uploader) AS changes FROM staged_known)`;

const ADD_UPLOADS = `
INSERT INTO uploads BY NAME
SELECT
  $site AS site,
  upload_id,
  artist_id,
  artist_rank,
  published_at,
  date_trunc('month', published_at)::DATE AS month,
  date_text AS published_raw,
  'created_at' AS published_field,
  '' AS title,
  kind,
  $urlPrefix || upload_id AS url,
  tags,
  label::label AS label,
  $labelSource AS label_source,
  label_regime,
  epoch_ms($seenAt::BIGINT) AS label_seen_at,
  NULL::BOOLEAN AS opt_out,
  uploader_id
FROM staged_posts
ANTI JOIN staged_known USING (upload_id, artist_id)`;
