import type { ComparedMetric } from '../jobs/loop-compare.ts';
import type { LoopForecast } from '../jobs/loop-plan.ts';
import type { LoopSummary } from '../jobs/loop-run.ts';
import type { LoopStatus } from '../jobs/loop-status.ts';
import { durationWords, sizeWords } from './amounts.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

export function summaryText({ runId, directory, manifest, metrics, scores, alreadyComplete }: LoopSummary): string {
  const rows = metrics.map(({ arm, generation, metric, measured, standardError, predicted }) => [
    arm,
    String(generation),
    metric,
    measured.toFixed(6),
    standardError.toFixed(6),
    predicted === null ? '–' : predicted.toFixed(6),
  ]);
  const failed = scores.filter(({ holds }) => !holds);
  const verdict =
    scores.length === 0 ? 'theory predicts nothing of this model' : scoreWords(scores.length, failed.length);
  return [
    table(['arm', 'generation', 'metric', 'measured', 'std error', 'predicted'], rows, [0, 2]),
    '',
    ...manifest.assumptions.map((assumption) => wrap(`assumed: ${assumption}`)),
    verdict,
    ...failed.map(
      ({ arm, metric, largest, critical }) =>
        `  ${metric} of ${arm}: ${largest.toFixed(1)} standard errors away, chance allows ${critical.toFixed(1)}`,
    ),
    `${alreadyComplete ? 'already complete' : 'done'}: run ${runId} in ${directory}`,
  ].join('\n');
}

export function forecastText({
  kind,
  runId,
  generations,
  steps,
  seconds,
  diskBytes,
  assumptions,
}: LoopForecast): string {
  const rows = generations.map((row) => [
    row.arm,
    String(row.generation),
    String(row.real),
    String(row.synthetic),
    String(row.items),
    row.realShare.toFixed(4),
    String(row.steps),
  ]);
  return [
    table(['arm', 'generation', 'new real', 'new synthetic', 'items', 'real share', 'steps'], rows, [0]),
    '',
    ...assumptions.map((assumption) => wrap(`assumed: ${assumption}`)),
    `kind ${kind}: ${steps.toLocaleString('en-US')} ${kind === 'theory' ? 'draws' : 'steps'}, ` +
      `${seconds === null ? 'time not known, as no engine of this build runs it' : `about ${durationWords(seconds)}`}, ` +
      `at most ${sizeWords(diskBytes)} of disk${runId === null ? '' : `, as run ${runId}`}`,
  ].join('\n');
}

export function statusText(runs: readonly LoopStatus[]): string {
  if (runs.length === 0) return 'no runs';
  const time = (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(0, 19).replace('T', ' '));
  const rows = runs.map((run) => [
    run.runId,
    `${run.kind} ${run.model}`,
    String(run.arms),
    String(run.generations),
    run.state,
    `${run.done} of ${run.total}`,
    time(run.begunAt),
    time(run.lastAt),
  ]);
  return table(['run', 'kind', 'arms', 'generations', 'state', 'done', 'begun (UTC)', 'last (UTC)'], rows, [0, 1, 4]);
}

export function comparisonText(compared: readonly ComparedMetric[]): string {
  const rows = compared.flatMap(({ arm, metric, values }) =>
    values.map(({ runId, generation, measured, standardError, difference }) => [
      arm,
      metric,
      runId,
      String(generation),
      measured.toFixed(6),
      standardError.toFixed(6),
      difference === null ? '' : difference.value.toFixed(6),
      difference === null ? '' : `[${difference.low.toFixed(6)}, ${difference.high.toFixed(6)}]`,
    ]),
  );
  const header = ['arm', 'metric', 'run', 'generation', 'measured', 'std error', 'difference', '95 % interval'];
  return table(header, rows, [0, 1, 2, 7]);
}

function scoreWords(scores: number, failed: number): string {
  return failed === 0
    ? `all ${scores} predictions by theory hold`
    : `${failed} of ${scores} predictions by theory do not hold:`;
}
