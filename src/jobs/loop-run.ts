import type { Clock } from '../core/clock.ts';
import { estimatePlan, requireRoom } from '../loop/plan/estimate.ts';
import type { RunInputs } from '../loop/runs/inputs.ts';
import type { Ledger } from '../loop/runs/ledger.ts';
import { type PreparedRun, prepareRun, reopenRun } from '../loop/runs/prepare.ts';
import { completeRun, type LoopRun, readRun } from '../loop/runs/run.ts';
import { secondsOf } from '../loop/runs/speed.ts';
import type { RunPorts } from '../loop/runs/theory-run.ts';
import type { Store } from '../store/store.ts';
import type { LoopPredictionRow } from '../store/types.ts';
import { LOOP_VERSIONS } from './loop-inputs.ts';

/** TOML, and what to call it in messages. */
export interface PlanText {
  readonly name: string;
  readonly text: string;
}

export interface LoopPlanJob {
  readonly plan: PlanText;
  /** As from loopInputs. */
  readonly inputs: RunInputs;
  readonly dataDir: string;
  readonly gitCommit: string;
  /** Free on the disk of the data folder. */
  readonly freeBytes: number;
  readonly clock: Clock;
}

export interface LoopRunJob extends RunPorts {
  readonly store: Pick<Store, 'saveLoopRun' | 'saveLoopPredictions' | 'saveLoopMetrics' | 'saveLoopScores'>;
}

export interface LoopResumeJob extends LoopRunJob {
  readonly runId: string;
  readonly dataDir: string;
  readonly gitCommit: string;
}

export interface LoopSummary extends LoopRun {
  /** The same plan on the same data was complete before: nothing was done. */
  readonly alreadyComplete: boolean;
}

/**
 * Everything that would refuse the plan; writes nothing.
 *
 * @throws InputError, UsageError, LoopEngineMissingError or LoopTooLargeError
 */
export async function prepareLoop(job: LoopPlanJob): Promise<PreparedRun> {
  const { inputs, plan, dataDir, gitCommit } = job;
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
  return runLoop(await reopenRun(dataDir, runId, { gitCommit, versions: LOOP_VERSIONS }), job);
}

/**
 * Runs a loop and records it in the store: the predictions before the first generation, metrics and scores after the last.
 * An unfinished run of the same plan and data goes on; a complete one is left as it is.
 */
export async function runLoop(prepared: PreparedRun, { store, ...ports }: LoopRunJob): Promise<LoopSummary> {
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
