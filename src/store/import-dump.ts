import type { DuckDBConnection } from '@duckdb/node-api';
import { NO_REGIME } from '../core/label-regimes.ts';
import { inTransaction, select } from './connection.ts';
import { type DumpBatch, stageJsonPosts, stageTablePosts } from './dump-posts.ts';
import { saveHistories, stageRegimes } from './import-writes.ts';
import { mergeSightings, mergeUploads } from './upload-writes.ts';

/** How far a bulk import got. Instants are milliseconds since 1970-01-01 UTC. */
export interface DumpProgress {
  /** Index of the file that is being read. */
  readonly part: number;
  /** Uncompressed bytes of that file that are stored; of tables, the last stored post id. */
  readonly position: number;
  /** Lines of that file before `position`. */
  readonly lines: number;
  readonly records: number;
  readonly uploadsRead: number;
  readonly uploadsAdded: number;
  /** Posts that name no artist. */
  readonly nameless: number;
  /** Records that could not be read, and where the first of them stand. */
  readonly badRecords: number;
  readonly badPlaces: readonly string[];
  readonly lastPublishedAt: number;
}

export interface DumpRules {
  readonly site: string;
  /** Artist tags that name nobody. */
  readonly artistMarks: readonly string[];
  readonly labelSource: string;
  readonly urlPrefix: string;
}

export interface DumpRun {
  /** Names the dump: an import of it that was cut off is found again by this. */
  readonly source: string;
  /** Changes when a file of the dump does; progress of another fingerprint is void. */
  readonly fingerprint: string;
  readonly runId: string;
  readonly seenAt: number;
  readonly rules: DumpRules;
}

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

/** Why an artist's history is partial while, or because, an import of a dump has not ended. */
const NOT_ENDED = 'an import of a dump has not ended';

const FIND_PROGRESS = `
SELECT progress
FROM import_progress
WHERE source = $source AND fingerprint = $fingerprint`;
const SAVE_PROGRESS = 'INSERT OR REPLACE INTO import_progress VALUES ($source, $fingerprint, $progress)';
const DROP_PROGRESS = 'DELETE FROM import_progress WHERE source = $source';
const DROP_ARTISTS = 'DELETE FROM import_artists WHERE source = $source';

/**
 * Where an import of this dump was cut off; undefined for one that never began or has ended. An import of other files
 * under the same name is forgotten.
 */
export function beginDump(
  connection: DuckDBConnection,
  { source, fingerprint }: DumpRun,
): Promise<DumpProgress | undefined> {
  return inTransaction(connection, async () => {
    const [row] = await select<{ progress: string }>(connection, FIND_PROGRESS, { source, fingerprint });
    if (row !== undefined) return JSON.parse(row.progress) as DumpProgress; // written by writeDumpBatch alone
    await forget(connection, source);
    return undefined;
  });
}

async function forget(connection: DuckDBConnection, source: string): Promise<void> {
  await connection.run(DROP_ARTISTS, { source });
  await connection.run(DROP_PROGRESS, { source });
}

