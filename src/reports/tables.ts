import type { Analysis } from '../analysis/analysis.ts';
import { textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import type { Coverage } from '../store/types.ts';
import type { ReportedLoop } from './figures.ts';

type Cell = string | number | boolean | null;

/** A table of the report as a file: name without extension, column names, rows. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Every number that a figure shows, and what stands behind it. */
export function reportTables(
  analysis: Analysis,
  coverage: readonly Coverage[],
  shares: readonly MonthlyShare[],
  loops: readonly ReportedLoop[],
): Table[] {
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
    {
      name: 'null-models',
      columns: ['site', 'measure', 'cohort', 'month', 'tenure_model', 'exit_model'],
      rows: analysis.cohorts.flatMap((figure) =>
        (['artists', 'uploads'] as const).flatMap((measure) =>
          figure[measure].nullModel.map(({ cohort, month, tenureModel, exitModel }) => [
            figure.site,
            measure,
            cohort,
            month,
            tenureModel,
            exitModel,
          ]),
        ),
      ),
    },
    slopesTable(analysis),
    {
      name: 'coverage',
      columns: ['site', 'artist', 'state', 'reason', 'uploads', 'works_claimed', 'hidden'],
      rows: coverage.map((entry) => [
        entry.site,
        entry.artist,
        entry.state,
        entry.reason,
        entry.uploads,
        entry.worksClaimed,
        entry.hidden,
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
    {
      name: 'loops',
      columns: ['run_id', 'arm', 'generation', 'metric', 'measured', 'standard_error', 'predicted'],
      rows: loops.flatMap(({ runId, metrics }) =>
        metrics.map((row) => [
          runId,
          row.arm,
          row.generation,
          row.metric,
          row.measured,
          row.standardError,
          row.predicted,
        ]),
      ),
    },
  ];
}

/** CSV after RFC 4180 with a header line; null is an empty field. */
export function csvFrom({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function seriesTable(analysis: Analysis): Table {
  return {
    name: 'series',
    columns: ['site', 'measure', 'cohort', 'month', 'value', 'low', 'high'],
    rows: analysis.cohorts.flatMap((figure) =>
      (['artists', 'uploads'] as const).flatMap((measure) =>
        (['senior', 'junior', 'all'] as const).flatMap((group) =>
          figure[measure][group].map(({ month, value, low, high }) => [
            figure.site,
            measure,
            group,
            month,
            value,
            low,
            high,
          ]),
        ),
      ),
    ),
  };
}

function slopesTable(analysis: Analysis): Table {
  return {
    name: 'slopes',
    columns: [
      'site',
      'measure',
      'cohort',
      'cutoff',
      'from',
      'to',
      'is_placebo',
      'artists',
      'percent_per_year',
      'low',
      'high',
      'theil_sen_percent_per_year',
      'mean_per_month',
      'months',
      'events',
    ],
    rows: analysis.cohorts.flatMap((figure) =>
      (['artists', 'uploads'] as const).flatMap((measure) =>
        figure[measure].slopes.map((slope) => [
          figure.site,
          measure,
          slope.group,
          slope.cutoff,
          slope.from,
          slope.to,
          slope.isPlacebo,
          slope.artists,
          slope.percentPerYear,
          slope.low,
          slope.high,
          slope.theilSenPercentPerYear,
          slope.meanPerMonth,
          slope.months,
          slope.events.join(' '),
        ]),
      ),
    ),
  };
}
