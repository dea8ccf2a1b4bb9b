import { textFromMonth } from '../../core/month.ts';
import type { ChangePointSet, Estimate, TrendRow } from '../../core/trend-analysis-tables.ts';
import { monthState } from '../../core/trend-tables.ts';
import type { CohortPart } from '../cohorts/figure.ts';
import { slopeEstimate } from '../cohorts/slopes.ts';
import { benjaminiHochberg } from '../methods/benjamini-hochberg.ts';
import { changePoints, PENALTY_FACTORS } from '../methods/change-points.ts';
import { hamedRao } from '../methods/hamed-rao.ts';
import { mannKendall } from '../methods/mann-kendall.ts';
import { neweyWest } from '../methods/newey-west.ts';
import { olsTrend } from '../methods/ols.ts';
import { theilSen } from '../methods/theil-sen.ts';
import { olsPercentPerYear, percentPerYear } from '../slope.ts';
import { inactiveWords, type PartSeries, partSeries } from './part-series.ts';
import { reasonWords } from './reasons.ts';

const NOTHING: Estimate = { estimate: null, low: null, high: null };

/**
 * Each series of each part through every trend method, with the p of Hamed and Rao adjusted for all rows together.
 *
 * @param incompleteOf artists of a part whose visible history is not wholly stored
 */
export function trendRows(parts: readonly CohortPart[], incompleteOf: (part: CohortPart) => number): TrendRow[] {
  const rows = parts.flatMap((part) => {
    const state = monthState({ value: 0 }, incompleteOf(part)) === 'complete' ? 'complete' : 'lower bound';
    return partSeries(part).map((series) => ({ site: part.name, state, ...trendOf(series) }) as const);
  });
  const adjusted = benjaminiHochberg(rows.map(({ hamedRao: { p } }) => p));
  return rows.map((row, i) => ({ ...row, adjustedP: adjusted[i]! }));
}

/** The trend of one series. A series without a slope has no test either: fewer than 6 months, or below 1 a month. */
function trendOf(series: PartSeries): Omit<TrendRow, 'site' | 'state' | 'adjustedP'> {
  const { measure, months, values } = series;
  const [first, last] = [months[0], months.at(-1)];
  const head = {
    measure,
    from: first === undefined ? null : textFromMonth(first),
    to: last === undefined ? null : textFromMonth(last),
    months: months.length,
  };
  const inactive = inactiveWords(series);
  if (inactive !== null) return { ...head, ...withoutTrend(null, inactive) };
  const slope = slopeEstimate(values, () => Float64Array.from(series.drawn(), olsPercentPerYear));
  if (slope.percentPerYear === null) {
    const words = `a trend needs 6 months and 1 a month; there are ${months.length} months of ${slope.meanPerMonth.toFixed(2)} on average`;
    return { ...head, ...withoutTrend(months.length === 0 ? null : slope.meanPerMonth, words) };
  }
  const sen = theilSen(values);
  const rank = mannKendall(values);
  const corrected = hamedRao(values);
  return {
    ...head,
    meanPerMonth: slope.meanPerMonth,
    bootstrap: { estimate: slope.percentPerYear, low: slope.low, high: slope.high },
    theilSen: { estimate: slope.theilSenPercentPerYear, low: ofMean(sen.low, values), high: ofMean(sen.high, values) },
    neweyWest: leastSquares(values),
    mannKendall: { p: rank.p, method: rank.method },
    hamedRao: { p: corrected.p, factor: corrected.factor },
    ...levels(series),
    reason: reasonWords(corrected.reason),
  };
}

function withoutTrend(meanPerMonth: number | null, reason: string) {
  return {
    meanPerMonth,
    bootstrap: NOTHING,
    theilSen: NOTHING,
    neweyWest: { ...NOTHING, lags: null },
    mannKendall: { p: null, method: 'normal' as const },
    hamedRao: { p: null, factor: null },
    changePoints: [],
    agreedChangePoints: [],
    reason,
  };
}

function leastSquares(values: Float64Array): TrendRow['neweyWest'] {
  const fit = olsTrend(values);
  const robust = fit.model === null ? null : neweyWest(fit.model);
  const slope = (robust?.coefficients ?? fit.coefficients)[1];
  return {
    estimate: ofMean(slope?.estimate ?? null, values),
    low: ofMean(slope?.low ?? null, values),
    high: ofMean(slope?.high ?? null, values),
    lags: robust?.lags ?? null,
  };
}

function ofMean(slopePerMonth: number | null, values: Float64Array): number | null {
  return slopePerMonth === null ? null : percentPerYear(slopePerMonth, values);
}

function levels({ months, values }: PartSeries): Pick<TrendRow, 'changePoints' | 'agreedChangePoints'> {
  const found = changePoints(values);
  const sets = (['series', 'residuals'] as const).flatMap((of): ChangePointSet[] =>
    found[of].partitions.map((partition, i) => ({
      of,
      penaltyFactor: PENALTY_FACTORS[i]!,
      months: partition.changePoints.map((index) => textFromMonth(months[index]!)),
    })),
  );
  const [first, ...others] = sets;
  const agreed = first?.months.filter((month) => others.every((set) => set.months.includes(month))) ?? [];
  return { changePoints: sets, agreedChangePoints: agreed };
}
