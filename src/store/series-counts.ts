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
const DIMENSIONS: Readonly<
  Record<Exclude<MonthsBy, 'uploader'>, { readonly column: string; readonly expression: string }>
> = {
  'follower-bin': { column: 'follower_bin', expression: FOLLOWER_BIN },
  label: { column: 'label', expression: 'label::VARCHAR' },
  tag: { column: 'tag', expression: 'unnest(list_distinct(tags))' },
};

const KNOWN = `
  SELECT site, min(month) AS known_to, bool_and(is_complete) AS is_whole
  FROM chosen_artists
  GROUP BY site`;

/**
 * Uploads and active artists by site, month and one dimension, of the artists an analysis takes; a work with several
 * artists counts for each of them, one with several tags for each tag. By uploader each work counts once. Takes the
 * temporary table `chosen_artists`.
 */
export function monthsBy(dimension: MonthsBy): string {
  return dimension === 'uploader' ? BY_UPLOADER : countedBy(dimension);
}

function countedBy(dimension: keyof typeof DIMENSIONS): string {
  const { column, expression } = DIMENSIONS[dimension];
  return `
WITH known AS (${KNOWN}), counted AS (
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

/** Sites that name no uploader have no rows. A month with works whose uploader is unknown may lack uploaders. */
const BY_UPLOADER = `
WITH known AS (${KNOWN}), works AS (
  SELECT site, upload_id, month, max(uploader_id) AS uploader_id
  FROM uploads
  SEMI JOIN chosen_artists USING (site, artist_id)
  GROUP BY site, upload_id, month
)
SELECT
  site,
  strftime(works.month, '%Y-%m') AS month,
  count(uploader_id)::INTEGER AS uploads,
  count(DISTINCT uploader_id)::INTEGER AS uploaders,
  count(uploader_id) / nullif(count(DISTINCT uploader_id), 0) AS uploads_per_uploader,
  count_if(uploader_id IS NULL)::INTEGER AS unknown,
  CASE
    WHEN works.month > known_to THEN 'censored'
    WHEN is_whole AND count(uploader_id) = count(*) THEN 'complete'
    ELSE 'lower bound'
  END AS state
FROM works
JOIN known USING (site)
GROUP BY site, works.month, known_to, is_whole
QUALIFY sum(count(uploader_id)) OVER (PARTITION BY site) > 0
ORDER BY site, works.month`;
