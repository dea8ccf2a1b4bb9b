import type { DuckDBConnection } from '@duckdb/node-api';
import type { LabelCounts } from '../core/activity.ts';
import { labelRegimeAt, NO_REGIME } from '../core/label-regimes.ts';
import { startOfMonth } from '../core/month.ts';
import type { Label } from '../core/records.ts';
import type { LabelSums } from '../core/shares.ts';
import { select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';

/** A work of several artists counts once. */
export const LABEL_COUNTS = `
WITH works AS (
  SELECT
    site,
    upload_id,
    any_value(month) AS month,
    any_value(label_regime) AS label_regime,
    arg_min(label, artist_rank) AS label
  FROM uploads
  GROUP BY site, upload_id
)
SELECT
  site,
  ${MONTH_NUMBER} AS month,
  label_regime AS "labelRegime",
  label,
  count(*)::DOUBLE AS works
FROM works
GROUP BY ALL
ORDER BY ALL`;

interface CountRow {
  readonly site: string;
  readonly month: number;
  readonly labelRegime: string;
  readonly label: Label;
  readonly works: number;
}

/**
 * Labelled works by site and month, ordered so. The month's regime is the one in force at its end; works of the month
 * that were published before it count in `uploads` alone.
 */
export async function readLabelCounts(connection: DuckDBConnection): Promise<LabelCounts[]> {
  const rows = await select<CountRow>(connection, LABEL_COUNTS);
  const groups = Map.groupBy(rows, ({ site, month }) => JSON.stringify([site, month]));
  return [...groups.values()].map(countMonth);
}

function countMonth(rows: readonly CountRow[]): LabelCounts {
  const { site, month } = rows[0]!;
  const labelRegime = labelRegimeAt(site, startOfMonth(month + 1) - 1);
  const counts = { yes: 0, assisted: 0, no: 0, unknown: 0 };
  let uploads = 0;
  for (const row of rows) {
    uploads += row.works;
    if (row.labelRegime === labelRegime) counts[row.label] += row.works;
  }
  return { site, month, labelRegime, uploads, ...counts };
}

/** In months without a regime the labelled works are those whose mark was looked up. */
export const LABEL_SUMS = `
WITH works AS (
  SELECT
    site,
    upload_id,
    any_value(month) AS month,
    any_value(label_regime) AS label_regime,
    arg_min(artist_id, artist_rank) AS artist_id,
    arg_min(label, artist_rank) AS label,
    arg_min(label_source, artist_rank) AS label_source
  FROM uploads
  GROUP BY site, upload_id
), by_artist AS (
  SELECT
    site,
    month,
    label_regime,
    artist_id,
    count(*)::DOUBLE AS uploads,
    count_if(
      label <> 'unknown' OR (label_regime = '${NO_REGIME}' AND label_source <> '' AND NOT ends_with(label_source, ':gone'))
    )::DOUBLE AS n,
    count_if(label = 'yes')::DOUBLE AS y,
    count_if(label = 'assisted')::DOUBLE AS a
  FROM works
  GROUP BY site, month, label_regime, artist_id
)
SELECT
  site,
  ${MONTH_NUMBER} AS month,
  label_regime AS "labelRegime",
  sum(uploads) AS uploads,
  sum(n) AS labelled,
  sum(y) AS yes,
  sum(a) AS assisted,
  count_if(n > 0)::DOUBLE AS artists,
  sum(n * n) AS "labelledSquared",
  sum(n * y) AS "labelledYes",
  sum(n * a) AS "labelledAssisted",
  sum(y * y) AS "yesSquared",
  sum(y * a) AS "yesAssisted",
  sum(a * a) AS "assistedSquared"
FROM by_artist
GROUP BY ALL
ORDER BY ALL`;

/**
 * Labelled works by site and month with their sums over artists, ordered so. As with the counts, the month's regime is
 * the one in force at its end; works of the month that were published before it count in `uploads` alone.
 */
export async function readLabelSums(connection: DuckDBConnection): Promise<LabelSums[]> {
  const rows = await select<LabelSums>(connection, LABEL_SUMS);
  const groups = Map.groupBy(rows, ({ site, month }) => JSON.stringify([site, month]));
  return [...groups.values()].map((parts) => {
    const { site, month } = parts[0]!;
    const labelRegime = labelRegimeAt(site, startOfMonth(month + 1) - 1);
    const uploads = parts.reduce((sum, part) => sum + part.uploads, 0);
    const own = parts.find((part) => part.labelRegime === labelRegime);
    return { ...NOTHING_LABELLED, ...own, site, month, labelRegime, uploads };
  });
}

const NOTHING_LABELLED = {
  labelled: 0,
  yes: 0,
  assisted: 0,
  artists: 0,
  labelledSquared: 0,
  labelledYes: 0,
  labelledAssisted: 0,
  yesSquared: 0,
  yesAssisted: 0,
  assistedSquared: 0,
} as const;
