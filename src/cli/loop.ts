import { systemClock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';
import { compareLoops } from '../jobs/loop-compare.ts';
import { loopInputs } from '../jobs/loop-inputs.ts';
import { planLoop } from '../jobs/loop-plan.ts';
import {
  type LoopPlanJob,
  type LoopRunJob,
  type LoopSummary,
  prepareLoop,
  resumeLoop,
  runLoop,
} from '../jobs/loop-run.ts';
import { loopStatus } from '../jobs/loop-status.ts';
import { freeBytes } from './disk.ts';
import { gitCommit } from './git.ts';
import { rootSignal } from './interruption.ts';
import { comparisonText, forecastText, statusText, summaryText } from './loop-text.ts';
import type { CommonOptions } from './options.ts';
import { loadPlan } from './plan.ts';
import { createProgress } from './progress.ts';
import { openStore, openStoreToRead } from './wire.ts';

export async function runLoopPlan(file: string, options: CommonOptions): Promise<void> {
  // A plan that is refused must leave no store behind where there was none.
  const prepared = await prepareLoop(await planJob(file, options));
  await printRun(options, (ports) => runLoop(prepared, ports));
}

export function resumeLoopRun(runId: string, options: CommonOptions): Promise<void> {
  return printRun(options, (ports) => resumeLoop({ ...placeOf(options), ...ports, runId }));
}

export async function printLoopPlan(file: string, options: CommonOptions): Promise<void> {
  const forecast = planLoop(await planJob(file, options));
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

async function planJob(file: string, options: CommonOptions): Promise<LoopPlanJob> {
  const plan = loadPlan(file);
  await using store = await openStoreToRead(options);
  const room = { freeBytes: await freeBytes(options.dataDir) };
  return { ...placeOf(options), ...room, plan, inputs: await loopInputs(store), clock: systemClock };
}

function placeOf({ dataDir }: CommonOptions) {
  return { dataDir, gitCommit: gitCommit() ?? 'unknown' };
}

async function printRun(options: CommonOptions, run: (ports: LoopRunJob) => Promise<LoopSummary>): Promise<void> {
  await using store = await openStore(options);
  const progress = createProgress(process.stderr);
  try {
    const summary = await run({ store, clock: systemClock, progress, signal: rootSignal });
    progress.stop();
    console.log(options.json ? JSON.stringify(summary, null, 2) : summaryText(summary));
  } finally {
    progress.stop();
  }
}
