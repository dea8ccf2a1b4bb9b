import { monthFromText } from '../core/month.ts';
import type { TotalSeries } from '../core/trend-tables.ts';
import { type EventMark, eventLayers } from './event-rules.ts';
import { censoredLayers, drawnPoints, hollowWords, POINT_MARK, pointFill } from './month-states.ts';
import { type Chart, CONFIG, NEUTRAL_COLOUR, PANEL_HEIGHT, PANEL_WIDTH, panelTitle } from './theme.ts';
import { timeAxis } from './time-axis.ts';
import { intervalText, listed, lowerBound, percent, siteName, wholeNumber } from './words.ts';

export interface TotalsChartOptions {
  /** First and last month, `YYYY-MM`. */
  readonly from: string;
  readonly to: string;
  readonly events: readonly EventMark[];
  /** Bootstrap draws behind the bands. */
  readonly draws: number;
}

/** All uploads a month, one panel a site, each with its own scale from zero (Figure 1a of arXiv:2406.08739). */
export function totalsChart(totals: readonly TotalSeries[], options: TotalsChartOptions): Chart {
  const { draws } = options;
  const incomplete = totals.reduce((sum, total) => sum + incompleteArtists(total), 0);
  return {
    title: {
      text: headline(totals),
      subtitle: [
        'All uploads a month in UTC. Each panel has its own scale, from zero.',
        `Band: 95 % interval of ${wholeNumber(draws)} bootstrap draws of artists. Trend: least squares over the window, in % of its mean a year.`,
        ...hollowWords(incomplete),
      ],
    },
    vconcat: totals.map((total, index) => panel(total, options, index === 0)),
    spacing: 26,
    config: CONFIG,
  };
}

function panel(total: TotalSeries, { from, to, events }: TotalsChartOptions, isFirst: boolean) {
  const values = drawnPoints(total.points, incompleteArtists(total));
  const x = timeAxis(monthFromText(from), monthFromText(to));
  const y = {
    type: 'quantitative' as const,
    scale: { zero: true, domainMin: 0 },
    axis: { title: 'uploads a month', minExtent: 52, tickCount: 4 },
  };
  const color = NEUTRAL_COLOUR;
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    title: panelTitle(siteName(total.site), subtitle(total)),
    layer: [
      ...censoredLayers(total.points, PANEL_HEIGHT),
      {
        data: { values },
        mark: { type: 'area' as const, color, opacity: 0.16 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      ...eventLayers(events, from, to, PANEL_HEIGHT, isFirst),
      {
        data: { values },
        mark: { type: 'line' as const, color, strokeWidth: 2 },
        encoding: { x, y: { field: 'value', ...y } },
      },
      {
        data: { values },
        mark: POINT_MARK,
        encoding: {
          x,
          y: { field: 'value', ...y },
          stroke: { value: color },
          fill: pointFill({ value: color }),
          tooltip: [
            { field: 'month', type: 'nominal' as const },
            { field: 'value', type: 'quantitative' as const, title: 'uploads', format: ',d' },
            { field: 'low', type: 'quantitative' as const, format: ',.0f' },
            { field: 'high', type: 'quantitative' as const, format: ',.0f' },
            { field: 'state', type: 'nominal' as const },
          ],
        },
      },
    ],
  };
}

function incompleteArtists({ artists, completeArtists }: TotalSeries): number {
  return artists - completeArtists;
}

function subtitle(total: TotalSeries): string {
  const { slope, artists, points } = total;
  const trend = `trend ${percent(slope.percentPerYear)} a year (95 % CI ${intervalText(slope.low, slope.high)})`;
  const missing = points.filter((point) => point.value === null).length;
  const gap = missing > 0 ? `; ${missing} months not observed` : '';
  return `${wholeNumber(artists)} artists, ${trend}${lowerBound(incompleteArtists(total))}${gap}`;
}

function headline(totals: readonly TotalSeries[]): string {
  const [only] = totals;
  if (totals.length === 1) return `Uploads a month ${direction(only!).plural} (${siteName(only!.site)})`;
  const claims = [...Map.groupBy(totals, (total) => direction(total).singular).values()].map((alike) => {
    const names = alike.map(({ site }) => siteName(site));
    const { singular, plural } = direction(alike[0]!);
    return `${listed(names)} ${names.length === 1 ? singular : plural}`;
  });
  return `Uploads a month: ${claims.join(', ')}`;
}

function direction({ slope: { low, high } }: TotalSeries): { singular: string; plural: string } {
  if (low === null || high === null) return { singular: 'cannot be judged', plural: 'cannot be judged' };
  if (high < 0) return { singular: 'falls', plural: 'fall' };
  if (low > 0) return { singular: 'rises', plural: 'rise' };
  return { singular: 'shows no clear trend', plural: 'show no clear trend' };
}
