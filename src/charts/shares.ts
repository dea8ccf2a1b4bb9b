import { NO_REGIME } from '../core/label-regimes.ts';
import { type Month, startOfMonth, textFromMonth } from '../core/month.ts';
import type { MonthlyShare, ShareEstimate } from '../core/shares.ts';
import { bandLayers, drawnEstimates } from './share-band.ts';
import { type Chart, CONFIG, FAINT_COLOUR, JUNIOR_COLOUR, PANEL_WIDTH, panelTitle } from './theme.ts';
import { middleOfMonth, timeAxis } from './time-axis.ts';
import { siteName, wholeNumber } from './words.ts';

const HEIGHT = 130;
/** A shorter grey span, in months, has no room for words. */
const LEAST_LABELLED_SPAN = 7;
/** Least upper end of the scale: small shares stay visibly small. */
const LEAST_TOP = 0.05;

/**
 * Share of works labelled as generated, by month, one panel a site. Months without any label are grey over the whole
 * height: labels say nothing there. Label regimes are marked where they start. With estimates, the corrected share and its
 * band stand beside the labels.
 *
 * @param shares by site, then month
 * @param estimates of the same months; those with assisted works counted 0 are drawn. @default none
 */
export function sharesChart(shares: readonly MonthlyShare[], estimates: readonly ShareEstimate[] = []): Chart {
  const sites = [...new Set(shares.map(({ site }) => site))];
  const from = Math.min(...shares.map(({ month }) => month));
  const to = Math.max(...shares.map(({ month }) => month));
  const known = shares.filter(({ share }) => share !== null).map(({ high }) => high);
  const corrected = drawnEstimates(estimates);
  const bands = corrected.filter(({ basis }) => basis === 'labels').map(({ high }) => high!);
  const top = Math.min(1, Math.max(LEAST_TOP, ...known, ...bands) * 1.1);
  return {
    title: {
      text:
        known.length === 0
          ? 'No month has labelled works: the generated share is unknown'
          : 'Share of works labelled as generated',
      subtitle: [
        'Points: labelled works only, with 95 % Wilson intervals; unknown labels count neither way. Panels share one scale.',
        'Grey: no work has a label, so labels alone allow any share from 0 to 1. Labels of different sites follow different rules.',
        ...(corrected.length === 0 ? [] : CORRECTED_WORDS),
      ],
    },
    vconcat: sites.map((site) =>
      panel(
        site,
        shares.filter((row) => row.site === site),
        corrected.filter((row) => row.site === site),
        from,
        to,
        top,
      ),
    ),
    spacing: 26,
    config: CONFIG,
  };
}

const CORRECTED_WORDS = [
  'Blue: share corrected for false and missing labels and withdrawn works as far as these are known; median and 90 % band of',
  'a random walk on the logit, clustered by artist. Dashed: from other months alone. Bands beyond the scale are cut.',
];

function panel(
  site: string,
  shares: readonly MonthlyShare[],
  estimates: readonly ShareEstimate[],
  from: Month,
  to: Month,
  top: number,
) {
  const x = timeAxis(from, to);
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, top], nice: false, clamp: true },
    axis: { title: 'share', format: '.0%', tickCount: 4, minExtent: 52 },
  };
  const time = { field: 'time', type: 'temporal' as const };
  const values = shares
    .filter(({ share }) => share !== null)
    .map((row) => ({ ...row, time: middleOfMonth(row.month), monthText: textFromMonth(row.month) }));
  const spans = unknownSpans(shares);
  const starts = regimeStarts(shares);
  const works = shares.reduce((sum, row) => sum + row.labelled, 0);
  return {
    width: PANEL_WIDTH,
    height: HEIGHT,
    title: panelTitle(siteName(site), `${wholeNumber(works)} labelled works`),
    layer: [
      {
        data: { values: spans },
        mark: { type: 'rect' as const, color: '#000000', opacity: 0.09 },
        encoding: {
          x: { field: 'start', type: 'temporal' as const },
          x2: { field: 'end' },
          y: { value: 0 },
          y2: { value: HEIGHT },
        },
      },
      {
        data: { values: spans.filter((span) => span.months >= LEAST_LABELLED_SPAN) },
        mark: { type: 'text' as const, fontSize: 11, color: '#555555' },
        encoding: {
          text: { field: 'why', type: 'nominal' as const },
          x: { field: 'middle', type: 'temporal' as const },
          y: { value: HEIGHT / 2 },
        },
      },
      {
        data: { values: starts },
        mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeDash: [4, 3] },
        encoding: { x: time, y: { value: 0 }, y2: { value: HEIGHT } },
      },
      {
        data: { values: starts },
        mark: { type: 'text' as const, align: 'left' as const, dx: 4, fontSize: 10, color: '#555555' },
        encoding: { x: time, y: { value: 7 }, text: { field: 'labelRegime', type: 'nominal' as const } },
      },
      ...bandLayers(estimates, x, y),
      {
        data: { values },
        mark: { type: 'rule' as const, color: JUNIOR_COLOUR, strokeWidth: 1.4 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: {
          type: 'line' as const,
          color: JUNIOR_COLOUR,
          strokeWidth: 1.6,
          point: { color: JUNIOR_COLOUR, size: 28 },
        },
        encoding: {
          x,
          y: { field: 'share', ...y },
          tooltip: [
            { field: 'monthText', type: 'nominal' as const, title: 'month' },
            { field: 'share', type: 'quantitative' as const, format: '.2%' },
            { field: 'low', type: 'quantitative' as const, format: '.2%' },
            { field: 'high', type: 'quantitative' as const, format: '.2%' },
            { field: 'labelled', type: 'quantitative' as const, format: ',d' },
            { field: 'uploads', type: 'quantitative' as const, format: ',d' },
            { field: 'labelRegime', type: 'nominal' as const },
          ],
        },
      },
    ],
  };
}

interface UnknownSpan {
  readonly start: number;
  readonly end: number;
  readonly middle: number;
  readonly months: number;
  readonly why: string;
}

/** Runs of months without a share, as instants: those before a regime apart from those in which no label was read. */
function unknownSpans(shares: readonly MonthlyShare[]): UnknownSpan[] {
  const spans: { from: Month; to: Month; why: string }[] = [];
  for (const { month, share, labelRegime } of shares) {
    if (share !== null) continue;
    const why = labelRegime === NO_REGIME ? 'no label regime: share unknown' : 'no labels read: share unknown';
    const last = spans.at(-1);
    if (last?.to === month - 1 && last.why === why) last.to = month;
    else spans.push({ from: month, to: month, why });
  }
  return spans.map(({ from, to, why }) => {
    const start = startOfMonth(from);
    const end = startOfMonth(to + 1);
    return { start, end, middle: (start + end) / 2, months: to - from + 1, why };
  });
}

/** The first month of each regime. */
function regimeStarts(shares: readonly MonthlyShare[]): { time: number; labelRegime: string }[] {
  return shares
    .filter(({ labelRegime }, i) => labelRegime !== NO_REGIME && shares[i - 1]?.labelRegime !== labelRegime)
    .map(({ month, labelRegime }) => ({ time: startOfMonth(month), labelRegime }));
}
