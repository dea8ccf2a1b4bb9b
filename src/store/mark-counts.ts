import type { DuckDBConnection } from '@duckdb/node-api';
import type { MarkSums } from '../core/change-tables.ts';
import { select } from './connection.ts';
import { bounds, COHORTS, IN_WINDOW, type TagWindow } from './tag-window.ts';

/** Tags by which artists say that a work is cloaked or must not be learnt from, in lower case, without spaces and hyphens. */
const PROTECTION_TAGS = [
  'glaze',
  'glazed',
  'nightshade',
  'nightshaded',
  'noai',
  'noaiart',
  'notoai',
  'notoaiart',
  'saynotoai',
  'antiai',
];

export const MARKS = `
WITH histories AS (${COHORTS}
), rereadings AS (
  SELECT site, artist_id, max(started_at) AS last_started_at
  FROM passes
  WHERE outcome = 'gone' OR (kind = 'full' AND outcome = 'whole')
  GROUP BY site, artist_id
), reread AS (
  SELECT sightings.site, sightings.artist_id, sightings.upload_id
  FROM sightings
  JOIN crawl_runs USING (run_id)
  JOIN rereadings ON rereadings.site = sightings.site AND rereadings.artist_id = sightings.artist_id
  WHERE sightings.is_listed AND crawl_runs.kind = 'crawl'
  GROUP BY sightings.site, sightings.artist_id, sightings.upload_id
  HAVING min(sightings.seen_at) < max(last_started_at)
), lost AS (
  SELECT DISTINCT site, artist_id, upload_id
  FROM withdrawals
  WHERE returned_at IS NULL
), works AS (
  SELECT
    uploads.site,
    uploads.artist_id,
    histories.cohort,
    CASE WHEN published_at < epoch_ms($cutoffMs::BIGINT) THEN 'before' ELSE 'after' END AS period,
    opt_out,
    len(list_filter(
      tags,
      lambda tag: list_contains(${JSON.stringify(PROTECTION_TAGS).replaceAll('"', "'")}, regexp_replace(lower(tag), '[ _-]', '', 'g'))
    )) > 0 AS is_protected,
    len(tags) > 0 AS has_tags,
    reread.upload_id IS NOT NULL AS is_reread,
    lost.upload_id IS NOT NULL AS is_lost
  FROM uploads
  JOIN histories USING (site, artist_id)
  LEFT JOIN reread USING (site, artist_id, upload_id)
  LEFT JOIN lost USING (site, artist_id, upload_id)
  WHERE ${IN_WINDOW}
), by_artist AS (
  SELECT site, artist_id, cohort, period, 'opt-out' AS mark, count(opt_out)::DOUBLE AS n, count_if(coalesce(opt_out, false))::DOUBLE AS y
  FROM works
  GROUP BY ALL
  UNION ALL
  SELECT site, artist_id, cohort, period, 'protection', count_if(has_tags), count_if(is_protected)
  FROM works
  GROUP BY ALL
  UNION ALL
  SELECT site, artist_id, cohort, period, 'withdrawn', count_if(is_reread), count_if(is_reread AND is_lost)
  FROM works
  GROUP BY ALL
)
SELECT
  site,
  cohort,
  period,
  mark,
  count_if(n > 0)::DOUBLE AS artists,
  sum(n) AS labelled,
  sum(y) AS flagged,
  sum(n * n) AS "labelledSquared",
  sum(n * y) AS "labelledFlagged",
  sum(y * y) AS "flaggedSquared"
FROM by_artist
GROUP BY site, cohort, period, mark
ORDER BY site, mark, period DESC, cohort DESC`;

/**
 * Opt-out marks, protection tags and withdrawals by cohort, before the cutoff and from it on; of the works where they could
 * be seen: with an answer about training, with tags, and with a later reading of the whole list.
 */
export function readMarkSums(connection: DuckDBConnection, window: TagWindow): Promise<MarkSums[]> {
  return select<MarkSums>(connection, MARKS, bounds(window));
}
