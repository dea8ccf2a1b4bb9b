import type { AdjustedSlope, CohortFigure, CohortPanel } from '../core/cohort-tables.ts';
import type { Cohort } from '../core/trend-tables.ts';
import type { Table } from './csv.ts';

const MEASURES = ['artists', 'uploads'] as const;

/** Every number behind the cohort figures and their verdicts. */
export function cohortTables(figures: readonly CohortFigure[]): Table[] {
  return [
    nullModels(figures),
    placeboSlopes(figures),
    adjustedSlopes(figures),
    tenureCells(figures),
    standardisedRates(figures),
    periodContrasts(figures),
    changeParts(figures),
  ];
}

function nullModels(figures: readonly CohortFigure[]): Table {
  return {
    name: 'null-models',
    columns: ['site', 'measure', 'cohort', 'month', 'tenure_model', 'exit_model'],
    rows: figures.flatMap((figure) =>
      MEASURES.flatMap((measure) =>
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
  };
}

function placeboSlopes(figures: readonly CohortFigure[]): Table {
  return {
    name: 'placebo_slopes',
    columns: [
      'site',
      'measure',
      'cohort',
      'cutoff',
      'window_from',
      'window_to',
      'is_placebo',
      'left_out',
      'artists',
      'slope_percent_per_year',
      'low',
      'high',
      'theil_sen_percent_per_year',
      'mean_per_month',
      'months',
      'events',
    ],
    rows: figures.flatMap((figure) =>
      MEASURES.flatMap((measure) =>
        figure[measure].slopes.map((slope) => [
          figure.site,
          measure,
          slope.group,
          slope.cutoff,
          slope.from,
          slope.to,
          slope.isPlacebo,
          slope.leftOut,
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

function adjustedSlopes(figures: readonly CohortFigure[]): Table {
  return {
    name: 'adjusted',
    columns: [
      'site',
      'measure',
      'cohort',
      'finding',
      'real_slope',
      'mean_placebo_slope',
      'placebos',
      'difference',
      'low',
      'high',
      'standard_error',
      'least_detectable',
      'rank_p',
      'least_rank_p',
      'heterogeneity',
      'mechanical_share',
      'tenure_model_slope',
    ],
    rows: figures.flatMap((figure) =>
      MEASURES.flatMap((measure) =>
        adjustedOf(figure[measure]).map(([cohort, slope]) => {
          return [
            figure.site,
            measure,
            cohort,
            figure[measure].verdict.finding,
            slope.real,
            slope.placeboMean,
            slope.placebos,
            slope.difference,
            slope.low,
            slope.high,
            slope.standardError,
            slope.leastDetectable,
            slope.rankP,
            slope.leastRankP,
            slope.heterogeneity,
            slope.mechanicalShare,
            cohort === 'senior_matched' ? null : figure[measure].expectedSlope[cohort],
          ];
        }),
      ),
    ),
  };
}

function adjustedOf({ adjusted, matchedSenior }: CohortPanel): [Cohort | 'senior_matched', AdjustedSlope][] {
  return [
    ['senior', adjusted.senior],
    ['senior_matched', matchedSenior],
    ['junior', adjusted.junior],
  ];
}

function tenureCells(figures: readonly CohortFigure[]): Table {
  return {
    name: 'tenure',
    columns: ['site', 'month', 'tenure_months', 'at_risk', 'active', 'rate'],
    rows: figures.flatMap(({ site, tenure }) =>
      tenure.cells.map((cell) => [site, cell.month, cell.tenure, cell.atRisk, cell.active, cell.rate]),
    ),
  };
}

function standardisedRates(figures: readonly CohortFigure[]): Table {
  return {
    name: 'tenure_standardised',
    columns: ['site', 'tenure', 'weights_of', 'month', 'rate', 'low', 'high'],
    rows: figures.flatMap(({ site, tenure: { weightsOf, standardised } }) =>
      standardised.map((point) => [site, point.tenure, weightsOf, point.month, point.rate, point.low, point.high]),
    ),
  };
}

function periodContrasts(figures: readonly CohortFigure[]): Table {
  return {
    name: 'apc',
    columns: ['site', 'contrast', 'constraint', 'estimate', 'standard_error', 'low', 'high', 'missing'],
    rows: figures.flatMap(({ site, agePeriodCohort: { contrasts, missing } }) =>
      missing === null
        ? contrasts.map((row) => [
            site,
            row.contrast,
            row.constraint,
            row.estimate,
            row.standardError,
            row.low,
            row.high,
            null,
          ])
        : [[site, null, null, null, null, null, null, missing]],
    ),
  };
}

function changeParts(figures: readonly CohortFigure[]): Table {
  return {
    name: 'decomposition',
    columns: ['site', 'measure', 'month', 'change', 'entry', 'reactivation', 'exit', 'intensity'],
    rows: figures.flatMap(({ site, decomposition }) =>
      decomposition.map((row) => [
        site,
        row.measure,
        row.month,
        row.change,
        row.entry,
        row.reactivation,
        row.exit,
        row.intensity,
      ]),
    ),
  };
}
