import type { StandardisedRate, TenureCell, TenureMatched } from '../../core/cohort-tables.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import { type Month, textFromMonth } from '../../core/month.ts';
import type { SlopeEstimate } from '../../core/trend-tables.ts';
import { olsPercentPerYear } from '../slope.ts';
import { type CellLayout, COHORTS, countCell, drawRows, MEASURES, type ResampledCells, riskCell } from './cells.ts';
import { slopeEstimate } from './slopes.ts';
import { EXPERIENCED_FROM, TENURE_BINS, tenureBinName } from './tenure-bins.ts';
import { knownMonths, monthsIn } from './windows.ts';

/**
 * Activity by month and tenure, and its mean over tenures with fixed weights (direct standardisation): the shares of the
 * bins among the artists at risk in the first month shown. The last bin is in the table only: it has no upper end, so its
 * artists grow older from month to month and its rate falls where nobody changes. Artists who have stopped stay at risk, so no rule is
 * needed for when an artist has left. A bin in which nobody is at risk gives its weight to the others.
 *
 * Fleiss, J. L., Levin, B. & Paik, M. C. (2003). Statistical Methods for Rates and Proportions, 3rd ed., chapter 19.
 *
 * @param knownTo last month for which every artist's history was read
 */
export function tenureMatched(cells: ResampledCells, knownTo: Month): TenureMatched {
  const { layout, observed } = cells;
  const months = monthsIn(layout.shown);
  const known = knownMonths(layout.shown, knownTo);
  const rows = drawRows(cells);
  const weights = TENURE_BINS.map((_, bin) => (months === 0 ? 0 : observed[riskCell(layout, 0, bin)]!));
  const openBin = TENURE_BINS.length - 1;
  const series = (firstBin: number): Series => {
    const chosen = weights.map((weight, bin) => (bin < firstBin || bin === openBin ? 0 : weight));
    return {
      rates: standardised(layout, observed, chosen, known),
      draws: rows.map((row) => standardised(layout, row, chosen, known)),
    };
  };
  const all = series(0);
  const experienced = series(EXPERIENCED_FROM);
  const afterCutoff = layout.shown.cutoff - layout.shown.from;
  return {
    weightsOf: textFromMonth(layout.shown.from),
    cells: tenureCells(layout, observed, known),
    standardised: [...points(layout, 'all', all), ...points(layout, 'experienced', experienced)],
    all: slopeOf(all, afterCutoff),
    experienced: slopeOf(experienced, afterCutoff),
  };
}

/** Rates of the observed months, NaN where nobody is at risk; as they are and in each draw. */
interface Series {
  readonly rates: Float64Array;
  readonly draws: readonly Float64Array[];
}

function activeAt(layout: CellLayout, row: Float64Array, month: number, bin: number): number {
  const first = countCell(layout, month, bin, 0);
  return COHORTS.reduce((sum, _, cohort) => sum + row[first + cohort * MEASURES.length]!, 0);
}

function standardised(layout: CellLayout, row: Float64Array, weights: readonly number[], months: number): Float64Array {
  return Float64Array.from({ length: months }, (_, month) => {
    let sum = 0;
    let used = 0;
    for (let bin = 0; bin < weights.length; bin++) {
      const weight = weights[bin]!;
      const atRisk = row[riskCell(layout, month, bin)]!;
      if (weight === 0 || atRisk === 0) continue;
      sum += (weight * activeAt(layout, row, month, bin)) / atRisk;
      used += weight;
    }
    return sum / used;
  });
}

function tenureCells(layout: CellLayout, row: Float64Array, known: number): TenureCell[] {
  return Array.from({ length: monthsIn(layout.shown) }, (_, month) =>
    TENURE_BINS.map((_bin, bin) => {
      const cell = { month: textFromMonth(layout.shown.from + month), tenure: tenureBinName(bin) };
      if (month >= known) return { ...cell, atRisk: null, active: null, rate: null };
      const atRisk = row[riskCell(layout, month, bin)]!;
      const active = activeAt(layout, row, month, bin);
      return { ...cell, atRisk, active, rate: atRisk === 0 ? null : active / atRisk };
    }),
  ).flat();
}

function points(layout: CellLayout, tenure: StandardisedRate['tenure'], { rates, draws }: Series): StandardisedRate[] {
  return Array.from({ length: monthsIn(layout.shown) }, (_, month) => {
    const rate = rates[month];
    const band =
      rate === undefined || Number.isNaN(rate)
        ? null
        : percentileInterval(Float64Array.from(draws, (drawn) => drawn[month]!));
    return {
      month: textFromMonth(layout.shown.from + month),
      tenure,
      rate: band === null ? null : rate!,
      low: band?.low ?? null,
      high: band?.high ?? null,
    };
  });
}

function slopeOf({ rates, draws }: Series, first: number): SlopeEstimate {
  return slopeEstimate(
    rates.subarray(first),
    () => Float64Array.from(draws, (drawn) => olsPercentPerYear(drawn.subarray(first))),
    (rate) => rate > 0,
  );
}
