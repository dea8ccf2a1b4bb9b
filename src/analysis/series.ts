import { percentileInterval } from '../core/math/quantile.ts';
import { type Month, textFromMonth } from '../core/month.ts';
import type { Group, Measure, SeriesPoint, SlopeEstimate } from '../core/trend-tables.ts';
import { drawRows, monthCount, type ResampledCells } from './cohorts/cells.ts';
import { slopeEstimate } from './cohorts/slopes.ts';
import { knownMonths, monthsIn } from './cohorts/windows.ts';
import { olsPercentPerYear } from './slope.ts';

/**
 * One series of the months shown, with its band; one point a month.
 *
 * @param knownTo last month for which every artist's history was read; later ones have no value
 */
export function monthlySeries(cells: ResampledCells, knownTo: Month, measure: Measure, group: Group): SeriesPoint[] {
  const { layout, observed } = cells;
  const rows = drawRows(cells);
  const column = new Float64Array(rows.length);
  return Array.from({ length: monthsIn(layout.shown) }, (_, i) => {
    const month = textFromMonth(layout.shown.from + i);
    if (layout.shown.from + i > knownTo) return { month, value: null, low: null, high: null };
    rows.forEach((row, draw) => {
      column[draw] = monthCount(layout, row, i, measure, group);
    });
    const band = percentileInterval(column);
    return {
      month,
      value: monthCount(layout, observed, i, measure, group),
      low: band?.low ?? null,
      high: band?.high ?? null,
    };
  });
}

/** The trend of one series over the observed months of those shown. */
export function seriesSlope(cells: ResampledCells, knownTo: Month, measure: Measure, group: Group): SlopeEstimate {
  const { layout, observed } = cells;
  const months = knownMonths(layout.shown, knownTo);
  const valuesOf = (row: Float64Array) =>
    Float64Array.from({ length: months }, (_, i) => monthCount(layout, row, i, measure, group));
  return slopeEstimate(valuesOf(observed), () =>
    Float64Array.from(drawRows(cells), (row) => olsPercentPerYear(valuesOf(row))),
  );
}
