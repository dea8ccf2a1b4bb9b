import { estimatePlan, requireRoom } from '../loop/plan/estimate.ts';
import type { Ledger } from '../loop/runs/ledger.ts';
import { type PreparedRun, prepareRun, reopenRun } from '../loop/runs/prepare.ts';
import { completeRun, type LoopRun, readRun } from '../loop/runs/run.ts';
import { secondsOf } from '../loop/runs/speed.ts';
import type { RunPorts } from '../loop/runs/theory-run.ts';
import type { Store } from '../store/store.ts';
import type { LoopPredictionRow } from '../store/types.ts';
import { LOOP_VERSIONS, loopInputs } from './loop-inputs.ts';

export type LoopStore = Pick<
  Store,
  | 'contentHash'
  | 'labelCounts'
  | 'shareDraws'
  | 'saveLoopRun'
  | 'saveLoopPredictions'
  | 'saveLoopMetrics'
  | 'saveLoopScores'
>;

interface LoopJob extends RunPorts {
  readonly store: LoopStore;
  readonly dataDir: string;
  readonly gitCommit: string;
}

export interface LoopRunJob extends LoopJob {
  /** TOML, and what to call it in messages. */
  readonly plan: { readonly name: string; readonly text: string };
  /** Free on the disk of the data folder. */
  readonly freeBytes: number;
}

export interface LoopResumeJob extends LoopJob {
  readonly runId: string;
}

export interface LoopSummary extends LoopRun {
  /** The same plan on the same data was complete before: nothing was done. */
  readonly alreadyComplete: boolean;
}

/**
 * Runs a loop plan on what is stored and records it in the store: the predictions before the first generation, metrics and
 * scores after the last. An unfinished run of the same plan and data goes on; a complete one is left as it is.
 *
 * @throws InputError, UsageError, LoopEngineMissingError or LoopTooLargeError before anything is written
 */
export async function runLoop(job: LoopRunJob): Promise<LoopSummary> {
  return record(await prepareLoop(job), job);
}

/**
 * Everything that would refuse the plan; writes nothing.
 *
 * @throws as runLoop does
 */
export async function prepareLoop(job: Omit<LoopRunJob, 'progress' | 'signal'>): Promise<PreparedRun> {
  const { store, plan, dataDir, gitCommit } = job;
  const inputs = await loopInputs(store);
  const request = { planText: plan.text, planFile: plan.name, inputs, dataDir, gitCommit, versions: LOOP_VERSIONS };
  const prepared = prepareRun(request);
  if ((await prepared.folder.state()) === 'absent') {
    const { plan: read } = prepared.work;
    const seconds = read.budget.hours === undefined ? null : secondsOf(prepared.work, job.clock);
    requireRoom({ ...estimatePlan(read, inputs), seconds }, read, job.freeBytes);
  }
  return prepared;
}

/**
 * Goes on with a run that was killed or interrupted, from its own files: what the store holds by now does not matter.
 *
 * @throws UsageError if there is no such run
 */
export async function resumeLoop(job: LoopResumeJob): Promise<LoopSummary> {
  const { dataDir, runId, gitCommit } = job;
  return record(await reopenRun(dataDir, runId, { gitCommit, versions: LOOP_VERSIONS }), job);
}

async function record(prepared: PreparedRun, { store, ...ports }: LoopJob): Promise<LoopSummary> {
  const { folder, planText, manifest, ledger } = prepared;
  const { runId, kind, model, planHash } = manifest;
  const entry = { runId, kind, model, plan: planText, planHash };
  const { wasComplete } = await completeRun(prepared, ports, async () => {
    const startedAt = ports.clock.now();
    await store.saveLoopRun({ ...entry, startedAt, finishedAt: null, directory: folder.path });
    await store.saveLoopPredictions(runId, predictionRows(ledger), startedAt);
  });
  const run = await readRun(folder);
  const predictedAt = run.log[0]?.at ?? ports.clock.now();
  const finishedAt = run.log.findLast(({ event }) => event === 'finished')?.at ?? ports.clock.now();
  await store.saveLoopRun({ ...entry, startedAt: predictedAt, finishedAt, directory: folder.path });
  await store.saveLoopPredictions(runId, predictionRows(ledger), predictedAt);
  await store.saveLoopMetrics(run.metrics.map((row) => ({ runId, ...row })));
  await store.saveLoopScores(runId, run.scores);
  return { ...run, alreadyComplete: wasComplete };
}

function predictionRows({ metrics, schedule }: Ledger): LoopPredictionRow[] {
  return [
    ...metrics.map(({ metric: quantity, ...row }) => ({ quantity, ...row })),
    ...schedule.flatMap(({ arm, generation, lambdaFlow, lambdaStock, effectiveSize }) =>
      [
        { quantity: 'lambda_flow', predicted: lambdaFlow },
        { quantity: 'lambda_stock', predicted: lambdaStock },
        ...effectiveSize.map(({ bias, ratio }) => ({
          quantity: `effective_size_ratio_bias_${bias}`,
          predicted: ratio,
        })),
      ].flatMap(({ quantity, predicted }) => (predicted === null ? [] : [{ arm, generation, quantity, predicted }])),
    ),
  ];
}