/**
 * Stores a batch of posts and how far the dump is read with it, in one transaction.
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
    if (batch.kind === 'json') await stageJsonPosts(connection, batch);
    else await stageTablePosts(connection, batch);
    await stageRegimes(connection);
    const { source, fingerprint, runId, seenAt, rules } = run;
    await connection.run(STAGE_SEEN, {
      runId,
      seenAt,
      site: rules.site,
      marks: JSON.stringify(rules.artistMarks),
      labelSource: rules.labelSource,
      urlPrefix: rules.urlPrefix,
      noRegime: NO_REGIME,
    });
    await connection.run(STAGE_KNOWN);
    const [counts] = await select<Omit<BatchCounts, 'badRows'>>(connection, COUNTS);
    const bad = counts!.records === (await readable(connection)) ? [] : await select<BadRow>(connection, BAD_ROWS);
    const after = await progressAfter({ ...counts!, badRows: bad });
    await connection.run(ADD_UPLOADS);
    await connection.run(ADD_SIGHTINGS);
    if (counts!.uploadsAdded < counts!.uploadsRead) {
      await connection.run(mergeUploads(KNOWN));
      await connection.run(mergeSightings(KNOWN));
    }
    await connection.run(STAGE_HISTORIES);
    await connection.run(ADD_ARTISTS, { seenAt });
    await connection.run(ADD_TO_IMPORT, { source });
    await connection.run(ADD_FRONTIER, { seenAt, reason: NOT_ENDED });
    await connection.run(SAVE_PROGRESS, { source, fingerprint, progress: JSON.stringify(after) });
    for (const table of ['staged_posts', 'staged_seen', 'staged_known']) await connection.run(`DROP TABLE ${table}`);
    return after;
  });
}

/**
 * Ends an import: the artists of the dump become complete up to its last post, or partial for the reason given.
 *
 * @returns how many artists the dump names
 */
export function finishDump(
  connection: DuckDBConnection,
  { source, seenAt }: Pick<DumpRun, 'source' | 'seenAt'>,
  { partial, lastPublishedAt }: { partial: string | undefined; lastPublishedAt: number },
): Promise<number> {
  return inTransaction(connection, async () => {
    await connection.run(STAGE_IMPORTED, { source });
    await saveHistories(connection, {
      state: partial === undefined ? 'complete' : 'partial',
      reason: partial ?? null,
      seenAt,
    });
    if (partial === undefined) await connection.run(EXTEND_HISTORIES, { lastPublishedAt });
    await forget(connection, source);
    const [row] = await select<{ artists: number }>(connection, COUNT_IMPORTED);
    return row!.artists;
  });
}

/** One row for each named artist of a post; of a post that stands twice in the batch, the first. */
const STAGE_SEEN = `
CREATE OR REPLACE TEMP TABLE staged_seen AS
SELECT
  $runId AS run_id,
  epoch_ms($seenAt::BIGINT) AS seen_at,
  $site AS site,
  named.upload_id,
  named.artist_id,
  named.artist_rank,
  named.published_at,
  named.date_text AS published_raw,
  'created_at' AS published_field,
  '' AS title,
  named.kind,
  $urlPrefix || named.upload_id AS url,
  named.tags,
  CASE
    WHEN list_contains(named.tags, 'ai-generated') THEN 'yes'
    WHEN list_contains(named.tags, 'ai-assisted') THEN 'assisted'
    WHEN regimes.id IS NULL THEN 'unknown'
    ELSE 'no'
  END AS label,
  $labelSource AS label_source,
  coalesce(regimes.id, $noRegime) AS label_regime,
  NULL::BOOLEAN AS opt_out,
  true AS is_listed
FROM (
  SELECT
    upload_id,
    published_at,
    date_text,
    kind,
    tags,
    unnest(names) AS artist_id,
    generate_subscripts(names, 1)::INTEGER - 1 AS artist_rank
  FROM (
    SELECT *, list_filter(artists, LAMBDA name: NOT list_contains(from_json($marks, '["VARCHAR"]'), name)) AS names
    FROM staged_posts
    WHERE rowid IN (SELECT min(rowid) FROM staged_posts WHERE is_post GROUP BY upload_id)
  )
) AS named
ASOF LEFT JOIN (FROM staged_regimes WHERE site = $site) AS regimes
  ON named.published_at >= regimes.since`;

/** An inner join lets DuckDB pass over the row groups of uploads that hold none of the batch's ids. */
const STAGE_KNOWN = `
CREATE OR REPLACE TEMP TABLE staged_known AS
SELECT seen.upload_id, seen.artist_id
FROM uploads
JOIN staged_seen AS seen
  ON uploads.upload_id = seen.upload_id AND uploads.artist_id = seen.artist_id AND uploads.site = seen.site`;

