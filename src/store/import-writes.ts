import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { Artist } from '../core/records.ts';
import { type Column, stage } from './append.ts';
import { writeArtists } from './artists.ts';
import { inTransaction, select } from './connection.ts';
import type { ImportBatch, ImportCounts } from './types.ts';
import { writeUploads } from './upload-writes.ts';

const COLUMNS: readonly Column<Artist>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
];

const SAVE_ARTISTS = `
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

/** A crawl that is under way keeps its cursor, one that is complete stays so. */
const SAVE_FRONTIER = `
INSERT INTO frontier
SELECT DISTINCT
  site,
  artist_id,
  $state::crawl_state,
  NULL,
  $reason,
  0,
  false,
  epoch_ms($seenAt::BIGINT),
  NULL::TIMESTAMP
FROM staged_histories
ON CONFLICT (site, artist_id) DO UPDATE SET
  state = excluded.state,
  reason = excluded.reason,
  seen_at = excluded.seen_at
WHERE frontier."cursor" IS NULL AND frontier.state IN ('pending', 'partial')`;

/** Stores uploads read from files, and their artists, in one transaction. */
export async function writeImport(connection: DuckDBConnection, batch: ImportBatch): Promise<ImportCounts> {
  const { runId, artists, uploads, state, reason, seenAt } = batch;
  return inTransaction(connection, async () => {
    const before = await countUploads(connection);
    await writeArtists(connection, artists, seenAt);
    await writeUploads(
      connection,
      uploads.map((upload) => ({ upload, runId, seenAt })),
    );
    await stage(connection, 'staged_histories', COLUMNS, artists);
    await saveHistories(connection, { state, reason, seenAt });
    return {
      uploadsRead: uploads.length,
      uploadsAdded: (await countUploads(connection)) - before,
      artists: new Set(artists.map(({ site, artistId }) => JSON.stringify([site, artistId]))).size,
    };
  });
}

/** Puts the artists of the table `staged_histories` into the frontier. */
export async function saveHistories(
  connection: DuckDBConnection,
  history: Pick<ImportBatch, 'state' | 'reason' | 'seenAt'>,
): Promise<void> {
  await connection.run(SAVE_FRONTIER, { ...history });
}

/** Stores the artists of the table `staged_histories`, of whom only the id is known. */
export async function saveHistoryArtists(connection: DuckDBConnection, seenAt: number): Promise<void> {
  await connection.run(SAVE_ARTISTS, { seenAt });
}

async function countUploads(connection: DuckDBConnection): Promise<number> {
  const [row] = await select<{ uploads: number }>(connection, 'SELECT count(*)::DOUBLE AS uploads FROM uploads');
  return row!.uploads;
}
