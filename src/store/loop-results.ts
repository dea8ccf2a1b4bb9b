import { BOOLEAN, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { LoopMetric, LoopScore } from '../core/loop-tables.ts';
import { type Column, stage } from './append.ts';
import { inTransaction } from './connection.ts';
import type { LoopMetricRow, LoopPredictionRow, LoopRunRow } from './types.ts';

const SAVE_LOOP_RUN = `
INSERT INTO loop_runs BY NAME
SELECT
  $runId AS run_id,
  $kind AS kind,
  $model AS model,
  $plan AS plan,
  $planHash AS plan_hash,
  epoch_ms($startedAt::BIGINT) AS started_at,
  epoch_ms($finishedAt::BIGINT) AS finished_at,
  $directory AS directory
ON CONFLICT (run_id) DO UPDATE SET
  started_at = excluded.started_at,
  finished_at = excluded.finished_at,
  directory = excluded.directory`;

export async function writeLoopRun(connection: DuckDBConnection, run: LoopRunRow): Promise<void> {
  await connection.run(SAVE_LOOP_RUN, { ...run });
}

const PREDICTION_COLUMNS: readonly Column<LoopPredictionRow>[] = [
  { name: 'arm', type: VARCHAR, value: ({ arm }) => arm },
  { name: 'generation', type: INTEGER, value: ({ generation }) => generation },
  { name: 'quantity', type: VARCHAR, value: ({ quantity }) => quantity },
  { name: 'predicted', type: DOUBLE, value: ({ predicted }) => predicted },
];
const SAVE_PREDICTIONS = `
INSERT INTO loop_predictions
SELECT $runId, *, epoch_ms($predictedAt::BIGINT)
FROM staged_predictions
WHERE NOT EXISTS (FROM loop_predictions WHERE run_id = $runId)`;

/** Stores what theory says of a run; what it said the first time stands. */
export async function writeLoopPredictions(
  connection: DuckDBConnection,
  runId: string,
  rows: readonly LoopPredictionRow[],
  predictedAt: number,
): Promise<void> {
  await inTransaction(connection, async () => {
    await stage(connection, 'staged_predictions', PREDICTION_COLUMNS, rows);
    await connection.run(SAVE_PREDICTIONS, { runId, predictedAt });
  });
}

/** Of one run. */
export const METRIC_COLUMNS: readonly Column<LoopMetric>[] = [
  { name: 'arm', type: VARCHAR, value: ({ arm }) => arm },
  { name: 'generation', type: INTEGER, value: ({ generation }) => generation },
  { name: 'metric', type: VARCHAR, value: ({ metric }) => metric },
  { name: 'measured', type: DOUBLE, value: ({ measured }) => measured },
  { name: 'standard_error', type: DOUBLE, value: ({ standardError }) => standardError },
  { name: 'predicted', type: DOUBLE, value: ({ predicted }) => predicted },
];
const METRIC_ROW_COLUMNS: readonly Column<LoopMetricRow>[] = [
  { name: 'run_id', type: VARCHAR, value: ({ runId }) => runId },
  ...METRIC_COLUMNS,
];
const SAVE_METRICS = `
INSERT INTO loop_metrics
SELECT *
FROM staged_metrics
ON CONFLICT (run_id, arm, generation, metric) DO UPDATE SET
  measured = excluded.measured,
  standard_error = excluded.standard_error,
  predicted = excluded.predicted`;

export async function writeLoopMetrics(connection: DuckDBConnection, rows: readonly LoopMetricRow[]): Promise<void> {
  await inTransaction(connection, async () => {
    await stage(connection, 'staged_metrics', METRIC_ROW_COLUMNS, rows);
    await connection.run(SAVE_METRICS);
  });
}

const SCORE_COLUMNS: readonly Column<LoopScore>[] = [
  { name: 'arm', type: VARCHAR, value: ({ arm }) => arm },
  { name: 'metric', type: VARCHAR, value: ({ metric }) => metric },
  { name: 'compared', type: INTEGER, value: ({ compared }) => compared },
  { name: 'within_two_errors', type: INTEGER, value: ({ withinTwoErrors }) => withinTwoErrors },
  { name: 'largest', type: DOUBLE, value: ({ largest }) => largest },
  { name: 'critical', type: DOUBLE, value: ({ critical }) => critical },
  { name: 'holds', type: BOOLEAN, value: ({ holds }) => holds },
];
const DROP_SCORES = `
DELETE FROM loop_scores
WHERE run_id = $runId`;
const SAVE_SCORES = `
INSERT INTO loop_scores
SELECT $runId, *
FROM staged_scores`;

/** Replaces the scores of a run. */
export async function writeLoopScores(
  connection: DuckDBConnection,
  runId: string,
  rows: readonly LoopScore[],
): Promise<void> {
  await inTransaction(connection, async () => {
    await stage(connection, 'staged_scores', SCORE_COLUMNS, rows);
    await connection.run(DROP_SCORES, { runId });
    await connection.run(SAVE_SCORES, { runId });
  });
}
