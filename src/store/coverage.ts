import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { Coverage } from './types.ts';

/** Works that are listed again are not withdrawn; an incremental reading sees a part and is none to miss works. */
export const COVERAGE = `
WITH readings AS (
  SELECT
    site,
    artist_id,
    outcome = 'gone' OR (kind = 'full' AND outcome = 'whole') AS can_miss,
    row_number() OVER (PARTITION BY site, artist_id ORDER BY started_at) > 1 AS is_later
  FROM passes
), rereadings AS (
  SELECT site, artist_id, count(*) AS rereadings
  FROM readings
  WHERE can_miss AND is_later
  GROUP BY site, artist_id
), missing AS (
  SELECT
    site,
    artist_id,
    count(*) AS withdrawn,
    min(last_seen_at) AS withdrawn_after,
    max(missed_at) AS withdrawn_by
  FROM withdrawals
  WHERE returned_at IS NULL
  GROUP BY site, artist_id
)
SELECT
  coverage.site,
  coverage.artist,
  coverage.artist_id AS "artistId",
  coverage.state,
  coverage.reason,
  coverage.uploads::DOUBLE AS uploads,
  coverage.works_claimed::DOUBLE AS "worksClaimed",
  coverage.hidden::DOUBLE AS hidden,
  coalesce(rereadings.rereadings, 0)::DOUBLE AS rereadings,
  coalesce(missing.withdrawn, 0)::DOUBLE AS withdrawn,
  epoch_ms(missing.withdrawn_after)::DOUBLE AS "withdrawnAfter",
  epoch_ms(missing.withdrawn_by)::DOUBLE AS "withdrawnBy"
FROM coverage
LEFT JOIN rereadings USING (site, artist_id)
LEFT JOIN missing USING (site, artist_id)
ORDER BY coverage.site, coverage.artist_id`;

export function readCoverage(connection: DuckDBConnection): Promise<Coverage[]> {
  return select<Coverage>(connection, COVERAGE);
}
