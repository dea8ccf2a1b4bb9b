import { systemClock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';
import { compareLoops } from '../jobs/loop-compare.ts';
import { planLoop } from '../jobs/loop-plan.ts';
import { type LoopSummary, prepareLoop, resumeLoop, runLoop } from '../jobs/loop-run.ts';
import { loopStatus } from '../jobs/loop-status.ts';
import type { RunPorts } from '../loop/runs/theory-run.ts';
import type { Store } from '../store/store.ts';
import { freeBytes } from './disk.ts';
import { gitCommit } from './git.ts';
import { rootSignal } from './interruption.ts';
import { comparisonText, forecastText, statusText, summaryText } from './loop-text.ts';
import type { CommonOptions } from './options.ts';
import { loadPlan } from './plan.ts';
import { createProgress } from './progress.ts';
import { openStore, openStoreToRead } from './wire.ts';

export async function runLoopPlan(file: string, options: CommonOptions): Promise<void> {
  const plan = loadPlan(file);
  const room = await freeBytes(options.dataDir);
  {
    // A plan that is refused must leave no store behind where there was none.
    await using store = await openStoreToRead(options);
    await prepareLoop({ ...placeOf(options), store, plan, freeBytes: room });
  }
  await printRun(options, (where) => runLoop({ ...where, plan, freeBytes: room }));
}

export function resumeLoopRun(runId: string, options: CommonOptions): Promise<void> {
  return printRun(options, (where) => resumeLoop({ ...where, runId }));
}

export async function printLoopPlan(file: string, options: CommonOptions): Promise<void> {
  const plan = loadPlan(file);
  await using store = await openStoreToRead(options);
  const forecast = await planLoop({ ...placeOf(options), store, plan, freeBytes: await freeBytes(options.dataDir) });
  console.log(options.json ? JSON.stringify(forecast, null, 2) : forecastText(forecast));
}

export async function printLoopStatus(runId: string | undefined, options: CommonOptions): Promise<void> {
  const status = await loopStatus(options.dataDir, runId);
  console.log(options.json ? JSON.stringify(status, null, 2) : statusText(status));
}

export async function printLoopComparison(runIds: readonly string[], options: CommonOptions): Promise<void> {
  if (new Set(runIds).size < 2) throw new UsageError('a comparison needs at least two different runs');
  const compared = await compareLoops(options.dataDir, runIds);
  console.log(options.json ? JSON.stringify(compared, null, 2) : comparisonText(compared));
}

function placeOf({ dataDir }: CommonOptions) {
  return { dataDir, gitCommit: gitCommit() ?? 'unknown', clock: systemClock };
}

interface Where extends RunPorts {
  readonly store: Store;
  readonly dataDir: string;
  readonly gitCommit: string;
}

async function printRun(options: CommonOptions, run: (where: Where) => Promise<LoopSummary>): Promise<void> {
  await using store = await openStore(options);
  const progress = createProgress(process.stderr);
  try {
    const summary = await run({ ...placeOf(options), store, progress, signal: rootSignal });
    progress.stop();
    console.log(options.json ? JSON.stringify(summary, null, 2) : summaryText(summary));
  } finally {
    progress.stop();
  }
}
