import { DOUBLE, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { startOfMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { type Column, stage } from './append.ts';
import { inTransaction, select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';

const SHARE_COLUMNS: readonly Column<MonthlyShare>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'month_ms', type: DOUBLE, value: ({ month }) => startOfMonth(month) },
  { name: 'label_regime', type: VARCHAR, value: ({ labelRegime }) => labelRegime },
  { name: 'uploads', type: DOUBLE, value: ({ uploads }) => uploads },
  { name: 'labelled', type: DOUBLE, value: ({ labelled }) => labelled },
  { name: 'yes', type: DOUBLE, value: ({ yes }) => yes },
  { name: 'assisted', type: DOUBLE, value: ({ assisted }) => assisted },
  { name: 'share', type: DOUBLE, value: ({ share }) => share },
  { name: 'low', type: DOUBLE, value: ({ low }) => low },
  { name: 'high', type: DOUBLE, value: ({ high }) => high },
];
const DROP_SHARES = `
DELETE FROM shares
WHERE site IN (SELECT site FROM staged_shares)`;
const SAVE_SHARES = `
INSERT INTO shares
SELECT site, epoch_ms(month_ms::BIGINT)::DATE, label_regime, uploads, labelled, yes, assisted, share, low, high
FROM staged_shares`;

/** Replaces the stored shares of the sites in `rows`: months that are no longer there must not linger. */
export async function writeShares(connection: DuckDBConnection, rows: readonly MonthlyShare[]): Promise<void> {
  await inTransaction(connection, async () => {
    await stage(connection, 'staged_shares', SHARE_COLUMNS, rows);
    await connection.run(DROP_SHARES);
    await connection.run(SAVE_SHARES);
  });
}

const SHARES = `
SELECT
  site,
  ${MONTH_NUMBER} AS month,
  label_regime AS "labelRegime",
  uploads::DOUBLE AS uploads,
  labelled::DOUBLE AS labelled,
  yes::DOUBLE AS yes,
  assisted::DOUBLE AS assisted,
  share,
  low,
  high
FROM shares
ORDER BY site, shares.month, label_regime`;

export function readShares(connection: DuckDBConnection): Promise<MonthlyShare[]> {
  return select<MonthlyShare>(connection, SHARES);
}
