import type { DuckDBConnection } from '@duckdb/node-api';
import type { SurvivalSums } from '../core/shares.ts';
import { select } from './connection.ts';

/** A withdrawn work was up until half-way between the reading that still showed it and the one that missed it. */
export const SURVIVAL = `
WITH seen AS (
  SELECT
    sightings.site,
    sightings.artist_id,
    sightings.upload_id,
    epoch_ms(min(sightings.seen_at)) AS first_seen_ms,
    epoch_ms(max(sightings.seen_at)) AS last_seen_ms
  FROM sightings
  JOIN crawl_runs USING (run_id)
  WHERE sightings.is_listed AND crawl_runs.kind = 'crawl'
  GROUP BY sightings.site, sightings.artist_id, sightings.upload_id
), ended AS (
  SELECT
    seen.*,
    uploads.label,
    withdrawals.missed_at IS NOT NULL AS is_withdrawn,
    CASE
      WHEN withdrawals.missed_at IS NULL THEN last_seen_ms
      ELSE (last_seen_ms + epoch_ms(withdrawals.missed_at)) / 2
    END AS end_ms
  FROM seen
  JOIN uploads USING (site, artist_id, upload_id)
  LEFT JOIN withdrawals ON withdrawals.site = seen.site
    AND withdrawals.artist_id = seen.artist_id
    AND withdrawals.upload_id = seen.upload_id
    AND withdrawals.returned_at IS NULL
  WHERE uploads.artist_rank = 0 AND uploads.label IN ('yes', 'no')
)
SELECT
  site,
  CASE label WHEN 'yes' THEN 'generated' ELSE 'human' END AS kind,
  count_if(is_withdrawn)::DOUBLE AS withdrawn,
  sum(end_ms - first_seen_ms)::DOUBLE / (365.2425 / 12 * 86400000) AS "workMonths",
  avg(first_seen_ms)::DOUBLE AS "firstSeenAt"
FROM ended
GROUP BY ALL
ORDER BY ALL`;

/** How long labelled works were seen to stay up, by site and kind. Works from files are seen once and count for nothing. */
export function readSurvival(connection: DuckDBConnection): Promise<SurvivalSums[]> {
  return select<SurvivalSums>(connection, SURVIVAL);
}
