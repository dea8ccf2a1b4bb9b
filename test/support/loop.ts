import type { LoopMetric } from '../../src/core/loop-tables.ts';
import type { ReportedLoop } from '../../src/reports/loop-figures.ts';

/** A loop run to report, of one arm and generation unless told otherwise; a plan of constants. */
export function reportedLoop(runId: string, metrics: readonly LoopMetric[], changes: Partial<ReportedLoop> = {}) {
  const manifest = { kind: 'theory', model: 'gaussian', assumptions: [], flows: [], paths: [], bounds: [] };
  const items = [
    { arm: 'a', generation: 0, sourceGeneration: null, items: 10 },
    { arm: 'a', generation: 1, sourceGeneration: 0, items: 10 },
  ];
  const loop: ReportedLoop = { runId, manifest, ledger: { draws: [] }, items, metrics, scores: [], ...changes };
  return loop;
}
