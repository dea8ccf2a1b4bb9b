import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction, select } from './connection.ts';
import { type DumpRun, forgetProgress } from './dump-progress.ts';
import { saveHistories, saveHistoryArtists } from './import-writes.ts';

/** Why an artist's history is partial while, or because, an import of a dump has not ended. */
const NOT_ENDED = 'an import of a dump has not ended';

/** Each artist of a dump once: an upsert of all the artists of every batch would cost more than their uploads. */
const STAGE_HISTORIES = `
CREATE OR REPLACE TEMP TABLE staged_histories AS
SELECT DISTINCT $site AS site, artist_id
FROM staged_posts
WHERE artist_id NOT IN (SELECT artist_id FROM import_artists WHERE source = $source AND site = $site)`;

const ADD_TO_IMPORT = 'INSERT INTO import_artists SELECT $source, site, artist_id FROM staged_histories';

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

/** Stores the artists of the posts in `staged_posts` that no earlier batch named, as partial. */
export async function addDumpArtists(
  connection: DuckDBConnection,
  { source, seenAt, rules: { site } }: DumpRun,
): Promise<void> {
  await connection.run(STAGE_HISTORIES, { source, site });
  await connection.run(ADD_TO_IMPORT, { source });
  await saveHistoryArtists(connection, seenAt);
  await connection.run(ADD_FRONTIER, { seenAt, reason: NOT_ENDED });
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
    await forgetProgress(connection, source);
    const [row] = await select<{ artists: number }>(connection, COUNT_IMPORTED);
    return row!.artists;
  });
}

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
