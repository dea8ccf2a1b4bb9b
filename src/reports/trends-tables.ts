import type { CareerTable, Estimate, TrendAnalysis } from '../core/trend-analysis-tables.ts';
import type { Table } from './csv.ts';

/** Every number of the trend analysis. */
export function trendsTables(trends: TrendAnalysis): Table[] {
  return [
    trendRows(trends),
    changePointRows(trends),
    interruptedRows(trends),
    interruptedTerms(trends),
    placeboEventRows(trends),
    careerRows(trends.careers),
    careerCurves(trends.careers),
    rateRatioRows(trends),
    differenceRows(trends),
    eventStudyRows(trends),
  ];
}

const ends = (name: string) => [name, `${name}_low`, `${name}_high`];
const endsOf = ({ estimate, low, high }: Estimate) => [estimate, low, high];

/** Slopes in per cent of the mean a year. */
function trendRows({ trends }: TrendAnalysis): Table {
  return {
    name: 'trends',
    columns: [
      'site',
      'measure',
      'from',
      'to',
      'months',
      'state',
      'mean_per_month',
      ...ends('bootstrap'),
      ...ends('theil_sen'),
      ...ends('newey_west'),
      'newey_west_lags',
      'mann_kendall_p',
      'hamed_rao_p',
      'hamed_rao_factor',
      'adjusted_p',
      'agreed_change_points',
      'reason',
    ],
    rows: trends.map((row) => [
      row.site,
      row.measure,
      row.from,
      row.to,
      row.months,
      row.state,
      row.meanPerMonth,
      ...endsOf(row.bootstrap),
      ...endsOf(row.theilSen),
      ...endsOf(row.neweyWest),
      row.neweyWest.lags,
      row.mannKendall.p,
      row.hamedRao.p,
      row.hamedRao.factor,
      row.adjustedP,
      row.agreedChangePoints.join(' '),
      row.reason,
    ]),
  };
}

function changePointRows({ trends }: TrendAnalysis): Table {
  return {
    name: 'change_points',
    columns: ['site', 'measure', 'of', 'penalty_factor', 'month', 'is_agreed'],
    rows: trends.flatMap(({ site, measure, changePoints, agreedChangePoints }) =>
      changePoints.flatMap(({ of, penaltyFactor, months }) =>
        months.map((month) => [site, measure, of, penaltyFactor, month, agreedChangePoints.includes(month)]),
      ),
    ),
  };
}

function interruptedRows({ interrupted }: TrendAnalysis): Table {
  return {
    name: 'interrupted',
    columns: ['site', 'month', 'uploads', 'at_risk', 'fitted', 'counterfactual', 'without', 'reason'],
    rows: interrupted.flatMap(({ site, points, without, reason }) =>
      points.map((point) => [
        site,
        point.month,
        point.uploads,
        point.atRisk,
        point.fitted,
        point.counterfactual,
        without.join(' '),
        reason,
      ]),
    ),
  };
}

/** On the scale of logarithms. */
function interruptedTerms({ interrupted }: TrendAnalysis): Table {
  return {
    name: 'interrupted_terms',
    columns: ['site', 'term', ...ends('estimate'), 'standard_error', 'p', 'newey_west_lags', 'dispersion'],
    rows: interrupted.flatMap(({ site, terms, lags, dispersion }) =>
      terms.map((term) => [site, term.term, ...endsOf(term), term.standardError, term.p, lags, dispersion]),
    ),
  };
}

/** The events at their own months, and at every other. */
function placeboEventRows({ interrupted }: TrendAnalysis): Table {
  return {
    name: 'placebo_events',
    columns: ['site', 'block', 'change', 'month', 'is_placebo', 'effect', 't', 'rank', 'p', 'least_p', 'reason'],
    rows: interrupted.flatMap(({ site, placebos }) =>
      placebos.flatMap((event) => {
        const head = [site, event.block, event.change];
        const { month, effect, statistic, rank, p, leastP, reason } = event;
        return [
          [...head, month, false, effect, statistic, rank, p, leastP, reason],
          ...event.placebos.map((other) => [
            ...head,
            other.month,
            true,
            other.effect,
            other.statistic,
            null,
            null,
            null,
            null,
          ]),
        ];
      }),
    ),
  };
}

