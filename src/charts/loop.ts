import type { LoopDraws, LoopMetric } from '../core/loop-tables.ts';
import { armColours, generationAxis } from './loop-arms.ts';
import { type Chart, CONFIG, FAINT_COLOUR, PANEL_WIDTH, SENIOR_COLOUR } from './theme.ts';

const COLUMNS = 2;
const GAP = 80;
const HEIGHT = 140;
/** Distance of two arms' points, in generations. */
const BESIDE = 0.07;

/**
 * Measured against predicted by generation, one panel a metric. Points: measured, with two standard errors either way.
 * Lines: predicted by theory before the run. Band: 5 to 95 % of the predictions over all posterior draws. Grey: the value
 * at generation 0, trained on real items alone, which is as near to the truth as so many items allow.
 *
 * @param title the finding, in words
 */
export function loopChart(metrics: readonly LoopMetric[], draws: readonly LoopDraws[], title: string): Chart {
  const arms = [...new Set(metrics.map(({ arm }) => arm))];
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  const panels = names.map((name) =>
    panel(
      metrics.filter(({ metric }) => metric === name),
      draws.filter(({ metric }) => metric === name),
      { name, arms },
    ),
  );
  const rows = Array.from({ length: Math.ceil(panels.length / COLUMNS) }, (_, row) => ({
    hconcat: panels.slice(row * COLUMNS, (row + 1) * COLUMNS),
    spacing: GAP,
  }));
  return {
    title: {
      text: title,
      subtitle: [
        'Points: measured, ± 2 standard errors. Lines: predicted by theory before the run. Dashed grey: trained on real items alone.',
        ...(draws.length === 0
          ? []
          : ['Band: 5 to 95 % of what theory predicts over all posterior draws of the shares.']),
      ],
    },
    vconcat: rows,
    spacing: 22,
    config: CONFIG,
  };
}

function panel(
  metrics: readonly LoopMetric[],
  draws: readonly LoopDraws[],
  { name, arms }: { readonly name: string; readonly arms: readonly string[] },
) {
  const values = metrics.map((entry) => ({
    ...entry,
    // Arms stand beside each other, or one would hide the others.
    place: entry.generation + (arms.indexOf(entry.arm) - (arms.length - 1) / 2) * BESIDE,
    low: entry.measured - 2 * entry.standardError,
    high: entry.measured + 2 * entry.standardError,
  }));
  const x = generationAxis();
  const placed = { ...x, field: 'place' };
  const y = {
    type: 'quantitative' as const,
    scale: { zero: false, nice: true },
    axis: { title: name.replaceAll('_', ' '), tickCount: 4, minExtent: 40 },
  };
  const colour = { field: 'arm', type: 'nominal' as const, ...armColours(arms) };
  const floor = metrics.find(({ generation }) => generation === 0);
  const predicted = values.filter((entry) => entry.predicted !== null);
  return {
    width: (PANEL_WIDTH - GAP) / COLUMNS - 30,
    height: HEIGHT,
    layer: [
      ...(draws.length === 0
        ? []
        : [
            {
              data: { values: [...draws] },
              mark: { type: 'area' as const, color: SENIOR_COLOUR, opacity: 0.15 },
              encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
            },
          ]),
      ...(floor === undefined
        ? []
        : [
            {
              data: { values: [{ floor: floor.predicted ?? floor.measured }] },
              mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeDash: [4, 3] },
              encoding: { y: { field: 'floor', ...y } },
            },
          ]),
      // None where theory predicts nothing: an empty layer would leave Vega without a scale.
      ...(predicted.length === 0
        ? []
        : [
            {
              data: { values: predicted },
              mark: { type: 'line' as const, strokeWidth: 1.5, opacity: 0.8 },
              encoding: { x, y: { field: 'predicted', ...y }, color: colour },
            },
          ]),
      {
        data: { values },
        mark: { type: 'rule' as const, strokeWidth: 1.3 },
        encoding: { x: placed, y: { field: 'low', ...y }, y2: { field: 'high' }, color: colour },
      },
      {
        data: { values },
        mark: { type: 'point' as const, filled: true, opacity: 1, size: 24 },
        encoding: {
          x: placed,
          y: { field: 'measured', ...y },
          color: colour,
          tooltip: ['arm', 'metric', 'generation', 'measured', 'standardError', 'predicted'].map((field) => ({
            field,
            type: 'nominal' as const,
          })),
        },
      },
    ],
  };
}
