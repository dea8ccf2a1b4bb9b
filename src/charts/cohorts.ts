import type { CohortFigure, CohortPanel, PlaceboSlope } from '../core/cohort-tables.ts';
import { monthFromText, startOfMonth } from '../core/month.ts';
import type { Measure } from '../core/trend-tables.ts';
import { longMonth } from '../core/words.ts';
import { type EventMark, eventLayers } from './event-rules.ts';
import { censoredLayers, type DrawnPoint, drawnPoints, hollowWords, POINT_MARK, pointFill } from './month-states.ts';
import {
  type Chart,
  CONFIG,
  FAINT_COLOUR,
  JUNIOR_COLOUR,
  NEUTRAL_COLOUR,
  PANEL_WIDTH,
  panelTitle,
  SENIOR_COLOUR,
} from './theme.ts';
import { timeAxis, timesOf } from './time-axis.ts';
import { capital, censoredSentence, differenceWords, lowerBound, percent, siteName, wholeNumber } from './words.ts';

export interface CohortChartOptions {
  readonly events: readonly EventMark[];
  readonly draws: number;
  /** Draw the line of both cohorts together too. @default false */
  readonly withAll?: boolean;
}

const HEIGHT = 210;
const LINES = ['observed', 'tenure', 'exit'] as const;
const NAMES = { senior: 'seniors', junior: 'juniors', all: 'all' } as const;
const MEASURE_WORDS: Readonly<Record<Measure, { axis: string; cap: string }>> = {
  artists: { axis: 'active artists a month', cap: 'at most one upload for each artist and month' },
  uploads: { axis: 'uploads a month', cap: 'all uploads, no cap' },
};

/**
 * Seniors and juniors by month beside the null models (Figures 1b, 1c and 2 of arXiv:2406.08739), from zero; panels of
 * active artists share one scale. Takes whole cohort figures: the observed lines cannot be drawn alone.
 *
 * @param figures one panel each; at least one
 */
export function cohortChart(figures: readonly CohortFigure[], measure: Measure, options: CohortChartOptions): Chart {
  const isShared = measure === 'artists';
  const tops = figures.map((figure) => highest(figure[measure], options.withAll === true));
  const shared = Math.max(...tops);
  const scales = isShared ? 'Panels share one scale.' : 'Each panel has its own scale.';
  const first = figures[0]!;
  return {
    title: {
      text: headline(figures, measure),
      subtitle: [
        `Senior: first upload before ${longMonth(first.cutoff)}; ${MEASURE_WORDS[measure].cap}.${figures.length > 1 ? ` ${scales}` : ''}`,
        `Solid: observed, with 95 % intervals of ${wholeNumber(options.draws)} bootstrap draws of artists.`,
        'Dashed: if nobody changed, activity by tenure as it was before the cutoff. Dotted: the same with one entry and exit rate for all.',
        `In brackets: slopes at the placebo cutoffs ${placeboList(first[measure])}.`,
        ...hollowWords(figures.reduce((sum, { incompleteArtists }) => sum + incompleteArtists, 0)),
      ],
    },
    vconcat: figures.map((figure, index) =>
      panel(figure, measure, options, isShared ? shared : tops[index]!, index === 0),
    ),
    spacing: 30,
    config: CONFIG,
  };
}

function panel(figure: CohortFigure, measure: Measure, options: CohortChartOptions, top: number, isFirst: boolean) {
  const { from, to, cutoff } = figure;
  const data = figure[measure];
  const x = timeAxis(monthFromText(from), monthFromText(to));
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, top], nice: true },
    axis: { title: MEASURE_WORDS[measure].axis, minExtent: 52, tickCount: 5 },
  };
  const groups = options.withAll === true ? (['all', 'senior', 'junior'] as const) : (['senior', 'junior'] as const);
  const colour = {
    field: 'group',
    type: 'nominal' as const,
    scale: { domain: ['seniors', 'juniors', 'all'], range: [SENIOR_COLOUR, JUNIOR_COLOUR, NEUTRAL_COLOUR] },
    legend: null,
  };
  const dash = {
    field: 'line',
    type: 'nominal' as const,
    scale: {
      domain: [...LINES],
      range: [
        [1, 0],
        [6, 4],
        [1.5, 3],
      ],
    },
    legend: null,
  };
  const observed = groups.flatMap((group) =>
    drawnPoints(data[group], figure.incompleteArtists).map((point) => ({
      ...point,
      group: NAMES[group],
      line: LINES[0],
    })),
  );
  const events = eventLayers(options.events, from, to, HEIGHT, isFirst);
  return {
    width: PANEL_WIDTH,
    height: HEIGHT,
    title: panelTitle(
      `${siteName(figure.site)}: ${wholeNumber(figure.seniors)} seniors, ${wholeNumber(figure.juniors)} juniors${lowerBound(figure.incompleteArtists)}`,
      subtitles(figure, data),
    ),
    layer: [
      ...censoredLayers(data.all, HEIGHT),
      {
        data: { values: observed },
        mark: { type: 'area' as const, opacity: 0.14 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' }, color: colour },
      },
      ...events,
      ...cutoffLayers(cutoff),
      {
        data: { values: nullRows(data) },
        mark: { type: 'line' as const, strokeWidth: 1.6 },
        encoding: { x, y: { field: 'value', ...y }, color: colour, strokeDash: dash },
      },
      {
        data: { values: observed },
        mark: { type: 'line' as const, strokeWidth: 2.2 },
        encoding: { x, y: { field: 'value', ...y }, color: colour, strokeDash: dash },
      },
      {
        data: { values: observed },
        mark: POINT_MARK,
        encoding: {
          x,
          y: { field: 'value', ...y },
          stroke: colour,
          fill: pointFill(colour),
          tooltip: [
            { field: 'group', type: 'nominal' as const },
            { field: 'month', type: 'nominal' as const },
            { field: 'value', type: 'quantitative' as const, format: ',d' },
            { field: 'low', type: 'quantitative' as const, format: ',.0f' },
            { field: 'high', type: 'quantitative' as const, format: ',.0f' },
            { field: 'state', type: 'nominal' as const },
          ],
        },
      },
      ...endLabels(observed, groups, top, y, colour),
    ],
  };
}

