import { monthFromText, startOfMonth } from '../core/month.ts';
import type { InterruptedTable, PlaceboEventTable } from '../core/trend-analysis-tables.ts';
import { longMonth } from '../core/words.ts';
import { type EventMark, eventLayers } from './event-rules.ts';
import {
  type Chart,
  CONFIG,
  JUNIOR_COLOUR,
  NEUTRAL_COLOUR,
  PANEL_HEIGHT,
  PANEL_WIDTH,
  panelTitle,
  SENIOR_COLOUR,
} from './theme.ts';
import { timeAxis, timesOf } from './time-axis.ts';
import { listed, siteName } from './words.ts';

/** An extrapolation may leave the panel: it is cut at so many times the highest month. */
const HEADROOM = 1.4;
const LEVEL = 0.05;

export interface InterruptedChartOptions {
  /** First and last month, `YYYY-MM`. */
  readonly from: string;
  readonly to: string;
  readonly events: readonly EventMark[];
}

/**
 * Uploads a month, the interrupted series fitted to them and what it expects without the events, one panel a site.
 *
 * @param tables at least one
 */
export function interruptedChart(tables: readonly InterruptedTable[], options: InterruptedChartOptions): Chart {
  return {
    title: {
      text: headline(tables),
      subtitle: [
        'Black: uploads a month. Blue: the model, in proportion to artists who had entered, with a yearly season and the events given.',
        ...dashedWords(tables),
        'Grey: months over which the events of a block came. p: rank of the change among those found at every other month.',
      ],
    },
    vconcat: tables.map((table, index) => panel(table, options, index === 0)),
    spacing: 26,
    config: CONFIG,
  };
}

function panel(table: InterruptedTable, { from, to, events }: InterruptedChartOptions, isFirst: boolean) {
  const times = timesOf(table.points);
  const values = table.points.map((point, i) => ({ ...point, time: times[i]! }));
  const highest = Math.max(1, ...values.flatMap(({ uploads, fitted }) => [uploads, fitted ?? 0]));
  const x = timeAxis(monthFromText(from), monthFromText(to));
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, HEADROOM * highest] },
    axis: { title: 'uploads a month', minExtent: 52, tickCount: 4 },
  };
  const line = (field: 'uploads' | 'fitted' | 'counterfactual', mark: object) => ({
    data: { values: values.filter((value) => value[field] !== null) },
    mark: { type: 'line' as const, clip: true, strokeWidth: 2, ...mark },
    encoding: { x, y: { field, ...y } },
  });
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    title: panelTitle(siteName(table.site), table.reason === null ? table.placebos.map(placeboWords) : table.reason),
    layer: [
      ...table.blocks.map(({ from: first, to: last }) => ({
        data: {
          values: [{ start: startOfMonth(monthFromText(first)), end: startOfMonth(monthFromText(last) + 1) }],
        },
        mark: { type: 'rect' as const, color: '#000000', opacity: 0.08 },
        encoding: {
          x: { field: 'start', type: 'temporal' as const },
          x2: { field: 'end' },
          y: { value: 0 },
          y2: { value: PANEL_HEIGHT },
        },
      })),
      ...eventLayers(events, from, to, PANEL_HEIGHT, isFirst),
      line('counterfactual', { color: JUNIOR_COLOUR, strokeDash: [6, 4] }),
      line('fitted', { color: SENIOR_COLOUR }),
      line('uploads', { color: NEUTRAL_COLOUR, strokeWidth: 1.2, point: { color: NEUTRAL_COLOUR, size: 18 } }),
    ],
  };
}

/** @example placeboWords(t) // => 'generative (from 2022-07), level −12 %: rank 3 of 16, p = 0.19, least possible 0.06' */
export function placeboWords({
  block,
  change,
  month,
  effect,
  rank,
  p,
  leastP,
  placebos,
  reason,
}: PlaceboEventTable): string {
  const what = `${block} (from ${month}), ${change}`;
  if (effect === null) return `${what}: ${reason ?? 'no effect'}`;
  const size = Math.expm1(effect) * 100;
  const amount = `${size < 0 ? '−' : '+'}${Math.abs(size).toFixed(1)} %${change === 'slope' ? ' a month' : ''}`;
  if (rank === null || p === null || leastP === null) return `${what} ${amount}: ${reason ?? 'no rank'}`;
  return `${what} ${amount}: rank ${rank} of ${placebos.length + 1}, p = ${p.toFixed(2)}, least possible ${leastP.toFixed(2)}`;
}

/** None where no model holds the events that the dashed line leaves out. */
function dashedWords(tables: readonly InterruptedTable[]): string[] {
  const [first] = tables.flatMap(({ blocks, without }) => blocks.filter(({ id }) => without.includes(id)));
  if (first === undefined) return [];
  return [
    `Dashed: the same without the events from ${longMonth(first.from)} on. It goes on with the line before and may leave the panel.`,
  ];
}

function headline(tables: readonly InterruptedTable[]): string {
  const first = tables.filter(({ placebos }) => placebos.some(({ rank }) => rank === 1)).map(({ site }) => site);
  const sure = tables.filter(({ placebos }) => placebos.some(({ p }) => p !== null && p < LEVEL));
  if (sure.length > 0) return `A change at an event is larger than elsewhere on ${listed(sure.map(nameOf))}`;
  if (first.length > 0) return 'No change at an event stands out: too few other months to compare with';
  return 'No change at an event stands out among those at other months';
}

function nameOf({ site }: InterruptedTable): string {
  return siteName(site);
}
