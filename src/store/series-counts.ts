import type { MonthsBy } from './types.ts';

/** Lower ends of the bins of an artist's audience, whatever the site counts. */
const BINS = [0, 1_000, 10_000, 100_000] as const;

const FOLLOWER_BIN = [
  "CASE WHEN followers IS NULL THEN 'unknown'",
  ...BINS.toReversed().map((least, i) => `WHEN followers >= ${least} THEN '${binName(BINS.length - 1 - i)}'`),
  'END',
].join(' ');

function binName(bin: number): string {
  const next = BINS[bin + 1];
  return next === undefined ? `${BINS[bin]}+` : `${BINS[bin]}-${next - 1}`;
}

/** The column that uploads are counted by, and what it is made of. */
const DIMENSIONS: Readonly<Record<MonthsBy, { readonly column: string; readonly expression: string }>> = {
  'follower-bin': { column: 'follower_bin', expression: FOLLOWER_BIN },
  label: { column: 'label', expression: 'label::VARCHAR' },
  tag: { column: 'tag', expression: 'unnest(list_distinct(tags))' },
};

/**
 * Uploads and active artists by site, month and one dimension, of the artists an analysis takes; a work with several
 * artists counts for each of them, one with several tags for each tag. Takes the temporary table `chosen_artists`.
 */
export function monthsBy(dimension: MonthsBy): string {
  const { column, expression } = DIMENSIONS[dimension];
  return `
WITH known AS (
  SELECT site, min(month) AS known_to, bool_and(is_complete) AS is_whole
  FROM chosen_artists
  GROUP BY site
), counted AS (
  SELECT uploads.site, uploads.artist_id, uploads.month, ${expression} AS ${column}
  FROM uploads
  JOIN artists USING (site, artist_id)
  SEMI JOIN chosen_artists USING (site, artist_id)
)
SELECT
  site,
  strftime(counted.month, '%Y-%m') AS month,
  ${column},
  count(*)::INTEGER AS uploads,
  count(DISTINCT artist_id)::INTEGER AS artists,
  CASE WHEN counted.month > known_to THEN 'censored' WHEN is_whole THEN 'complete' ELSE 'lower bound' END AS state
FROM counted
JOIN known USING (site)
GROUP BY site, counted.month, ${column}, known_to, is_whole
ORDER BY site, counted.month, ${column}`;
}