function careerRows(careers: readonly CareerTable[]): Table {
  return {
    name: 'careers',
    columns: [
      'site',
      'silence_months',
      'entry_year',
      'artists',
      'exits',
      'median_months',
      'log_rank_chi_square',
      'log_rank_df',
      'log_rank_p',
      'dropped_incomplete',
      'dropped_too_recent',
      'dropped_few_in_year',
      'reason',
    ],
    rows: careers.flatMap(({ site, silence, years, logRank, dropped, reason }) => {
      const tail = [
        logRank.chiSquare,
        logRank.degreesOfFreedom,
        logRank.p,
        dropped.incomplete,
        dropped.tooRecent,
        dropped.fewInYear,
        reason,
      ];
      if (years.length === 0) return [[site, silence, null, 0, 0, null, ...tail]];
      return years.map(({ year, subjects, exits, medianMonths }) => [
        site,
        silence,
        year,
        subjects,
        exits,
        medianMonths,
        ...tail,
      ]);
    }),
  };
}

function careerCurves(careers: readonly CareerTable[]): Table {
  return {
    name: 'career_curves',
    columns: ['site', 'silence_months', 'entry_year', 'month', 'at_risk', 'exits', 'survival', 'low', 'high'],
    rows: careers.flatMap(({ site, silence, years }) =>
      years.flatMap(({ year, steps }) =>
        steps.map((step) => [
          site,
          silence,
          year,
          step.month,
          step.atRisk,
          step.exits,
          step.survival,
          step.low,
          step.high,
        ]),
      ),
    ),
  };
}

function rateRatioRows({ rateRatios }: TrendAnalysis): Table {
  return {
    name: 'rate_ratios',
    columns: [
      'site',
      'date',
      'is_placebo',
      'months_a_side',
      ...ends('ratio'),
      'artists',
      'uploads_before',
      'uploads_after',
      'rank_p',
      'least_p',
      'reason',
    ],
    rows: rateRatios.flatMap(({ site, months, dates, rankP, leastP }) =>
      dates.map((row) => [
        site,
        row.date,
        row.isPlacebo,
        months,
        ...endsOf(row),
        row.artists,
        row.uploadsBefore,
        row.uploadsAfter,
        row.isPlacebo ? null : rankP,
        row.isPlacebo ? null : leastP,
        row.reason,
      ]),
    ),
  };
}

function differenceRows({ differences }: TrendAnalysis): Table {
  const group = (name: string) =>
    ['entry_from', 'entry_to', 'from', 'to', 'artists', 'sampled'].map((c) => `${name}_${c}`);
  return {
    name: 'differences',
    columns: [
      'site',
      'event',
      ...ends('rate_ratio'),
      'p',
      'pre_trend_chi_square',
      'pre_trend_df',
      'pre_trend_p',
      ...group('treated'),
      ...group('controls'),
      'reason',
    ],
    rows: differences.map(({ site, event, rateRatio, p, preTrend, treated, controls, reason }) => [
      site,
      event,
      ...endsOf(rateRatio),
      p,
      preTrend.chiSquare,
      preTrend.degreesOfFreedom,
      preTrend.p,
      ...[treated, controls].flatMap((of) => [of.entryFrom, of.entryTo, of.from, of.to, of.artists, of.sampled]),
      reason,
    ]),
  };
}

/** Log rate ratios against the month before the event. */
function eventStudyRows({ differences }: TrendAnalysis): Table {
  return {
    name: 'event_study',
    columns: ['site', 'months_from_event', ...ends('log_rate_ratio')],
    rows: differences.flatMap(({ site, months }) => months.map((month) => [site, month.relative, ...endsOf(month)])),
  };
}