interface ObservedRow extends DrawnPoint {
  readonly group: string;
}

function nullRows(data: CohortPanel) {
  const times = timesOf(data.nullModel);
  return data.nullModel.flatMap(({ cohort, month, exitModel, tenureModel }, i) => {
    const row = { time: times[i]!, month, group: NAMES[cohort] };
    return [
      ...(tenureModel === null ? [] : [{ ...row, line: LINES[1], value: tenureModel }]),
      ...(exitModel === null ? [] : [{ ...row, line: LINES[2], value: exitModel }]),
    ];
  });
}

function cutoffLayers(cutoff: string) {
  const data = { values: [{ time: startOfMonth(monthFromText(cutoff)) }] };
  const x = { field: 'time', type: 'temporal' as const };
  return [
    {
      data,
      mark: { type: 'rule' as const, color: '#000000', strokeWidth: 1 },
      encoding: { x, y: { value: 0 }, y2: { value: HEIGHT } },
    },
    {
      data,
      mark: {
        type: 'text' as const,
        text: 'cutoff',
        align: 'right' as const,
        dx: -4,
        fontSize: 10,
        color: FAINT_COLOUR,
      },
      encoding: { x, y: { value: HEIGHT - 8 } },
    },
  ];
}

const LABEL_GAP = 13;

/** Names at the right ends of the lines, pushed apart where the lines meet. */
function endLabels(
  observed: readonly ObservedRow[],
  groups: readonly ('senior' | 'junior' | 'all')[],
  top: number,
  y: object,
  colour: object,
) {
  const ends = groups
    .flatMap((group) => observed.findLast((row) => row.group === NAMES[group]) ?? [])
    .sort((a, b) => b.value - a.value);
  let lowest = Number.NEGATIVE_INFINITY;
  return ends.map((end) => {
    const wanted = HEIGHT * (1 - end.value / top);
    const placed = Math.max(wanted, lowest + LABEL_GAP);
    lowest = placed;
    return {
      data: { values: [end] },
      mark: {
        type: 'text' as const,
        align: 'left' as const,
        dx: 8,
        dy: placed - wanted,
        fontSize: 11,
        fontWeight: 'bold' as const,
      },
      encoding: {
        x: { field: 'time', type: 'temporal' as const },
        y: { field: 'value', ...y },
        color: colour,
        text: { field: 'group', type: 'nominal' as const },
      },
    };
  });
}

function highest(data: CohortPanel, withAll: boolean): number {
  const points = [...data.senior, ...data.junior, ...(withAll ? data.all : [])];
  const observed = points.map((point) => point.high ?? point.value ?? 0);
  const expected = data.nullModel.map((point) => Math.max(point.exitModel ?? 0, point.tenureModel ?? 0));
  return Math.max(1, ...observed, ...expected);
}

function subtitles(figure: CohortFigure, { slopes, adjusted, nullModel, verdict }: CohortPanel): string[] {
  const slope = (group: 'senior' | 'junior') => {
    const real = slopes.find((row) => !row.isPlacebo && row.group === group);
    return `${NAMES[group]} ${percent(real?.percentPerYear ?? null)} a year (${placeboSlopesOf(slopes, group)})`;
  };
  const lines = [
    `${slope('senior')}; ${slope('junior')}`,
    `${capital(verdict.finding)}: ${differenceWords(adjusted.senior)}`,
  ];
  if (figure.knownTo !== null) lines.push(censoredSentence(figure));
  if (nullModel.length === 0) lines.push('No null model: there is too little history before the cutoff.');
  return lines;
}

function placeboSlopesOf(slopes: readonly PlaceboSlope[], group: 'senior' | 'junior'): string {
  const placebos = slopes.filter((row) => row.isPlacebo && row.leftOut === null && row.group === group);
  if (placebos.length === 0) return 'no placebo cutoffs';
  if (placebos.length <= MOST_LISTED) return placebos.map((row) => percent(row.percentPerYear)).join(', ');
  const known = placebos.flatMap(({ percentPerYear }) => percentPerYear ?? []);
  return known.length === 0 ? 'no slopes' : `${percent(Math.min(...known))} to ${percent(Math.max(...known))}`;
}

/** Slopes of more placebos than this are given by their range. */
const MOST_LISTED = 3;

function placeboList({ slopes }: CohortPanel): string {
  const cutoffs = slopes
    .filter((row) => row.isPlacebo && row.leftOut === null && row.group === 'senior')
    .map((row) => row.cutoff);
  return cutoffs.length === 0 ? '(none)' : cutoffs.join(', ');
}

function headline(figures: readonly CohortFigure[], measure: Measure): string {
  const verdicts = figures.map((figure) => figure[measure].verdict);
  const isSame = verdicts.every(({ isSameDirection }) => isSameDirection);
  if (verdicts.every(({ finding }) => finding === 'mechanical')) {
    return isSame
      ? 'Seniors fall and juniors rise, as the split alone makes them do'
      : 'No more than the split of artists at a date does by itself';
  }
  if (verdicts.every(({ finding }) => finding === 'beyond mechanical')) {
    return 'Seniors do not move as the split alone makes them';
  }
  return isSame
    ? 'Seniors fall and juniors rise, as at every earlier cutoff; only the slopes differ'
    : 'Seniors and juniors beside what the split alone does';
}
