import { type Month, textFromMonth } from '../../core/month.ts';
import type { TrendMeasure } from '../../core/trend-analysis-tables.ts';
import { drawRows, monthCount, riskCell } from '../cohorts/cells.ts';
import type { CohortPart } from '../cohorts/figure.ts';
import { TENURE_BINS } from '../cohorts/tenure-bins.ts';
import { knownMonths } from '../cohorts/windows.ts';

/** One series of a part over its observed months, which follow each other without a gap. */
export interface PartSeries {
  readonly measure: TrendMeasure;
  /** Length n, rising. */
  readonly months: readonly Month[];
  /** Length n; NaN for intensity in a month without active artists. */
  readonly values: Float64Array;
  /** The same in each bootstrap draw of artists. */
  readonly drawn: () => readonly Float64Array[];
}

const MEASURES: readonly TrendMeasure[] = ['uploads', 'artists', 'intensity'];

/** Months shown for which every artist's history was read. */
export function observedMonths({ cells, knownTo }: CohortPart): Month[] {
  const { shown } = cells.layout;
  return Array.from({ length: knownMonths(shown, knownTo) }, (_, i) => shown.from + i);
}

/** All uploads, active artists, and uploads for each active artist, by observed month. */
export function partSeries(part: CohortPart): PartSeries[] {
  const { cells } = part;
  const months = observedMonths(part);
  return MEASURES.map((measure) => {
    const valuesOf = (row: Float64Array) => Float64Array.from(months, (_, i) => countOf(part, row, i, measure));
    return { measure, months, values: valuesOf(cells.observed), drawn: () => drawRows(cells).map(valuesOf) };
  });
}

function countOf({ cells: { layout } }: CohortPart, row: Float64Array, month: number, measure: TrendMeasure): number {
  if (measure !== 'intensity') return monthCount(layout, row, month, measure, 'all');
  return monthCount(layout, row, month, 'uploads', 'all') / monthCount(layout, row, month, 'artists', 'all');
}

/** Artists who had entered by each observed month, those who stopped included; length n. */
export function artistsAtRisk(part: CohortPart): Float64Array {
  const { layout, observed } = part.cells;
  const bins = [...TENURE_BINS.keys()];
  return Float64Array.from(observedMonths(part), (_, month) =>
    bins.reduce((sum, bin) => sum + observed[riskCell(layout, month, bin)]!, 0),
  );
}

/** Which months have no active artist, in words; null where all have one. */
export function inactiveWords({ months, values }: Pick<PartSeries, 'months' | 'values'>): string | null {
  const silent = months.filter((_, i) => Number.isNaN(values[i]!));
  if (silent.length === 0) return null;
  return `no artist was active in ${silent.length} of ${months.length} months, the first ${textFromMonth(silent[0]!)}`;
}
