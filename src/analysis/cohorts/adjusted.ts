import type { AdjustedSlope, PlaceboSlope } from '../../core/cohort-tables.ts';
import type { Interval } from '../../core/math/interval.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import type { Cohort, Measure } from '../../core/trend-tables.ts';
import type { ResampledCells } from './cells.ts';
import { drawnSlopes, observedSlope } from './slopes.ts';

/** z of a two-sided 5 % test plus z of 80 % power. */
const DETECTABLE = 2.8;

/**
 * The slope after the real cutoff less the mean of the placebo slopes, with the interval of a joint bootstrap: every draw
 * takes the same artists at all cutoffs.
 *
 * Bloom, H. S. (1995). Minimum detectable effects. Evaluation Review 19, 547–556, for 2.8 standard errors.
 *
 * @param slopes as from `placeboSlopes` with the same cells and measure
 */
export function adjustedSlope(
  slopes: readonly PlaceboSlope[],
  cells: ResampledCells,
  measure: Measure,
  cohort: Cohort,
): AdjustedSlope {
  const rows = slopes.filter(({ group }) => group === cohort);
  return comparison(rows, cells, measure, cohort, (window) => rows[window]!.percentPerYear);
}

/**
 * The same for seniors who entered no longer before each cutoff than history reaches back before the first placebo.
 * Where a few artists stay for decades, seniors of later cutoffs hold more of them and fall less, although nobody
 * changes; among matched seniors tenure has the same range at every cutoff.
 */
export function matchedSlope(slopes: readonly PlaceboSlope[], cells: ResampledCells, measure: Measure): AdjustedSlope {
  const rows = slopes.filter(({ group }) => group === 'senior');
  return comparison(rows, cells, measure, 'matched senior', (window) => {
    const slope = observedSlope(cells, window, measure, 'matched senior');
    return rows[window]!.percentPerYear !== null && Number.isFinite(slope) ? slope : null;
  });
}

function comparison(
  rows: readonly PlaceboSlope[],
  cells: ResampledCells,
  measure: Measure,
  group: Cohort | 'matched senior',
  slopeAt: (window: number) => number | null,
): AdjustedSlope {
  const averaged = rows.flatMap((row, window) => {
    const slope = row.isPlacebo && row.leftOut === null ? slopeAt(window) : null;
    return slope === null ? [] : [{ window, slope }];
  });
  const placebos = averaged.map(({ slope }) => slope);
  const slope = rows.length === 0 ? null : slopeAt(0);
  const placeboMean = placebos.length === 0 ? null : mean(placebos);
  if (slope === null || placeboMean === null) {
    return { ...NOTHING, real: slope, placeboMean, placebos: placebos.length };
  }
  const realDraws = drawnSlopes(cells, 0, measure, group);
  const placeboDraws = averaged.map(({ window }) => drawnSlopes(cells, window, measure, group));
  const differences = realDraws
    .map((drawn, draw) => drawn - mean(placeboDraws.map((ofWindow) => ofWindow[draw]!)))
    .filter(Number.isFinite);
  const interval = percentileInterval(differences);
  const standardError = deviation(differences);
  return {
    real: slope,
    placeboMean,
    placebos: placebos.length,
    difference: slope - placeboMean,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    standardError,
    leastDetectable: standardError === null ? null : DETECTABLE * standardError,
    rankP: (1 + placebos.filter((placebo) => placebo <= slope).length) / (1 + placebos.length),
    leastRankP: 1 / (1 + placebos.length),
    heterogeneity: Math.max(...placebos) - Math.min(...placebos),
    mechanicalShare: isAwayFromZero(percentileInterval(realDraws)) ? placeboMean / slope : null,
  };
}

const NOTHING: AdjustedSlope = {
  real: null,
  placeboMean: null,
  placebos: 0,
  difference: null,
  low: null,
  high: null,
  standardError: null,
  leastDetectable: null,
  rankP: null,
  leastRankP: null,
  heterogeneity: null,
  mechanicalShare: null,
};

function isAwayFromZero(interval: Interval | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; null of fewer than two values. */
function deviation(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
