import { loopChart } from '../charts/loop.ts';
import { compositionChart } from '../charts/loop-composition.ts';
import { scheduleChart } from '../charts/loop-schedule.ts';
import type { Chart } from '../charts/theme.ts';
import type {
  LoopBounds,
  LoopDraws,
  LoopFlow,
  LoopItems,
  LoopMetric,
  LoopPath,
  LoopScore,
} from '../core/loop-tables.ts';

/** A loop run to show. */
export interface ReportedLoop {
  readonly runId: string;
  readonly manifest: {
    readonly kind: string;
    readonly model: string;
    readonly assumptions: readonly string[];
    /** The stored uploads behind each generation; empty for a plan that takes none. */
    readonly flows: readonly LoopFlow[];
    /** Both empty unless shares come from a posterior. */
    readonly paths: readonly LoopPath[];
    readonly bounds: readonly LoopBounds[];
  };
  readonly ledger: { readonly draws: readonly LoopDraws[] };
  readonly items: readonly LoopItems[];
  readonly metrics: readonly LoopMetric[];
  readonly scores: readonly LoopScore[];
}

export interface LoopFigure {
  readonly name: string;
  readonly alt: string;
  readonly spec: Chart;
}

/** The figures of one loop; no schedule for a plan of constants. */
export interface LoopFigures {
  readonly schedule: LoopFigure | null;
  readonly composition: LoopFigure;
  readonly curves: LoopFigure;
}

/** @param noticed puts the notice of a report on figures made from stored uploads */
export function loopFigures(
  { runId, manifest: { flows, paths, bounds }, ledger, items, metrics, scores }: ReportedLoop,
  noticed: (spec: Chart) => Chart,
): LoopFigures {
  const marked = flows.length === 0 ? (spec: Chart) => spec : noticed;
  return {
    schedule:
      flows.length === 0
        ? null
        : {
            name: `${runId}-schedule`,
            alt: `Generated share behind each generation of the loop ${runId}, and the probability of being on the safe side`,
            spec: marked(scheduleChart(flows, paths, bounds, scheduleTitle(bounds))),
          },
    composition: {
      name: `${runId}-sets`,
      alt: `What each generation of the loop ${runId} was trained on`,
      spec: marked(compositionChart(items)),
    },
    curves: {
      name: runId,
      alt: `Measured and predicted metrics of the loop ${runId}`,
      spec: marked(loopChart(metrics, ledger.draws, curvesTitle(scores))),
    },
  };
}

function scheduleTitle(bounds: readonly LoopBounds[]): string {
  const last = bounds.at(-1);
  if (last === undefined) return 'What drives the loop';
  return `λ < 1/2 in ${last.month} with probability ${last.flowMet.toFixed(2)} for the flow${
    last.stockMet === null ? '' : `, ${last.stockMet.toFixed(2)} for the stock`
  }`;
}

function curvesTitle(scores: readonly LoopScore[]): string {
  if (scores.length === 0) return 'The loop, measured; theory predicts nothing for it';
  const held = scores.filter(({ holds }) => holds).length;
  return held === scores.length
    ? `All ${held} predictions by theory hold`
    : `${held} of ${scores.length} predictions by theory hold`;
}
