import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { textFromMonth } from '../core/month.ts';
import type { Progress } from '../core/progress.ts';
import { createRng } from '../core/rng.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { type Arm, itemsDrawn, type PlannedArms, planArms } from './arms.ts';
import { type Plan, parsePlan } from './plan.ts';
import { realShare, setSize } from './policies.ts';
import { type Manifest, type MeasuredRow, RunDirectory, type RunTimes } from './run-directory.ts';
import { drawMoments, drawPoints } from './theory/draw-batch.ts';
import { runGaussianLoop } from './theory/gaussian.ts';
import { METRICS, MetricSums } from './theory/metrics.ts';
import { type Prediction, predictGaussian } from './theory/predictions.ts';

export interface LoopInput {
  /** TOML. */
  readonly planText: string;
  /** What to call the plan in messages. */
  readonly planFile: string;
  /** Monthly shares of everything stored, and the hash of what they were computed from. */
  readonly shares: readonly MonthlyShare[];
  readonly dataHash: string;
  /** Runs lie in its folder `runs`. */
  readonly dataDir: string;
  readonly gitCommit: string;
  /** Versions of what computes, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface LoopRun {
  readonly runId: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly metrics: readonly MeasuredRow[];
  readonly times: RunTimes;
  /** The same plan on the same data was run before: nothing was done. */
  readonly alreadyComplete: boolean;
}

/**
 * Runs a loop plan into its own directory. The same plan and data have the same run id and, under the same versions, the
 * same bytes. Predictions are written before the first generation is drawn.
 *
 * @throws InputError for a bad plan, UsageError if the shares cannot drive it; both before anything is written
 * @throws the signal's reason if aborted; nothing of the run is left
 */
export async function runPlan(input: LoopInput): Promise<LoopRun> {
  const plan = parsePlan(input.planText, input.planFile);
  const planHash = sha256(input.planText);
  const dataHash = plan.schedule.kind === 'shares' ? input.dataHash : null;
  const runId = `loop-${sha256(`${planHash} ${dataHash}`).slice(0, 16)}`;
  const directory = new RunDirectory(join(input.dataDir, 'runs'), runId);
  if (await directory.isComplete()) return completeRun(runId, directory, true);

  const planned = planArms(plan, input.shares);
  const { gitCommit, versions } = input;
  const manifest = { runId, planHash, dataHash, gitCommit, seed: plan.seed, versions, ...contentsOf(planned) };
  await directory.begin();
  try {
    await writeRun(directory, plan, planned.arms, manifest, input);
  } catch (error) {
    await directory.discard();
    throw error;
  }
  await directory.commit();
  return completeRun(runId, directory, false);
}

async function completeRun(runId: string, directory: RunDirectory, alreadyComplete: boolean): Promise<LoopRun> {
  const [manifest, metrics, times] = await Promise.all([
    directory.readManifest(),
    directory.readMetrics(),
    directory.readTimes(),
  ]);
  return { runId, directory: directory.path, manifest, metrics, times, alreadyComplete };
}

async function writeRun(
  directory: RunDirectory,
  plan: Plan,
  arms: readonly Arm[],
  manifest: Manifest,
  input: LoopInput,
): Promise<void> {
  const startedAt = input.clock.now();
  const predicted = arms.map((arm) => ({ arm, predictions: predictGaussian(arm.sets, plan) }));
  await directory.writePlan(input.planText);
  await directory.writeManifest(manifest);
  await directory.writeSets(arms);
  await directory.writePredictions(predicted);

  const rows: MeasuredRow[] = [];
  input.progress.start(TASK, plan.replications * arms.length);
  for (const { arm, predictions } of predicted) {
    const sums = await replicate(plan, arm, input);
    rows.push(...measuredRows(arm, predictions, sums));
  }
  input.progress.end(TASK);
  await directory.writeMetrics(rows);
  await directory.writeTimes({ startedAt, finishedAt: input.clock.now() });
}

const TASK = 'loop';

/** Draws made between two looks at the signal: some 20 ms. */
const DRAWS_PER_SLICE = 200_000;

async function replicate(plan: Plan, arm: Arm, { progress, signal }: LoopInput): Promise<MetricSums> {
  const draw = plan.draw === 'points' ? drawPoints : drawMoments;
  const sums = new MetricSums(arm.sets.length);
  const rng = createRng(plan.seed).fork(arm.name);
  const perSlice = Math.max(1, Math.floor(DRAWS_PER_SLICE / itemsDrawn(plan.samples, arm)));
  for (let done = 0; done < plan.replications; done += perSlice) {
    signal.throwIfAborted();
    const count = Math.min(perSlice, plan.replications - done);
    for (let k = 0; k < count; k++) sums.add(runGaussianLoop(arm.sets, plan, draw, rng.fork(done + k)));
    progress.advance(TASK, count);
    await setImmediate();
  }
  return sums;
}

function measuredRows(arm: Arm, predictions: readonly Prediction[], sums: MetricSums): MeasuredRow[] {
  return predictions.flatMap((prediction, generation) =>
    METRICS.map((metric) => {
      const { mean, standardError } = sums.estimate(generation, metric);
      return { generation, arm: arm.name, metric, measured: mean, standardError, predicted: prediction[metric] };
    }),
  );
}

function contentsOf({ arms, flows, stock, assumptions }: PlannedArms) {
  return {
    assumptions: [...assumptions],
    flows: flows.map((flow) => ({ ...flow, from: textFromMonth(flow.from), to: textFromMonth(flow.to) })),
    stock: [...stock],
    arms: arms.map(({ name, policy, sets, additions }) => ({
      name,
      policy,
      sets: sets.map((set) => ({
        generation: set.generation,
        ...(additions[set.generation - 1] ?? { real: setSize(set), synthetic: 0 }),
        items: setSize(set),
        realShare: realShare(set),
      })),
    })),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
