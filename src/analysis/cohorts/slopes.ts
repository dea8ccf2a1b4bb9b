import { percentileInterval } from '../../core/math/quantile.ts';
import type { Group, Measure, SlopeEstimate } from '../../core/trend-tables.ts';
import { theilSenSlope } from '../methods/theil-sen.ts';
import { olsPercentPerYear, percentPerYear } from '../slope.ts';
import {
  type CellLayout,
  drawRows,
  MEASURES,
  type ResampledCells,
  SLOPE_CLASSES,
  type SlopeClass,
  slopeCell,
} from './cells.ts';
import { monthsIn } from './windows.ts';

/** A slope through fewer months than this says nothing. */
const LEAST_MONTHS = 6;
/** Fewer than this a month, and single works make the slope and its interval. */
const LEAST_MEAN = 1;

/**
 * The slopes of one group after one cutoff, in per cent of the mean a year, in every bootstrap draw.
 *
 * With x the n monthly counts and i = 0 … n − 1, least squares gives b = 6·Σ(2i − n + 1)·xᵢ / (n·(n² − 1)): a sum over
 * artists, as is the mean. So each artist's part of both sums is all that a draw needs.
 *
 * @param window index into the layout's windows
 * @returns length draws; NaN where a draw has no uploads at all
 */
export function drawnSlopes(
  cells: ResampledCells,
  window: number,
  measure: Measure,
  group: Group | 'matched senior',
): Float64Array {
  return Float64Array.from(drawRows(cells), (row) => slopeIn(cells.layout, row, window, measure, group));
}

/** The same of the artists as they are. */
export function observedSlope(
  { layout, observed }: ResampledCells,
  window: number,
  measure: Measure,
  group: Group | 'matched senior',
): number {
  return slopeIn(layout, observed, window, measure, group);
}

const CLASSES: Readonly<Record<Group | 'matched senior', readonly SlopeClass[]>> = {
  'matched senior': ['matched senior'],
  senior: ['matched senior', 'other senior'],
  junior: ['junior'],
  all: SLOPE_CLASSES,
};

function slopeIn(
  { windows }: CellLayout,
  row: Float64Array,
  window: number,
  measure: Measure,
  group: Group | 'matched senior',
): number {
  const n = monthsIn(windows[window]!);
  let moment = 0;
  let level = 0;
  for (const ofClass of CLASSES[group]) {
    const offset = slopeCell(window, ofClass) + 2 * MEASURES.indexOf(measure);
    moment += row[offset]!;
    level += row[offset + 1]!;
  }
  return (PER_CENT_A_YEAR * 6 * moment) / ((n * n - 1) * level);
}

/** Months a year times per cent. */
const PER_CENT_A_YEAR = 12 * 100;

/**
 * The trend of a series with the interval that its draws give; there is none in fewer than 6 months or where the mean is
 * too low.
 *
 * @param values one a month, no gaps
 * @param drawn the slope in each draw, in per cent of the mean a year; asked for only where there is a slope
 * @param isEnough whether a mean is high enough for a slope. @default at least 1 a month
 */
export function slopeEstimate(
  values: Float64Array,
  drawn: () => Float64Array,
  isEnough = (meanPerMonth: number) => meanPerMonth >= LEAST_MEAN,
): SlopeEstimate {
  const months = values.length;
  const meanPerMonth = values.reduce((sum, value) => sum + value, 0) / months;
  if (months < LEAST_MONTHS || !isEnough(meanPerMonth)) {
    return { ...NO_SLOPE, meanPerMonth: Number.isFinite(meanPerMonth) ? meanPerMonth : 0, months };
  }
  const interval = percentileInterval(drawn());
  return {
    percentPerYear: olsPercentPerYear(values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    theilSenPercentPerYear: percentPerYear(theilSenSlope(values), values),
    meanPerMonth,
    months,
  };
}

const NO_SLOPE = { percentPerYear: null, low: null, high: null, theilSenPercentPerYear: null } as const;
