import { DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { startOfMonth } from '../core/month.ts';
import type { AssistedWeight, ShareDraws, ShareEstimate } from '../core/shares.ts';
import { type Column, stage } from './append.ts';
import { fillNumbers, readTexts, selectColumns } from './columns.ts';
import { inTransaction } from './connection.ts';

const ESTIMATE_COLUMNS: readonly Column<ShareEstimate>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'month_ms', type: DOUBLE, value: ({ month }) => startOfMonth(month) },
  { name: 'assisted_weight', type: DOUBLE, value: ({ assistedWeight }) => assistedWeight },
  { name: 'label_regime', type: VARCHAR, value: ({ labelRegime }) => labelRegime },
  { name: 'uploads', type: DOUBLE, value: ({ uploads }) => uploads },
  { name: 'labelled', type: DOUBLE, value: ({ labelled }) => labelled },
  { name: 'observed', type: DOUBLE, value: ({ observed }) => observed },
  { name: 'design_effect', type: DOUBLE, value: ({ designEffect }) => designEffect },
  { name: 'corrected', type: DOUBLE, value: ({ corrected }) => corrected },
  { name: 'corrected_low', type: DOUBLE, value: ({ correctedLow }) => correctedLow },
  { name: 'corrected_high', type: DOUBLE, value: ({ correctedHigh }) => correctedHigh },
  { name: 'low', type: DOUBLE, value: ({ low }) => low },
  { name: 'median', type: DOUBLE, value: ({ median }) => median },
  { name: 'high', type: DOUBLE, value: ({ high }) => high },
  { name: 'basis', type: VARCHAR, value: ({ basis }) => basis },
];
const SAVE_ESTIMATES = `
INSERT INTO share_estimates
SELECT
  site,
  epoch_ms(month_ms::BIGINT)::DATE,
  * EXCLUDE (site, month_ms)
FROM staged_estimates`;

interface DrawRow {
  readonly site: string;
  readonly assistedWeight: AssistedWeight;
  readonly draw: number;
  readonly monthMs: number;
  readonly uploads: number;
  readonly share: number;
}
const DRAW_COLUMNS: readonly Column<DrawRow>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'assisted_weight', type: DOUBLE, value: ({ assistedWeight }) => assistedWeight },
  { name: 'draw', type: INTEGER, value: ({ draw }) => draw },
  { name: 'month_ms', type: DOUBLE, value: ({ monthMs }) => monthMs },
  { name: 'uploads', type: DOUBLE, value: ({ uploads }) => uploads },
  { name: 'share', type: DOUBLE, value: ({ share }) => share },
];
const SAVE_DRAWS = `
INSERT INTO share_draws
SELECT site, assisted_weight, draw, epoch_ms(month_ms::BIGINT)::DATE, uploads, share
FROM staged_draws`;

/** Replaces all stored estimates and draws: they are one result, whose sites belong together. */
export async function writeShareResults(
  connection: DuckDBConnection,
  estimates: readonly ShareEstimate[],
  draws: readonly ShareDraws[],
): Promise<void> {
  await inTransaction(connection, async () => {
    await stage(connection, 'staged_estimates', ESTIMATE_COLUMNS, estimates);
    await stage(connection, 'staged_draws', DRAW_COLUMNS, draws.flatMap(drawRows));
    await connection.run('DELETE FROM share_estimates');
    await connection.run('DELETE FROM share_draws');
    await connection.run(SAVE_ESTIMATES);
    await connection.run(SAVE_DRAWS);
  });
}

function drawRows({ site, assistedWeight, months, uploads, draws, shares }: ShareDraws): DrawRow[] {
  const m = months.length;
  return Array.from({ length: draws * m }, (_, at) => ({
    site,
    assistedWeight,
    draw: Math.floor(at / m),
    monthMs: startOfMonth(months[at % m]!),
    uploads: uploads[at % m]!,
    share: shares[at]!,
  }));
}

const DRAWS = `
SELECT
  site,
  assisted_weight,
  draw,
  datediff('month', DATE '1970-01-01', share_draws.month)::INTEGER AS month,
  uploads::DOUBLE AS uploads,
  share
FROM share_draws
ORDER BY site, assisted_weight, draw, share_draws.month`;

/** Reads the stored draws, by site, then weight of assisted works. */
export async function readShareDraws(connection: DuckDBConnection): Promise<ShareDraws[]> {
  const result = await selectColumns(connection, DRAWS);
  const sites = readTexts(result, 0);
  const [weights, draws, months, uploads, shares] = [1, 2, 3, 4, 5].map((column) =>
    fillNumbers(result, column, new Float64Array(result.rows)),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]; // five columns were asked for
  const found: ShareDraws[] = [];
  for (let start = 0, end = 0; start < result.rows; start = end) {
    while (end < result.rows && sites[end] === sites[start] && weights[end] === weights[start]) end++;
    const count = draws[end - 1]! + 1;
    const m = (end - start) / count;
    found.push({
      site: sites[start]!,
      assistedWeight: weights[start]! as AssistedWeight, // only those are written
      months: [...months.subarray(start, start + m)],
      uploads: uploads.slice(start, start + m),
      draws: count,
      shares: shares.slice(start, end),
    });
  }
  return found;
}
