import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { PassState } from './types.ts';

const STATES = `
SELECT
  frontier.artist_id AS "artistId",
  epoch_ms(frontier.observed_until)::DOUBLE AS "observedUntil",
  epoch_ms(max(passes.ended_at) FILTER (outcome IS NULL))::DOUBLE AS "openUntil",
  max(passes.kind) FILTER (outcome IS NULL) AS "openKind",
  epoch_ms(max(passes.ended_at) FILTER (outcome IS NOT NULL))::DOUBLE AS "lastEndedAt",
  epoch_ms(max(passes.started_at) FILTER (outcome = 'whole' AND passes.kind = 'full'))::DOUBLE AS "lastFullAt",
  arg_max(passes.front_mark, passes.started_at) FILTER (outcome = 'whole') AS "frontMark"
FROM frontier
LEFT JOIN passes USING (site, artist_id)
WHERE frontier.site = $site
GROUP BY frontier.artist_id, frontier.observed_until
ORDER BY frontier.artist_id`;

/** What earlier readings of the lists of a site's artists say about the next; ordered by artist id. */
export function readPassStates(connection: DuckDBConnection, site: string): Promise<PassState[]> {
  return select<PassState>(connection, STATES, { site });
}

const UPLOAD_IDS = `
SELECT upload_id AS "uploadId"
FROM uploads
WHERE site = $site AND artist_id = $artistId`;

export async function readUploadIds(
  connection: DuckDBConnection,
  site: string,
  artistId: string,
): Promise<ReadonlySet<string>> {
  const rows = await select<{ uploadId: string }>(connection, UPLOAD_IDS, { site, artistId });
  return new Set(rows.map(({ uploadId }) => uploadId));
}
