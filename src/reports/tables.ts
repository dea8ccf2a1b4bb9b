import type { Analysis } from '../analysis/analysis.ts';
import { textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { monthState } from '../core/trend-tables.ts';
import type { Coverage } from '../store/types.ts';
import { cohortTables } from './cohort-tables.ts';
import type { Table } from './csv.ts';
import type { ReportedLoop } from './loop-figures.ts';
import { loopTables } from './loop-tables.ts';
import { trendsTables } from './trends-tables.ts';
import { siteWithdrawals } from './withdrawals.ts';

/** Every number that a figure shows, and what stands behind it. */
export function reportTables(
  analysis: Analysis,
  coverage: readonly Coverage[],
  shares: readonly MonthlyShare[],
  loops: readonly ReportedLoop[],
): Table[] {
  return [
    ...analysisTables(analysis),
    {
      name: 'coverage',
      columns: [
        'site',
        'artist',
        'state',
        'reason',
        'uploads',
        'works_claimed',
        'hidden',
        'rereadings',
        'withdrawn',
        'withdrawn_after',
        'withdrawn_by',
      ],
      rows: coverage.map((entry) => [
        entry.site,
        entry.artist,
        entry.state,
        entry.reason,
        entry.uploads,
        entry.worksClaimed,
        entry.hidden,
        entry.rereadings,
        entry.withdrawn,
        isoTime(entry.withdrawnAfter),
        isoTime(entry.withdrawnBy),
      ]),
    },
    {
      name: 'withdrawals',
      columns: [
        'site',
        'artists_read_again',
        'works_withdrawn',
        'artists_gone',
        'works_of_artists_gone',
        'withdrawn_after',
        'withdrawn_by',
      ],
      rows: siteWithdrawals(coverage).map((site) => [
        site.site,
        site.artistsReadAgain,
        site.works,
        site.artistsGone,
        site.worksOfArtistsGone,
        isoTime(site.after),
        isoTime(site.by),
      ]),
    },
    {
      name: 'shares',
      columns: ['site', 'month', 'label_regime', 'uploads', 'labelled', 'yes', 'assisted', 'share', 'low', 'high'],
      rows: shares.map((row) => [
        row.site,
        textFromMonth(row.month),
        row.labelRegime,
        row.uploads,
        row.labelled,
        row.yes,
        row.assisted,
        row.share,
        row.low,
        row.high,
      ]),
    },
    ...loopTables(loops),
  ];
}

/** The tables that an analysis alone gives. */
export function analysisTables(analysis: Analysis): Table[] {
  return [
    {
      name: 'sites',
      columns: ['site', 'artists', 'complete_artists', 'uploads', 'uploads_in_window', 'first_month', 'known_to'],
      rows: analysis.sites.map((site) => [
        site.site,
        site.artists,
        site.completeArtists,
        site.uploads,
        site.uploadsInWindow,
        site.firstMonth,
        site.knownTo,
      ]),
    },
    seriesTable(analysis),
    ...cohortTables(analysis.cohorts),
    ...(analysis.trends === null ? [] : trendsTables(analysis.trends)),
  ];
}

function isoTime(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function seriesTable(analysis: Analysis): Table {
  return {
    name: 'series',
    columns: ['site', 'measure', 'cohort', 'month', 'value', 'low', 'high', 'state'],
    rows: analysis.cohorts.flatMap((figure) =>
      (['artists', 'uploads'] as const).flatMap((measure) =>
        (['senior', 'junior', 'all'] as const).flatMap((group) =>
          figure[measure][group].map((point) => [
            figure.site,
            measure,
            group,
            point.month,
            point.value,
            point.low,
            point.high,
            monthState(point, figure.incompleteArtists),
          ]),
        ),
      ),
    ),
  };
}
