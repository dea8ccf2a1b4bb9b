import type { Estimate, TrendRow } from '../core/trend-analysis-tables.ts';
import { type Chart, CONFIG, FAINT_COLOUR, PANEL_WIDTH, panelTitle, SERIES_COLOURS } from './theme.ts';
import { pWords, siteName, wholeNumber } from './words.ts';

/** A line of text and three intervals. */
const ROW = 64;
const LABEL_OFFSET = -24;
const LEVEL = 0.05;
const METHODS = ['artist bootstrap', 'Theil–Sen', 'Newey–West'] as const;
const MEASURE_WORDS = {
  uploads: 'uploads',
  artists: 'active artists',
  intensity: 'uploads per active artist',
} as const;

/**
 * The slope of every series with the intervals of three methods, one panel a site, all on one scale.
 *
 * @param rows at least one
 * @param draws bootstrap draws of artists
 */
export function trendChart(rows: readonly TrendRow[], draws: number): Chart {
  const ends = rows.flatMap(estimates).flatMap(({ low, estimate, high }) => [low, estimate, high]);
  const known = ends.filter((end) => end !== null);
  const domain = [Math.min(0, ...known), Math.max(0, ...known)];
  const sites = [...Map.groupBy(rows, ({ site }) => site)];
  return {
    title: {
      text: headline(rows),
      subtitle: [
        `Slopes in % of the mean a year with 95 % intervals: ${wholeNumber(draws)} bootstrap draws of artists (blue, the one to believe),`,
        'Theil–Sen by rank (orange) and Newey–West (green), which take months of the same artists for new evidence.',
        `In brackets: p of Hamed and Rao, and adjusted by Benjamini and Hochberg for the ${rows.length} series of the report.`,
      ],
    },
    vconcat: sites.map(([site, ofSite], index) => panel(site, ofSite, domain, index === sites.length - 1)),
    spacing: 18,
    config: CONFIG,
  };
}

function panel(site: string, rows: readonly TrendRow[], domain: readonly number[], isLast: boolean) {
  const labels = rows.map(label);
  const values = rows.flatMap((row, i) =>
    estimates(row).map((estimate, m) => ({ ...estimate, row: labels[i]!, method: METHODS[m]! })),
  );
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: true },
    axis: { title: isLast ? '% of the mean a year' : null, tickCount: 6 },
  };
  const y = {
    field: 'row',
    type: 'nominal' as const,
    scale: { domain: labels },
    axis: {
      title: null,
      labelLimit: PANEL_WIDTH,
      labelAlign: 'left' as const,
      labelPadding: -6,
      labelOffset: LABEL_OFFSET,
      ticks: false,
      grid: false,
    },
  };
  const yOffset = { field: 'method', type: 'nominal' as const, scale: { domain: ['label', ...METHODS] } };
  const color = {
    field: 'method',
    type: 'nominal' as const,
    scale: { domain: [...METHODS], range: SERIES_COLOURS.slice(0, METHODS.length) },
    legend: null,
  };
  return {
    width: PANEL_WIDTH,
    height: ROW * rows.length,
    title: panelTitle(siteName(site), `${rows[0]!.months} months`),
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeDash: [3, 3] },
        encoding: { x: { datum: 0, ...x } },
      },
      {
        data: { values: values.filter(({ low, high }) => low !== null && high !== null) },
        mark: { type: 'rule' as const, strokeWidth: 2 },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' }, y, yOffset, color },
      },
      {
        data: { values: values.filter(({ estimate }) => estimate !== null) },
        mark: { type: 'point' as const, filled: true, size: 46, opacity: 1 },
        encoding: {
          x: { field: 'estimate', ...x },
          y,
          yOffset,
          color,
          tooltip: [
            { field: 'method', type: 'nominal' as const },
            { field: 'estimate', type: 'quantitative' as const, format: '.1f' },
            { field: 'low', type: 'quantitative' as const, format: '.1f' },
            { field: 'high', type: 'quantitative' as const, format: '.1f' },
          ],
        },
      },
    ],
  };
}

function estimates({ bootstrap, theilSen, neweyWest }: TrendRow): Estimate[] {
  return [bootstrap, theilSen, neweyWest];
}

function label({ measure, hamedRao, adjustedP, bootstrap }: TrendRow): string {
  const words = MEASURE_WORDS[measure];
  if (bootstrap.estimate === null) return `${words} (no trend)`;
  if (hamedRao.p === null || adjustedP === null) return `${words} (no test)`;
  return `${words} (${pWords(hamedRao.p)}, adjusted ${pWords(adjustedP)})`;
}

function headline(rows: readonly TrendRow[]): string {
  const clear = rows.filter(
    ({ adjustedP, bootstrap: { low, high } }) =>
      adjustedP !== null && adjustedP < LEVEL && low !== null && high !== null && (low > 0 || high < 0),
  );
  if (clear.length === 0) return 'No series has a clear trend';
  return `${clear.length} of ${rows.length} series have a clear trend, by draws of artists and by adjusted p`;
}
