import type { CareerTable, CareerYear } from '../core/trend-analysis-tables.ts';
import { type Chart, CONFIG, PANEL_WIDTH, panelTitle } from './theme.ts';
import { pWords, siteName, wholeNumber } from './words.ts';

const HEIGHT = 190;
const ROW = 15;
/** From the earliest year to the latest, dark enough for text on white. */
const COLOURS = ['#440154', '#46327e', '#365c8d', '#21707c', '#127a5c', '#4a7a1e', '#8a6a00', '#b0470f'] as const;
const YEAR = 12;

/**
 * Share of artists still uploading by months since their first upload, one curve an entry year, with the artists at risk
 * below. One panel a site, the last eight entry years.
 *
 * @param tables of one rule of when an artist is gone; at least one with curves
 */
export function careersChart(tables: readonly CareerTable[]): Chart {
  const drawn = tables.filter(({ years }) => years.length > 0);
  return {
    title: {
      text: headline(drawn),
      subtitle: [
        `Kaplan–Meier curves by year of the first upload. An artist is gone after ${drawn[0]!.silence} months without uploads; the last ones of`,
        'each history cannot show it and are left out. Below: artists at risk. Whole histories only; the last eight entry years.',
      ],
    },
    vconcat: drawn.map((table) => ({ vconcat: panels(table), spacing: 6 })),
    spacing: 28,
    resolve: { scale: { color: 'independent' } },
    config: CONFIG,
  };
}

function panels(table: CareerTable) {
  const years = table.years.slice(-COLOURS.length);
  const longest = Math.max(YEAR, ...years.flatMap(({ steps }) => steps.map(({ month }) => month)));
  const ticks = Array.from({ length: Math.floor(longest / YEAR) + 1 }, (_, i) => i * YEAR);
  const scale = { domain: [0, longest], nice: false };
  const color = {
    field: 'year',
    type: 'ordinal' as const,
    scale: { domain: years.map(({ year }) => String(year)), range: COLOURS.slice(-years.length) },
    legend: null,
  };
  const curves = {
    width: PANEL_WIDTH,
    height: HEIGHT,
    title: panelTitle(siteName(table.site), subtitle(table)),
    data: { values: years.flatMap(curve) },
    mark: { type: 'line' as const, interpolate: 'step-after' as const, strokeWidth: 1.8 },
    encoding: {
      x: {
        field: 'month',
        type: 'quantitative' as const,
        scale,
        axis: { title: 'months since the first upload', values: ticks, labelFlush: false },
      },
      y: {
        field: 'survival',
        type: 'quantitative' as const,
        scale: { domain: [0, 1] },
        axis: { title: 'share still uploading', format: '.0%', tickCount: 4, minExtent: 52 },
      },
      color,
      tooltip: [
        { field: 'year', type: 'nominal' as const, title: 'entry year' },
        { field: 'month', type: 'quantitative' as const },
        { field: 'survival', type: 'quantitative' as const, format: '.1%' },
        { field: 'atRisk', type: 'quantitative' as const, format: ',d' },
      ],
    },
  };
  const risk = {
    width: PANEL_WIDTH,
    height: ROW * years.length,
    data: { values: years.flatMap((year) => ticks.map((month) => riskAt(year, month))) },
    mark: { type: 'text' as const, fontSize: 10.5 },
    encoding: {
      x: { field: 'month', type: 'quantitative' as const, scale, axis: null },
      y: {
        field: 'year',
        type: 'ordinal' as const,
        axis: { title: null, ticks: false, domain: false, minExtent: 34, offset: 18, labelFontSize: 10.5 },
      },
      text: { field: 'atRisk', type: 'quantitative' as const, format: ',d' },
      color,
    },
  };
  return [curves, risk];
}

function curve({ year, subjects, steps }: CareerYear) {
  const start = { year: String(year), month: 0, survival: 1, atRisk: subjects };
  return [start, ...steps.map(({ month, survival, atRisk }) => ({ year: String(year), month, survival, atRisk }))];
}

/** How many were neither gone nor censored before this month. */
function riskAt({ year, steps }: CareerYear, month: number) {
  const next = steps.find((step) => step.month >= month);
  return { year: String(year), month, atRisk: next?.atRisk ?? 0 };
}

function subtitle({ logRank, years, dropped, reason }: CareerTable): string {
  const artists = years.reduce((sum, { subjects }) => sum + subjects, 0);
  const left = dropped.incomplete + dropped.tooRecent + dropped.fewInYear;
  const test = reason ?? `log-rank over all entry years ${pWords(logRank.p)}`;
  return `${wholeNumber(artists)} artists, ${wholeNumber(left)} left out; ${test}`;
}

function headline(tables: readonly CareerTable[]): string {
  const differ = tables.filter(({ logRank }) => logRank.p !== null && logRank.p < 0.05);
  if (differ.length === 0) return 'Careers of later entry years are not clearly shorter or longer';
  const all = differ.length === tables.length;
  return `Entry years differ in how long artists stay${all ? '' : ` on ${differ.map(({ site }) => siteName(site)).join(', ')}`}`;
}
