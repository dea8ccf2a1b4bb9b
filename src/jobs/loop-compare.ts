import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { UsageError } from '../core/errors.ts';
import { RunFolder } from '../loop/runs/folder.ts';
import { type LoopRun, readRun } from '../loop/runs/run.ts';

/** One metric at the end of one arm, in every run that has both. */
export interface ComparedMetric {
  readonly arm: string;
  readonly metric: string;
  readonly values: readonly ComparedValue[];
}

export interface ComparedValue {
  readonly runId: string;
  /** The last of the arm. */
  readonly generation: number;
  readonly measured: number;
  readonly standardError: number;
  /** From the first run that has this arm and metric, with a 95 % interval; null for that run itself. */
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/**
 * Metrics of the last generation of complete runs beside each other. Runs have random numbers of their own, so errors add
 * up in squares.
 *
 * @throws UsageError if a run is not there or not complete, they are of different models, or have nothing in common
 */
export async function compareLoops(dataDir: string, runIds: readonly string[]): Promise<ComparedMetric[]> {
  const runs = await Promise.all(runIds.map((runId) => completeRunOf(dataDir, runId)));
  const models = new Set(runs.map(({ manifest }) => `${manifest.kind} ${manifest.model}`));
  if (models.size > 1) throw new UsageError(`runs of different models cannot be compared: ${[...models].join(', ')}`);
  const last = runs.flatMap(({ runId, metrics }) => {
    const ends = new Map<string, number>();
    for (const { arm, generation } of metrics) ends.set(arm, Math.max(generation, ends.get(arm) ?? 0));
    return metrics.filter(({ arm, generation }) => ends.get(arm) === generation).map((row) => ({ runId, ...row }));
  });
  const groups = Map.groupBy(last, ({ arm, metric }) => JSON.stringify([arm, metric]));
  const shared = [...groups.values()].filter((rows) => rows.length > 1);
  if (shared.length === 0) throw new UsageError('the runs have no arm and metric in common');
  return shared.map((rows) => {
    const { arm, metric } = rows[0]!;
    const values = rows.map(({ runId, generation, measured, standardError }, index) => ({
      runId,
      generation,
      measured,
      standardError,
      difference: index === 0 ? null : differenceOf(rows[0]!, { measured, standardError }),
    }));
    return { arm, metric, values };
  });
}

const HALF_WIDTHS = normalQuantile(0.975, 0, 1);

interface Value {
  readonly measured: number;
  readonly standardError: number;
}

function differenceOf(from: Value, to: Value) {
  const value = to.measured - from.measured;
  const half = HALF_WIDTHS * Math.hypot(from.standardError, to.standardError);
  return { value, low: value - half, high: value + half };
}

async function completeRunOf(dataDir: string, runId: string): Promise<LoopRun> {
  const folder = new RunFolder(dataDir, runId);
  if ((await folder.state()) === 'unfinished') {
    throw new UsageError(`run ${runId} is not complete: "tidemark loop resume ${runId}" goes on with it`);
  }
  await folder.current();
  return readRun(folder);
}
