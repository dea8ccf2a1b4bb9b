import { monthlyShares } from '../analysis/shares/monthly.ts';
import type { Clock } from '../core/clock.ts';
import type { Progress } from '../core/progress.ts';
import { VERSION } from '../core/version.ts';
import { runPlan } from '../loop/run.ts';
import type { Manifest, MeasuredRow } from '../loop/run-directory.ts';
import type { Store } from '../store/store.ts';
import type { LoopMetricRow } from '../store/types.ts';

export interface LoopRunJob {
  readonly store: Pick<Store, 'labelCounts' | 'saveLoopRun' | 'saveLoopMetrics'>;
  /** TOML, and what to call it in messages. */
  readonly plan: { readonly name: string; readonly text: string };
  readonly dataDir: string;
  readonly gitCommit: string;
  /** The store's content hash. */
  readonly dataHash: string;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface LoopSummary {
  readonly runId: string;
  readonly directory: string;
  /** Every arm's counts by generation. */
  readonly arms: Manifest['arms'];
  /** The uploads each generation stands for; empty for a plan of constants. */
  readonly flows: Manifest['flows'];
  /** Empty unless the mapping has a stock. */
  readonly stock: Manifest['stock'];
  readonly assumptions: readonly string[];
  readonly metrics: readonly LoopMetricRow[];
  /** Where measured and predicted lie furthest apart; null if nothing was predicted. */
  readonly worstDeviation: WorstDeviation | null;
  readonly alreadyComplete: boolean;
}

export interface WorstDeviation {
  readonly arm: string;
  readonly generation: number;
  readonly metric: string;
  /** |measured − predicted| in standard errors of the measurement. */
  readonly standardErrors: number;
  /** How many values were compared: the largest of many deviations is larger than a typical one. */
  readonly comparisons: number;
}

/**
 * Runs a loop plan on the stored labels and records it in the store. Run again on the same data, it changes nothing.
 * Shares are computed from the stored labels here, so that they are those of `dataHash`.
 */
export async function runLoop(job: LoopRunJob): Promise<LoopSummary> {
  const { store, dataDir, gitCommit, dataHash, clock, progress, signal } = job;
  const { name: planFile, text: planText } = job.plan;
  const run = await runPlan({
    planText,
    planFile,
    shares: monthlyShares(await store.labelCounts()),
    dataHash,
    dataDir,
    gitCommit,
    versions: { node: process.versions.node, tidemark: VERSION },
    clock,
    progress,
    signal,
  });

  const { runId, directory, manifest } = run;
  const metrics = run.metrics.map((row) => ({ runId, ...row }));
  await store.saveLoopRun({ runId, plan: planText, planHash: manifest.planHash, ...run.times, directory });
  await store.saveLoopMetrics(metrics);
  const { arms, flows, stock, assumptions } = manifest;
  const { alreadyComplete } = run;
  const worstDeviation = worstOf(run.metrics);
  return { runId, directory, arms, flows, stock, assumptions, metrics, worstDeviation, alreadyComplete };
}

function worstOf(rows: readonly MeasuredRow[]): WorstDeviation | null {
  const deviations = rows.flatMap(({ arm, generation, metric, measured, standardError, predicted }) =>
    predicted === null
      ? []
      : [{ arm, generation, metric, standardErrors: Math.abs(measured - predicted) / standardError }],
  );
  const worst = deviations.toSorted((a, b) => b.standardErrors - a.standardErrors)[0];
  return worst === undefined ? null : { ...worst, comparisons: deviations.length };
}
