import type { Analysis } from '../analysis/analysis.ts';
import { cohortChart } from '../charts/cohorts.ts';
import { withNotice } from '../charts/notice.ts';
import { placeboChart } from '../charts/placebo.ts';
import { sharesChart } from '../charts/shares.ts';
import type { Chart } from '../charts/theme.ts';
import { totalsChart } from '../charts/totals.ts';
import type { Changes } from '../core/change-tables.ts';
import { NO_REGIME } from '../core/label-regimes.ts';
import type { MonthlyShare, SiteShares } from '../core/shares.ts';
import { changesFigure } from './changes-section.ts';
import { type LoopFigures, loopFigures, type ReportedLoop } from './loop-figures.ts';
import { trendCharts } from './trends-section.ts';

/** A figure of the report: its file name without extension, and what it shows for those who cannot see it. */
export interface Figure {
  readonly name: string;
  readonly alt: string;
  readonly spec: Chart;
}

/** Figures by the part of the page they stand in. A part without data has none. */
export interface ReportFigures {
  readonly totals: Figure | null;
  readonly cohorts: Figure | null;
  readonly cohortUploads: Figure | null;
  readonly placebo: Figure | null;
  readonly trends: Figure | null;
  readonly interrupted: Figure | null;
  readonly careers: Figure | null;
  readonly shares: Figure | null;
  readonly changes: Figure | null;
  /** In the order of the loops. */
  readonly loops: readonly LoopFigures[];
}

/** @param notice to stand in every figure made from stored uploads; null for none */
export function reportFigures(
  analysis: Analysis,
  shares: readonly MonthlyShare[],
  loops: readonly ReportedLoop[],
  notice: string | null,
  {
    estimates,
    changes,
  }: { readonly estimates: readonly SiteShares[]; readonly changes: Changes | null } = NOTHING_MORE,
): ReportFigures {
  const { from, to, events, draws, totals, cohorts } = analysis;
  const isEmpty = totals.length === 0;
  const regulated = underRegimes(shares);
  const options = { from, to, events, draws };
  const noticed = (spec: Chart) => (notice === null ? spec : withNotice(spec, notice));
  const trends = analysis.trends === null ? null : trendCharts(analysis.trends, options);
  const drawn = (name: string, alt: string, spec: Chart | null | undefined): Figure | null =>
    spec === null || spec === undefined ? null : { name, alt, spec: noticed(spec) };
  const changesSpec = changes === null ? null : changesFigure(changes);
  return {
    totals: isEmpty
      ? null
      : {
          name: 'totals',
          alt: 'Uploads a month with bootstrap bands and event rules',
          spec: noticed(totalsChart(totals, options)),
        },
    cohorts: isEmpty
      ? null
      : {
          name: 'cohorts',
          alt: 'Active seniors and juniors a month beside the null models',
          spec: noticed(cohortChart(cohorts, 'artists', options)),
        },
    cohortUploads: isEmpty
      ? null
      : {
          name: 'cohorts-uploads',
          alt: 'Uploads a month of seniors, juniors and all beside the null models',
          spec: noticed(cohortChart(cohorts, 'uploads', { ...options, withAll: true })),
        },
    placebo: isEmpty
      ? null
      : {
          name: 'placebo',
          alt: 'Slopes after the real cutoff and after placebo cutoffs',
          spec: noticed(placeboChart(cohorts, draws)),
        },
    trends: drawn('trends', 'Slopes of each series with the intervals of three methods', trends?.trends),
    interrupted: drawn(
      'interrupted',
      'Uploads a month, as modelled with and without the known events',
      trends?.interrupted,
    ),
    careers: drawn('careers', 'Share of artists still uploading by months since entry and entry year', trends?.careers),
    shares:
      regulated.length === 0
        ? null
        : {
            name: 'shares',
            alt: 'Share of works labelled as generated, by month and site',
            spec: noticed(
              sharesChart(
                regulated,
                estimates.flatMap((site) => site.estimates),
              ),
            ),
          },
    changes:
      changesSpec === null
        ? null
        : { name: 'changes', alt: 'Diversity of tags by month and cohort', spec: noticed(changesSpec) },
    loops: loops.map((loop) => loopFigures(loop, noticed)),
  };
}

const NOTHING_MORE = { estimates: [], changes: null } as const;

/** The rows of sites that had a label regime at any time of the window: of the others no share can be known. */
export function underRegimes(shares: readonly MonthlyShare[]): MonthlyShare[] {
  const sites = new Set(shares.filter(({ labelRegime }) => labelRegime !== NO_REGIME).map(({ site }) => site));
  return shares.filter(({ site }) => sites.has(site));
}

/** All figures in the order of the page. */
export function figureList(figures: ReportFigures): Figure[] {
  const { totals, cohorts, placebo, cohortUploads, trends, interrupted, careers, shares, changes, loops } = figures;
  const ofLoops = loops.flatMap(({ schedule, composition, curves }) => [schedule, composition, curves]);
  const all = [totals, cohorts, placebo, cohortUploads, trends, interrupted, careers, shares, changes, ...ofLoops];
  return all.filter((figure) => figure !== null);
}
