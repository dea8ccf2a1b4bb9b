import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Activity } from '../core/activity.ts';
import { countMonths } from './artist-months.ts';
import { fillNumbers, readTexts, selectColumns } from './columns.ts';
import { select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';
import type { ActivityOptions } from './types.ts';

/** The one pass over all uploads: a single aggregation, from which everything below is read. */
export const READ_HISTORIES = `
CREATE OR REPLACE TEMP TABLE histories AS
SELECT
  site,
  artist_id,
  min(published_at) AS first_upload_at,
  max(published_at) AS last_upload_at,
  list(${MONTH_NUMBER}::SMALLINT) AS months
FROM uploads
WHERE $sites IS NULL OR list_contains($sites, site)
GROUP BY site, artist_id`;

/**
 * Artists with a history: begun or complete, and with an upload. Without one there is no first upload, so neither
 * cohort could take the artist; coverage lists it. Artists who vanished after their history was read whole stay, since
 * the others would be survivors only. A crawled history is known up to the month before the one in which it was read,
 * one from files up to the month before the site's last upload.
 */
export const CHOOSE_ARTISTS = `
CREATE OR REPLACE TEMP TABLE chosen_artists AS
WITH ends AS (
  SELECT site, max(last_upload_at) AS data_end
  FROM histories
  GROUP BY site
), whole AS (
  SELECT site, artist_id, true AS was_whole
  FROM frontier
  JOIN passes USING (site, artist_id)
  WHERE frontier.state = 'gone' AND passes.kind = 'full' AND passes.outcome = 'whole'
  GROUP BY site, artist_id
), chosen AS (
  SELECT
    frontier.site,
    frontier.artist_id,
    artists.name,
    histories.first_upload_at,
    date_trunc('month', coalesce(frontier.observed_until, ends.data_end))::DATE - INTERVAL 1 MONTH AS month,
    frontier.state = 'complete' OR coalesce(was_whole, false) AS is_complete
  FROM frontier
  JOIN artists USING (site, artist_id)
  JOIN histories USING (site, artist_id)
  JOIN ends USING (site)
  LEFT JOIN whole USING (site, artist_id)
  WHERE frontier.state IN ('complete', 'partial') OR was_whole
)
SELECT
  (row_number() OVER by_site_and_id - 1)::INTEGER AS artist,
  (dense_rank() OVER (ORDER BY site) - 1)::INTEGER AS site_code,
  *
FROM chosen
WINDOW by_site_and_id AS (ORDER BY site, artist_id)`;

const SITES = `
SELECT DISTINCT site_code, site
FROM chosen_artists
ORDER BY site_code`;

const ARTISTS = `
SELECT
  name,
  site_code,
  epoch_ms(first_upload_at)::DOUBLE AS first_upload_at,
  ${MONTH_NUMBER} AS last_full_month,
  is_complete::INTEGER AS is_complete
FROM chosen_artists
ORDER BY artist`;

const MONTHS = `
SELECT chosen_artists.artist, histories.months
FROM histories
JOIN chosen_artists USING (site, artist_id)
ORDER BY chosen_artists.artist`;

/** Reads who published how much in which month. Artists are ordered by site and id. Call it inside a transaction. */
export async function readActivity(
  connection: DuckDBConnection,
  { sites, pool = false }: ActivityOptions,
): Promise<Activity> {
  await chooseArtists(connection, sites);
  const siteRows = await select<{ site: string }>(connection, SITES);
  const artists = await selectColumns(connection, ARTISTS);
  const artistSite = new Uint16Array(artists.rows);
  return {
    sites: pool ? ['all'] : siteRows.map(({ site }) => site),
    artistNames: readTexts(artists, 0),
    artistSite: pool ? artistSite : fillNumbers(artists, 1, artistSite),
    firstUploadAt: fillNumbers(artists, 2, new Float64Array(artists.rows)),
    lastFullMonth: fillNumbers(artists, 3, new Int32Array(artists.rows)),
    isComplete: fillNumbers(artists, 4, new Uint8Array(artists.rows)),
    ...countMonths(await selectColumns(connection, MONTHS)),
  };
}

/** Fills the temporary tables `histories` and `chosen_artists`. */
export async function chooseArtists(connection: DuckDBConnection, sites: readonly string[] | undefined): Promise<void> {
  const wanted = sites === undefined ? null : listValue([...sites]);
  await connection.run(READ_HISTORIES, { sites: wanted }, { sites: LIST(VARCHAR) });
  await connection.run(CHOOSE_ARTISTS);
}
