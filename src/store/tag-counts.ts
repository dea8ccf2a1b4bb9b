import type { DuckDBConnection } from '@duckdb/node-api';
import type { TagFrequency, TaggedWork, TagUse } from '../core/change-tables.ts';
import type { Month } from '../core/month.ts';
import { fillNumbers, readTexts, selectColumns } from './columns.ts';
import { select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';
import { bounds, COHORTS, IN_WINDOW, type TagWindow } from './tag-window.ts';

/** Tags of a site that keep their name; the rest are one more tag. */
const NAMED_TAGS = 100;
/** Artists of a site whose tags are compared: more would change nothing that can be seen. Drawn by a hash of their ids. */
const DRAWN_ARTISTS = 20_000;

export const RANK_TAGS = `
CREATE OR REPLACE TEMP TABLE tag_ranks AS
WITH used AS (
  SELECT site, unnest(list_distinct(tags)) AS tag
  FROM uploads
  WHERE ${IN_WINDOW}
), counts AS (
  SELECT site, tag, count(*) AS uses
  FROM used
  GROUP BY site, tag
)
SELECT site, tag, uses, row_number() OVER (PARTITION BY site ORDER BY uses DESC, tag) - 1 AS tag_rank
FROM counts
QUALIFY tag_rank < ${NAMED_TAGS}`;

export const DRAW_ARTISTS = `
CREATE OR REPLACE TEMP TABLE tag_artists AS
WITH histories AS (
  SELECT site, artist_id, min(published_at) < epoch_ms($cutoffMs::BIGINT) AS is_senior, bool_or(${IN_WINDOW}) AS is_active
  FROM uploads
  GROUP BY site, artist_id
), drawn AS (
  SELECT *
  FROM histories
  WHERE is_active
  QUALIFY row_number() OVER (PARTITION BY site ORDER BY md5(artist_id), artist_id) <= ${DRAWN_ARTISTS}
)
SELECT
  site,
  artist_id,
  is_senior,
  row_number() OVER (PARTITION BY site ORDER BY artist_id) - 1 AS artist
FROM drawn`;

const SITES = `
SELECT DISTINCT site
FROM tag_ranks
ORDER BY site`;

const NAMES = `
SELECT tag
FROM tag_ranks
WHERE site = $site
ORDER BY tag_rank`;

const ARTISTS = `
SELECT is_senior::INTEGER AS is_senior
FROM tag_artists
WHERE site = $site
ORDER BY artist`;

export const TAG_USES = `
WITH used AS (
  SELECT artist_id, published_at >= epoch_ms($cutoffMs::BIGINT) AS is_after, unnest(list_distinct(tags)) AS tag
  FROM uploads
  WHERE site = $site AND ${IN_WINDOW}
)
SELECT
  tag_artists.artist::INTEGER AS artist,
  used.is_after::INTEGER AS period,
  coalesce(tag_ranks.tag_rank, $others::INTEGER)::INTEGER AS tag,
  count(*)::INTEGER AS uses
FROM used
JOIN tag_artists ON tag_artists.site = $site AND tag_artists.artist_id = used.artist_id
LEFT JOIN tag_ranks ON tag_ranks.site = $site AND tag_ranks.tag = used.tag
GROUP BY ALL
ORDER BY ALL`;

/** Uses of tags by artist and period, one entry a site that has any, by name. Call it inside a transaction. */
export async function readTagUse(connection: DuckDBConnection, window: TagWindow): Promise<TagUse[]> {
  const { fromMs, endMs, cutoffMs } = bounds(window);
  await connection.run(RANK_TAGS, { fromMs, endMs });
  await connection.run(DRAW_ARTISTS, { fromMs, endMs, cutoffMs });
  const found: TagUse[] = [];
  for (const { site } of await select<{ site: string }>(connection, SITES)) {
    const tags = readTexts(await selectColumns(connection, NAMES, { site }), 0);
    const artists = await selectColumns(connection, ARTISTS, { site });
    const uses = await selectColumns(connection, TAG_USES, { site, fromMs, endMs, cutoffMs, others: tags.length });
    found.push({
      site,
      tags,
      isSenior: fillNumbers(artists, 0, new Uint8Array(artists.rows)),
      artist: fillNumbers(uses, 0, new Uint32Array(uses.rows)),
      period: fillNumbers(uses, 1, new Uint8Array(uses.rows)),
      tag: fillNumbers(uses, 2, new Uint16Array(uses.rows)),
      uses: fillNumbers(uses, 3, new Uint32Array(uses.rows)),
    });
  }
  return found;
}

export const TAG_FREQUENCIES = `
WITH histories AS (${COHORTS}
), used AS (
  SELECT uploads.site, uploads.month, cohort, unnest(list_distinct(tags)) AS tag
  FROM uploads
  JOIN histories USING (site, artist_id)
  WHERE ${IN_WINDOW}
), counts AS (
  SELECT site, month, coalesce(cohort, 'all') AS "group", tag, count(*)::DOUBLE AS uses
  FROM used
  GROUP BY GROUPING SETS ((site, month, cohort, tag), (site, month, tag))
)
SELECT site, ${MONTH_NUMBER} AS month, "group", uses, count(*)::DOUBLE AS tags
FROM counts
GROUP BY ALL
ORDER BY ALL`;

/** How many tags were used how often, by site, month and cohort, and by both cohorts together. */
export function readTagFrequencies(connection: DuckDBConnection, window: TagWindow): Promise<TagFrequency[]> {
  return select<TagFrequency>(connection, TAG_FREQUENCIES, bounds(window));
}

export const TAGGED_WORKS = `
WITH works AS (
  SELECT site, upload_id, any_value(month) AS month, list_distinct(any_value(tags)) AS tags
  FROM uploads
  WHERE ${IN_WINDOW} AND len(tags) > 0
  GROUP BY site, upload_id
), shuffled AS (
  SELECT *, row_number() OVER (PARTITION BY site, month ORDER BY md5($seed || site || upload_id), upload_id) AS place
  FROM works
)
SELECT site, ${MONTH_NUMBER} AS month, to_json(list_sort(tags))::VARCHAR AS tags
FROM shuffled
WHERE place <= $limit::INTEGER
ORDER BY site, shuffled.month, place`;

/**
 * Tags of at most `limit` works a site and month, drawn at random and in random order. The same seed draws the same works.
 */
export async function readTaggedWorks(
  connection: DuckDBConnection,
  window: TagWindow,
  limit: number,
  seed: string,
): Promise<TaggedWork[]> {
  const { fromMs, endMs } = bounds(window);
  const rows = await select<{ site: string; month: Month; tags: string }>(connection, TAGGED_WORKS, {
    fromMs,
    endMs,
    limit,
    seed,
  });
  return rows.map(({ tags, ...row }) => ({ ...row, tags: JSON.parse(tags) as string[] })); // the query makes it from text
}
