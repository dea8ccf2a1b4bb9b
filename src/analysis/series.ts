import { percentileInterval } from '../core/math/quantile.ts';
import { textFromMonth } from '../core/month.ts';
import type { Group, Measure, SeriesPoint } from '../core/trend-tables.ts';
import { type CohortWindow, type CountTable, drawnSeries, seriesIn } from './count-table.ts';

/** One series of a window with its band; one point a month. */
export function monthlySeries(table: CountTable, window: CohortWindow, measure: Measure, group: Group): SeriesPoint[] {
  const values = seriesIn(table, table.observed, window, measure, group);
  const drawn = drawnSeries(table, window, measure, group);
  const column = new Float64Array(drawn.length);
  return Array.from(values, (value, i) => {
    const month = textFromMonth(window.from + i);
    if (window.from + i > table.knownTo) return { month, value: null, low: null, high: null };
    for (let draw = 0; draw < drawn.length; draw++) column[draw] = drawn[draw]![i]!;
    const band = percentileInterval(column);
    return { month, value, low: band?.low ?? null, high: band?.high ?? null };
  });
}
