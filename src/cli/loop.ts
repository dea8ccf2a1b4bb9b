import { systemClock } from '../core/clock.ts';
import { type LoopSummary, runLoop } from '../jobs/loop-run.ts';
import { gitCommit } from './git.ts';
import { rootSignal } from './interruption.ts';
import type { CommonOptions } from './options.ts';
import { loadPlan } from './plan.ts';
import { createProgress } from './progress.ts';
import { openStore } from './wire.ts';
import { wrap } from './wrap.ts';

export async function runLoopPlan(file: string, options: CommonOptions): Promise<void> {
  const plan = loadPlan(file);
  await using store = await openStore(options);
  const progress = createProgress(process.stderr);
  try {
    const summary = await runLoop({
      store,
      plan,
      dataDir: options.dataDir,
      gitCommit: gitCommit() ?? 'unknown',
      dataHash: await store.contentHash(),
      clock: systemClock,
      progress,
      signal: rootSignal,
    });
    progress.stop();
    console.log(options.json ? JSON.stringify(summary, null, 2) : loopText(summary));
  } finally {
    progress.stop();
  }
}

function loopText(summary: LoopSummary): string {
  const { runId, directory, assumptions, metrics, worstDeviation, alreadyComplete } = summary;
  const rows = metrics.map(({ arm, generation, metric, measured, standardError, predicted }) => {
    const theory = predicted === null ? '–' : predicted.toFixed(6);
    return `${arm.padEnd(16)} ${String(generation).padStart(10)}  ${metric.padEnd(22)} ${measured.toFixed(6).padStart(11)} ${standardError.toFixed(6).padStart(10)} ${theory.padStart(11)}`;
  });
  return [
    `arm              generation  ${'metric'.padEnd(22)}    measured  std error   predicted`,
    ...rows,
    '',
    ...assumptions.map((assumption) => wrap(`assumed: ${assumption}`)),
    ...(worstDeviation === null
      ? []
      : [
          `furthest from theory: ${worstDeviation.metric} of ${worstDeviation.arm} in generation ${worstDeviation.generation}, ` +
            `${worstDeviation.standardErrors.toFixed(1)} standard errors, the largest of ${worstDeviation.comparisons} comparisons`,
        ]),
    `${alreadyComplete ? 'already complete' : 'done'}: run ${runId} in ${directory}`,
  ].join('\n');
}
