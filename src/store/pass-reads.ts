import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { PassState } from './types.ts';

const STATES = `
WITH last_whole AS (
  SELECT artist_id, front_mark, front_url, front_etag, front_last_modified
  FROM passes
  WHERE site = $site AND outcome = 'whole'
  QUALIFY row_number() OVER (PARTITION BY artist_id ORDER BY started_at DESC) = 1
)
SELECT
  frontier.artist_id AS "artistId",
  epoch_ms(frontier.observed_until)::DOUBLE AS "observedUntil",
  epoch_ms(max(passes.ended_at) FILTER (outcome IS NULL))::DOUBLE AS "openUntil",
  max(passes.kind) FILTER (outcome IS NULL) AS "openKind",
  epoch_ms(max(passes.ended_at) FILTER (outcome IS NOT NULL))::DOUBLE AS "lastEndedAt",
  epoch_ms(max(passes.started_at) FILTER (outcome = 'whole' AND passes.kind = 'full'))::DOUBLE AS "lastFullAt",
  any_value(last_whole.front_mark) AS "frontMark",
  any_value(last_whole.front_url) AS "frontUrl",
  any_value(last_whole.front_etag) AS "frontEtag",
  any_value(last_whole.front_last_modified) AS "frontLastModified"
FROM frontier
LEFT JOIN passes USING (site, artist_id)
LEFT JOIN last_whole USING (artist_id)
WHERE frontier.site = $site
GROUP BY frontier.artist_id, frontier.observed_until
ORDER BY frontier.artist_id`;

/** What earlier readings of the lists of a site's artists say about the next; ordered by artist id. */
export async function readPassStates(connection: DuckDBConnection, site: string): Promise<PassState[]> {
  const rows = await select<PassRow>(connection, STATES, { site });
  return rows.map(({ frontUrl: url, frontEtag: etag, frontLastModified: lastModified, ...state }) => ({
    ...state,
    front: url === null ? null : { url, etag, lastModified },
  }));
}

interface PassRow extends Omit<PassState, 'front'> {
  readonly frontUrl: string | null;
  readonly frontEtag: string | null;
  readonly frontLastModified: string | null;
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