const KNOWN = 'FROM staged_seen SEMI JOIN staged_known USING (upload_id, artist_id)';
const NEW = 'FROM staged_seen AS seen ANTI JOIN staged_known USING (upload_id, artist_id)';

const ADD_UPLOADS = `
INSERT INTO uploads BY NAME
SELECT
  site, upload_id, artist_id, artist_rank, published_at, date_trunc('month', published_at)::DATE AS month,
  published_raw, published_field, title, kind, url, tags, label::label AS label, label_source, label_regime,
  seen_at AS label_seen_at, opt_out
${NEW}`;

const ADD_SIGHTINGS = `
INSERT INTO sightings BY NAME
SELECT
  run_id, site, upload_id, artist_id, seen_at, title, tags, label::label AS label, label_source, opt_out, is_listed
${NEW}`;

const COUNTS = `
SELECT
  (SELECT count(*)::DOUBLE FROM staged_posts) AS records,
  (SELECT count(*)::DOUBLE FROM staged_seen) AS "uploadsRead",
  (SELECT count(*)::DOUBLE ${NEW}) AS "uploadsAdded",
  (SELECT count(*)::DOUBLE FROM staged_posts WHERE is_post)
    - (SELECT count(DISTINCT upload_id)::DOUBLE FROM staged_seen) AS nameless,
  (SELECT epoch_ms(max(published_at))::DOUBLE FROM staged_posts WHERE is_post) AS "lastPublishedAt"`;

async function readable(connection: DuckDBConnection): Promise<number> {
  const [row] = await select<{ posts: number }>(
    connection,
    'SELECT count(*)::DOUBLE AS posts FROM staged_posts WHERE is_post',
  );
  return row!.posts;
}

const BAD_ROWS = `
SELECT
  (rowid - (SELECT min(rowid) FROM staged_posts))::DOUBLE AS row,
  upload_id AS "uploadId"
FROM staged_posts
WHERE NOT is_post
ORDER BY rowid`;

const STAGE_HISTORIES = `
CREATE OR REPLACE TEMP TABLE staged_histories AS
SELECT DISTINCT site, artist_id
FROM staged_seen`;

const ADD_ARTISTS = `
INSERT INTO artists BY NAME
SELECT
  site,
  artist_id,
  artist_id AS name,
  epoch_ms($seenAt::BIGINT) AS first_seen_at,
  epoch_ms($seenAt::BIGINT) AS last_seen_at
FROM staged_histories
ON CONFLICT (site, artist_id) DO UPDATE SET
  last_seen_at = greatest(excluded.last_seen_at, artists.last_seen_at)`;

const ADD_TO_IMPORT = `
INSERT INTO import_artists
SELECT $source, site, artist_id
FROM staged_histories
WHERE NOT EXISTS (
  FROM import_artists AS old
  WHERE old.source = $source AND old.site = staged_histories.site AND old.artist_id = staged_histories.artist_id
)`;

const ADD_FRONTIER = `
INSERT INTO frontier BY NAME
SELECT
  site,
  artist_id,
  'partial'::crawl_state AS state,
  $reason AS reason,
  0 AS hidden,
  false AS has_labels,
  epoch_ms($seenAt::BIGINT) AS seen_at
FROM staged_histories
ON CONFLICT (site, artist_id) DO NOTHING`;

const STAGE_IMPORTED = `
CREATE OR REPLACE TEMP TABLE staged_histories AS
SELECT site, artist_id
FROM import_artists
WHERE source = $source`;

const COUNT_IMPORTED = 'SELECT count(*)::DOUBLE AS artists FROM staged_histories';

/** A history that was read later than the dump's last post, by a crawl or from a newer dump, stays known that far. */
const EXTEND_HISTORIES = `
UPDATE frontier
SET observed_until = greatest(frontier.observed_until, epoch_ms($lastPublishedAt::BIGINT))
FROM staged_histories AS imported
WHERE frontier.site = imported.site
  AND frontier.artist_id = imported.artist_id
  AND frontier."cursor" IS NULL
  AND frontier.state = 'complete'`;
