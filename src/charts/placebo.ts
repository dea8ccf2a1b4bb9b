import type { AdjustedSlope, CohortFigure, PlaceboSlope } from '../core/cohort-tables.ts';
import { longMonth, signedNumber } from '../core/words.ts';
import { type Chart, CONFIG, FAINT_COLOUR, NEUTRAL_COLOUR } from './theme.ts';
import { lowerBound, siteName, wholeNumber } from './words.ts';

const WIDTH = 218;
const ROW = 24;
const GROUPS = [
  { group: 'senior', title: 'Seniors' },
  { group: 'junior', title: 'Juniors' },
  { group: 'all', title: 'Seniors and juniors together' },
] as const;

/**
 * Slopes after the real cutoff and after placebo cutoffs, as dots with 95 % intervals: one row of panels a site,
 * one column a cohort, all on one scale. Grey spans the placebo slopes.
 *
 * @param draws bootstrap draws behind the intervals
 */
export function placeboChart(figures: readonly CohortFigure[], draws: number): Chart {
  const cutoff = figures[0]!.cutoff;
  const slopes = figures.flatMap((figure) => figure.artists.slopes);
  const ends = slopes
    .flatMap(({ percentPerYear, low, high }) => [percentPerYear, low, high])
    .filter((end) => end !== null);
  const domain = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return {
    title: {
      text: headline(figures),
      subtitle: [
        `Slope of active artists a month after ${longMonth(cutoff)} (diamonds) and after placebo cutoffs (dots), in % of the mean a year.`,
        `Lines: 95 % intervals of ${wholeNumber(draws)} bootstrap draws of artists. Grey: range of the placebo slopes. Windows are`,
        'equally long, but for those cut short before the image generators: hollow, and in no mean. Δ: real less mean placebo.',
      ],
    },
    vconcat: figures.map((figure) => ({
      title: {
        text: `${siteName(figure.site)}: ${figure.artists.verdict.finding}${lowerBound(figure.incompleteArtists)}`,
        fontSize: 13,
        offset: 4,
        anchor: 'start' as const,
      },
      hconcat: GROUPS.map(({ group, title }, column) =>
        panel(
          figure.artists.slopes.filter((slope) => slope.group === group),
          group === 'all' ? [title] : [title, ...adjustedLines(figure.artists.adjusted[group])],
          domain,
          column === 0,
        ),
      ),
      spacing: 16,
    })),
    spacing: 24,
    config: CONFIG,
  };
}

function headline(figures: readonly CohortFigure[]): string {
  return figures.every(({ artists }) => artists.verdict.isSameDirection)
    ? 'Seniors fall and juniors rise after every cutoff, real or placebo'
    : 'The same split at other dates';
}

const KINDS = ['real', 'placebo', 'left out'] as const;

function kindOf({ isPlacebo, leftOut }: PlaceboSlope): (typeof KINDS)[number] {
  if (!isPlacebo) return 'real';
  return leftOut === null ? 'placebo' : 'left out';
}

function adjustedLines({ difference, low, high, rankP, leastRankP }: AdjustedSlope): string[] {
  if (difference === null || low === null || high === null) return ['no Δ'];
  return [
    `Δ ${signedNumber(difference)} (${signedNumber(low)} to ${signedNumber(high)})`,
    `rank p ${rankP!.toFixed(2)}, least possible ${leastRankP!.toFixed(2)}`,
  ];
}

function panel(slopes: readonly PlaceboSlope[], title: readonly string[], domain: readonly number[], isFirst: boolean) {
  const values = slopes
    .filter((slope) => slope.percentPerYear !== null)
    .map((slope) => ({ ...slope, kind: kindOf(slope) }));
  const cutoffs = slopes.map((slope) => slope.cutoff).sort();
  const placebos = values.filter((slope) => slope.kind === 'placebo').map((slope) => slope.percentPerYear!);
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: true },
    axis: { title: '% a year', tickCount: 5 },
  };
  const y = {
    field: 'cutoff',
    type: 'nominal' as const,
    scale: { domain: cutoffs },
    axis: isFirst ? { title: null, minExtent: 52, ticks: false, domain: false } : null,
  };
  const color = {
    field: 'kind',
    type: 'nominal' as const,
    scale: { domain: [...KINDS], range: [NEUTRAL_COLOUR, FAINT_COLOUR, FAINT_COLOUR] },
    legend: null,
  };
  return {
    width: WIDTH,
    height: { step: ROW },
    title: { text: [...title], fontSize: 11, fontWeight: 'normal' as const, anchor: 'start' as const, offset: 4 },
    layer: [
      {
        data: { values: placebos.length === 0 ? [] : [{ least: Math.min(...placebos), most: Math.max(...placebos) }] },
        mark: { type: 'rect' as const, color: '#000000', opacity: 0.08 },
        encoding: { x: { field: 'least', ...x }, x2: { field: 'most' } },
      },
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule' as const, color: '#000000', strokeWidth: 0.8 },
        encoding: { x: { field: 'zero', ...x } },
      },
      {
        data: { values },
        mark: { type: 'rule' as const, strokeWidth: 2 },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' }, y, color },
      },
      {
        data: { values },
        mark: { type: 'point' as const, opacity: 1, size: 70 },
        encoding: {
          x: { field: 'percentPerYear', ...x },
          y,
          color,
          fill: {
            field: 'kind',
            type: 'nominal' as const,
            scale: { domain: [...KINDS], range: [NEUTRAL_COLOUR, FAINT_COLOUR, '#ffffff'] },
            legend: null,
          },
          shape: {
            field: 'kind',
            type: 'nominal' as const,
            scale: { domain: [...KINDS], range: ['diamond', 'circle', 'circle'] },
            legend: null,
          },
          tooltip: [
            { field: 'cutoff', type: 'nominal' as const },
            { field: 'leftOut', type: 'nominal' as const },
            { field: 'percentPerYear', type: 'quantitative' as const, title: '% a year', format: '.1f' },
            { field: 'low', type: 'quantitative' as const, format: '.1f' },
            { field: 'high', type: 'quantitative' as const, format: '.1f' },
            { field: 'artists', type: 'quantitative' as const, format: ',d' },
          ],
        },
      },
    ],
  };
}
