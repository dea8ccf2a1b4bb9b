import { percentileInterval } from '../core/math/quantile.ts';
import type { Group, Measure, SlopeEstimate } from '../core/trend-tables.ts';
import { type CohortWindow, type CountTable, drawnSeries, seriesIn } from './count-table.ts';
import { olsSlope, percentPerYear, theilSenSlope } from './slope.ts';

/** A slope through fewer months than this says nothing. */
const LEAST_MONTHS = 6;
/** Fewer than this a month, and single works make the slope and its interval. */
const LEAST_MEAN = 1;

/**
 * The trend of one series over the observed months of a window; there is none in fewer than 6 months or below 1 a month
 * on average.
 */
export function slopeEstimate(table: CountTable, window: CohortWindow, measure: Measure, group: Group): SlopeEstimate {
  const months = Math.max(0, Math.min(window.to, table.knownTo) - window.from + 1);
  const values = seriesIn(table, table.observed, window, measure, group).subarray(0, months);
  const meanPerMonth = months === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / months;
  if (months < LEAST_MONTHS || meanPerMonth < LEAST_MEAN) {
    return { percentPerYear: null, low: null, high: null, theilSenPercentPerYear: null, meanPerMonth, months };
  }
  const drawn = drawnSeries(table, window, measure, group).map((series) => {
    const seen = series.subarray(0, months);
    return percentPerYear(olsSlope(seen), seen);
  });
  const interval = percentileInterval(Float64Array.from(drawn));
  return {
    percentPerYear: percentPerYear(olsSlope(values), values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    theilSenPercentPerYear: percentPerYear(theilSenSlope(values), values),
    meanPerMonth,
    months,
  };
}
