import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { FrontierEntry, LabelBacklog, UploadTarget } from './types.ts';

const FRONTIER = `
SELECT
  frontier.site,
  frontier.artist_id AS "artistId",
  artists.name,
  artists.followers::DOUBLE AS followers,
  artists.followers_kind AS "followersKind",
  artists.works_claimed::DOUBLE AS "worksClaimed",
  frontier.state,
  frontier."cursor",
  frontier.reason,
  frontier.hidden::DOUBLE AS hidden,
  frontier.has_labels AS "hasLabels"
FROM frontier
JOIN artists USING (site, artist_id)
WHERE frontier.site = $site
ORDER BY frontier.artist_id`;

/** The artists of a site and how far each is crawled; ordered by artist id. */
export function readFrontier(connection: DuckDBConnection, site: string): Promise<FrontierEntry[]> {
  return select<FrontierEntry>(connection, FRONTIER, { site });
}

const TARGETS = `
SELECT
  upload_id AS "uploadId",
  url,
  epoch_ms(published_at)::DOUBLE AS "publishedAt"
FROM uploads
WHERE site = $site
  AND artist_id = $artistId
  AND label_source = ''
ORDER BY published_at, upload_id`;

/** Uploads of an artist whose label nobody has looked up, oldest first. */
export function readTargets(connection: DuckDBConnection, site: string, artistId: string): Promise<UploadTarget[]> {
  return select<UploadTarget>(connection, TARGETS, { site, artistId });
}

const BACKLOG = `
WITH counts AS (
  SELECT artist_id, count(*) AS unlabelled
  FROM uploads
  WHERE site = $site AND label_source = ''
  GROUP BY artist_id
)
SELECT
  artists.artist_id AS "artistId",
  frontier.state IN ('complete', 'gone') AS "isRead",
  CASE WHEN frontier.has_labels THEN 0 ELSE coalesce(counts.unlabelled, 0) END::DOUBLE AS unlabelled,
  artists.works_claimed::DOUBLE AS "worksClaimed"
FROM frontier
JOIN artists USING (site, artist_id)
LEFT JOIN counts USING (artist_id)
WHERE frontier.site = $site
ORDER BY artists.artist_id`;

/** What is left to look up of the labels of a site's artists; ordered by artist id. */
export function readLabelBacklog(connection: DuckDBConnection, site: string): Promise<LabelBacklog[]> {
  return select<LabelBacklog>(connection, BACKLOG, { site });
}
