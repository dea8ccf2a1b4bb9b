import type { DuckDBConnection } from '@duckdb/node-api';
import type { LabelCounts } from '../core/activity.ts';
import { labelRegimeAt } from '../core/label-regimes.ts';
import { startOfMonth } from '../core/month.ts';
import type { Label } from '../core/records.ts';
import { select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';

/** A work of several artists counts once. */
const COUNTS = `
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
  const rows = await select<CountRow>(connection, COUNTS);
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
