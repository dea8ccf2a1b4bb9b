import { type Chart, CONFIG, SERIES_COLOURS } from './theme.ts';

/** What one arm of a loop measured in one generation, and what theory had predicted for it. */
export interface LoopMetric {
  readonly arm: string;
  readonly generation: number;
  readonly metric: string;
  readonly measured: number;
  readonly standardError: number;
  readonly predicted: number | null;
}

/** Pixels that all columns share. */
const FULL_WIDTH = 720;
const HEIGHT = 130;

/**
 * Measured against predicted, one row of panels a metric, one column an arm; the panels of a row share one scale.
 * Points: measured, with two standard errors either way. Lines: predicted from theory before the run.
 *
 * @param title the finding, in words
 */
export function loopChart(metrics: readonly LoopMetric[], title: string): Chart {
  const arms = [...new Set(metrics.map(({ arm }) => arm))];
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  const width = Math.floor(FULL_WIDTH / arms.length) - 26;
  return {
    title: {
      text: title,
      subtitle: [
        'Points: measured, ± 2 standard errors. Lines: predicted by theory before the run. Panels of a row share one scale.',
      ],
    },
    vconcat: names.map((name, row) => {
      const ofMetric = metrics.filter(({ metric }) => metric === name);
      const domain = domainOf(ofMetric);
      return {
        hconcat: arms.map((arm, column) =>
          panel(
            ofMetric.filter((entry) => entry.arm === arm),
            {
              title: row === 0 ? arm : '',
              isLast: row === names.length - 1,
              metric: column === 0 ? name.replaceAll('_', ' ') : null,
              domain,
              width,
              colour: SERIES_COLOURS[column % SERIES_COLOURS.length]!,
            },
          ),
        ),
        spacing: 14,
      };
    }),
    spacing: 18,
    config: CONFIG,
  };
}

interface PanelLooks {
  readonly title: string;
  readonly isLast: boolean;
  /** Name on the axis; null for panels that share the axis of the one to the left. */
  readonly metric: string | null;
  readonly domain: readonly [number, number];
  readonly width: number;
  readonly colour: string;
}

function panel(metrics: readonly LoopMetric[], { title, isLast, metric, domain, width, colour }: PanelLooks) {
  const values = metrics.map((entry) => ({
    ...entry,
    low: entry.measured - 2 * entry.standardError,
    high: entry.measured + 2 * entry.standardError,
  }));
  const x = {
    field: 'generation',
    type: 'quantitative' as const,
    scale: { nice: false, padding: 8 },
    axis: { title: isLast ? 'generation' : null, tickMinStep: 1, tickCount: 5, format: 'd', grid: false },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: true, zero: false },
    axis:
      metric === null
        ? { title: null, labels: false, ticks: false, domain: false, tickCount: 4 }
        : { title: metric, minExtent: 52, tickCount: 4 },
  };
  return {
    width,
    height: HEIGHT,
    title: { text: title, fontSize: 12, anchor: 'start' as const, offset: 6 },
    layer: [
      ...predictedLayers(values, x, y, colour),
      {
        data: { values },
        mark: { type: 'rule' as const, color: colour, strokeWidth: 1.4 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'point' as const, filled: true, color: colour, opacity: 1, size: 30 },
        encoding: {
          x,
          y: { field: 'measured', ...y },
          tooltip: ['arm', 'metric', 'generation', 'measured', 'standardError', 'predicted'].map((field) => ({
            field,
            type: 'nominal' as const,
          })),
        },
      },
    ],
  };
}

/** None where theory predicts nothing: an empty layer would leave Vega without a scale. */
function predictedLayers(metrics: readonly LoopMetric[], x: object, y: object, colour: string) {
  const values = metrics.filter((entry) => entry.predicted !== null);
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'line' as const, color: colour, strokeWidth: 1.6, opacity: 0.75 },
      encoding: { x, y: { field: 'predicted', ...y } },
    },
  ];
}

/** Everything drawn, and zero where it is not far: a scale that starts at zero unless that would flatten the panel. */
function domainOf(metrics: readonly LoopMetric[]): [number, number] {
  const ends = metrics.flatMap(({ measured, standardError, predicted }) => [
    measured - 2 * standardError,
    measured + 2 * standardError,
    ...(predicted === null ? [] : [predicted]),
  ]);
  const least = Math.min(...ends);
  const most = Math.max(...ends);
  return [least > 0 && least < most / 2 ? 0 : least, most];
}
