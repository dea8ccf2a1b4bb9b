import { MONTH_NUMBER } from './month-number.ts';

const YEAR_AND_MONTH = '%Y-%m';

/**
 * Every artist that an analysis leaves out, or a part of it, with the reason; one row an artist and part. Takes the
 * temporary tables `histories` and `chosen_artists`.
 */
export const EXCLUSIONS = `
WITH known AS (
  SELECT site, min(month) AS known_to
  FROM chosen_artists
  GROUP BY site
), chosen AS (
  SELECT
    chosen_artists.site,
    chosen_artists.artist_id,
    chosen_artists.month,
    ${MONTH_NUMBER} AS last_full_month,
    is_complete,
    list_min(months) AS first_month,
    len(list_filter(months, lambda m: m BETWEEN $from AND $to)) AS uploads_in_window,
    len(list_filter(months, lambda m: m <= $to)) AS uploads_by_end,
    known_to
  FROM chosen_artists
  JOIN histories USING (site, artist_id)
  JOIN known USING (site)
), everybody AS (
  SELECT site, artist_id
  FROM frontier
  WHERE $sites IS NULL OR list_contains($sites, site)
  UNION
  SELECT site, artist_id
  FROM histories
), excluded AS (
  SELECT
    everybody.site,
    everybody.artist_id,
    'everything' AS part,
    CASE
      WHEN frontier.state IS NULL THEN 'the history of this artist was not asked for'
      WHEN frontier.state = 'pending' THEN 'the history is not read yet'
      WHEN frontier.state = 'gone' THEN concat_ws(': ', 'gone before the history was read whole', frontier.reason)
      ELSE 'no upload'
    END AS reason
  FROM everybody
  LEFT JOIN frontier USING (site, artist_id)
  ANTI JOIN chosen USING (site, artist_id)
  UNION ALL
  SELECT
    site,
    artist_id,
    'counts of the window',
    CASE WHEN first_month > $to THEN 'first upload after the window' ELSE 'no upload in the window' END
  FROM chosen
  WHERE uploads_in_window = 0
  UNION ALL
  SELECT
    site,
    artist_id,
    'months of the site after ' || strftime(known_to, '${YEAR_AND_MONTH}'),
    'the history is known up to ' || strftime(month, '${YEAR_AND_MONTH}') || ' only'
  FROM chosen
  WHERE last_full_month < $to
  UNION ALL
  SELECT
    site,
    artist_id,
    'all figures of the window',
    'fewer than ' || $leastUploads || ' uploads by its end'
  FROM chosen
  WHERE uploads_by_end < $leastUploads
  UNION ALL
  SELECT site, artist_id, 'careers, rate ratios, difference in differences', 'the history is not whole'
  FROM chosen
  WHERE NOT is_complete
  UNION ALL
  SELECT site, artist_id, 'careers', 'first upload too late to be seen leaving after 6 months of silence'
  FROM chosen
  WHERE is_complete AND first_month > last_full_month - 6
)
SELECT excluded.site, artists.name AS artist, excluded.part, excluded.reason, excluded.artist_id
FROM excluded
LEFT JOIN artists USING (site, artist_id)
ORDER BY excluded.site, excluded.artist_id, excluded.part`;
