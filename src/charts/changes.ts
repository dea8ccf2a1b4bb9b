import type { EntropyPoint, SiteChanges, TagDivergence } from '../core/change-tables.ts';
import { type Month, startOfMonth, textFromMonth } from '../core/month.ts';
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
import { middleOfMonth, timeAxis } from './time-axis.ts';
import { siteName, wholeNumber } from './words.ts';

const HEIGHT = 110;
const COLOURS = { senior: SENIOR_COLOUR, junior: JUNIOR_COLOUR, all: NEUTRAL_COLOUR } as const;
/** Below this a divergence is called larger than chance. */
const LEVEL = 0.05;
/** A line ends where a month has no value, and goes on after it. */
const BREAK = 'break-paths-filter-domains' as const;

export interface ChangesChartOptions {
  /** First and last month, and the first of the juniors. */
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
}

/** Diversity of tags by month: entropy by cohort, and Vendi score, two panels a site that has tags. */
export function changesChart(sites: readonly SiteChanges[], options: ChangesChartOptions): Chart {
  const withTags = sites.filter(({ entropy }) => entropy.some(({ bits }) => bits !== null));
  return {
    title: {
      text: headline(withTags),
      subtitle: [
        'Entropy of tags in bits, Miller–Madow corrected: months with fewer uploads still come out too low, and so does the smaller cohort.',
        'Vendi score: effective number of different works by their tags, from equally many works each month. Scales do not start at zero.',
        `Blue seniors, orange juniors (first upload from ${textFromMonth(options.cutoff)} on), black both. Dashed rule: the cutoff.`,
      ],
    },
    vconcat: withTags.flatMap((site) => [entropyPanel(site, options), ...vendiPanel(site, options)]),
    spacing: 20,
    config: CONFIG,
  };
}

function entropyPanel({ site, entropy, divergences }: SiteChanges, options: ChangesChartOptions) {
  const x = timeAxis(options.from, options.to);
  const y = axis('bits');
  const groups = Map.groupBy(entropy, ({ group }) => group);
  return {
    width: PANEL_WIDTH,
    height: HEIGHT,
    title: panelTitle(`${siteName(site)}: entropy of tags`, divergences.map(divergenceWords)),
    layer: [
      cutoffRule(options),
      ...[...groups].map(([group, points]) => ({
        data: { values: points.map(entropyValue) },
        mark: {
          type: 'line' as const,
          color: COLOURS[group],
          strokeWidth: group === 'all' ? 1.2 : 1.8,
          invalid: BREAK,
          point: { color: COLOURS[group], size: 12 },
        },
        encoding: {
          x,
          y: { field: 'bits', ...y },
          tooltip: [
            { field: 'monthText', type: 'nominal' as const, title: 'month' },
            { field: 'group', type: 'nominal' as const },
            { field: 'bits', type: 'quantitative' as const, format: '.2f' },
            { field: 'correction', type: 'quantitative' as const, format: '.2f' },
            { field: 'uses', type: 'quantitative' as const, format: ',d' },
          ],
        },
      })),
    ],
  };
}

function entropyValue(point: EntropyPoint) {
  return { ...point, time: middleOfMonth(point.month), monthText: textFromMonth(point.month) };
}

/** None where no month has enough works. */
function vendiPanel({ site, vendi }: SiteChanges, options: ChangesChartOptions) {
  if (vendi.works === null) return [];
  const values = vendi.points.map(({ month, score }) => ({
    time: middleOfMonth(month),
    monthText: textFromMonth(month),
    score,
  }));
  const missing = vendi.reason === '' ? '' : `; ${vendi.reason}`;
  return [
    {
      width: PANEL_WIDTH,
      height: HEIGHT,
      title: panelTitle(
        `${siteName(site)}: Vendi score of tags`,
        `${wholeNumber(vendi.works)} works a month${missing}`,
      ),
      layer: [
        cutoffRule(options),
        {
          data: { values },
          mark: {
            type: 'line' as const,
            color: NEUTRAL_COLOUR,
            invalid: BREAK,
            strokeWidth: 1.6,
            point: { color: NEUTRAL_COLOUR, size: 14 },
          },
          encoding: {
            x: timeAxis(options.from, options.to),
            y: { field: 'score', ...axis('works') },
            tooltip: [
              { field: 'monthText', type: 'nominal' as const, title: 'month' },
              { field: 'score', type: 'quantitative' as const, format: '.1f' },
            ],
          },
        },
      ],
    },
  ];
}

function axis(title: string) {
  return {
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title, tickCount: 4, minExtent: 52 },
  };
}

function cutoffRule({ cutoff }: ChangesChartOptions) {
  return {
    data: { values: [{ time: startOfMonth(cutoff) }] },
    mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeDash: [4, 3] },
    encoding: {
      x: { field: 'time', type: 'temporal' as const },
      y: { value: 0 },
      y2: { value: HEIGHT },
    },
  };
}

/** @example divergenceWords(d) // => 'Seniors and juniors differ by 0.021 bits (chance 0.018, p = 0.310)' */
export function divergenceWords({ compares, bits, expected, p, reason }: TagDivergence): string {
  const pair = compares === 'cohorts' ? 'Seniors and juniors from the cutoff on' : 'Before and from the cutoff on';
  if (bits === null || expected === null || p === null) return `${pair}: ${reason}`;
  return `${pair}: Jensen–Shannon divergence ${bits.toFixed(3)} bits, by chance ${expected.toFixed(3)} (p = ${p.toFixed(3)})`;
}

function headline(sites: readonly SiteChanges[]): string {
  if (sites.length === 0) return 'No tags are known';
  const different = sites.filter(({ divergences }) =>
    divergences.some(({ compares, p }) => compares === 'cohorts' && p !== null && p < LEVEL),
  );
  const isCompared = sites.some(({ divergences }) =>
    divergences.some(({ compares, p }) => compares === 'cohorts' && p !== null),
  );
  if (!isCompared) return 'The tags of seniors and juniors cannot be compared';
  if (different.length === 0) return 'No difference is shown between the tags of seniors and juniors';
  const where =
    different.length === sites.length ? '' : ` on ${different.map(({ site }) => siteName(site)).join(', ')}`;
  return `Seniors and juniors tag differently${where}`;
}
