import type { Cohort, Group, Measure } from '../../core/trend-tables.ts';
import { TENURE_BINS } from './tenure-bins.ts';
import { type CohortWindow, monthsIn, type SlopeWindow } from './windows.ts';

/**
 * Where each sum over artists stands in one row of numbers. All that the bootstrap draws is a sum over artists: the two
 * sums a slope is made of, and the counts of the months shown.
 */
export interface CellLayout {
  /** The months that figures show. */
  readonly shown: CohortWindow;
  readonly windows: readonly SlopeWindow[];
  /** First cell of the monthly counts, of the artists at risk, and the length of a row. */
  readonly counts: number;
  readonly atRisk: number;
  readonly length: number;
}

/** One row of cells for the artists as they are, and one for each bootstrap draw of them. */
export interface ResampledCells {
  readonly layout: CellLayout;
  /** Length `layout.length`. */
  readonly observed: Float64Array;
  /** draws × `layout.length`, row by row. */
  readonly draws: Float64Array;
}

export const COHORTS: readonly Cohort[] = ['senior', 'junior'];
export const MEASURES: readonly Measure[] = ['artists', 'uploads'];
/** Seniors in two parts, so that those who entered in a span that all cutoffs have before them can be taken alone. */
export type SlopeClass = 'matched senior' | 'other senior' | 'junior';
export const SLOPE_CLASSES: readonly SlopeClass[] = ['matched senior', 'other senior', 'junior'];
/** Moment and level of both measures. */
const SUMS = 2 * MEASURES.length;
const BINS = TENURE_BINS.length;

export function cellLayout(shown: CohortWindow, windows: readonly SlopeWindow[]): CellLayout {
  const months = monthsIn(shown);
  const counts = windows.length * SLOPE_CLASSES.length * SUMS;
  const atRisk = counts + months * BINS * COHORTS.length * MEASURES.length;
  return { shown, windows, counts, atRisk, length: atRisk + months * BINS };
}

/** First of four cells: moment and level of active artists, then of uploads. */
export function slopeCell(window: number, ofClass: SlopeClass): number {
  return (window * SLOPE_CLASSES.length + SLOPE_CLASSES.indexOf(ofClass)) * SUMS;
}

/** First of two cells: active artists, then uploads. @param month since the first one shown */
export function countCell(layout: CellLayout, month: number, bin: number, cohort: number): number {
  return layout.counts + ((month * BINS + bin) * COHORTS.length + cohort) * MEASURES.length;
}

export function riskCell(layout: CellLayout, month: number, bin: number): number {
  return layout.atRisk + month * BINS + bin;
}

/** The counts of one month shown. */
export function monthCount(
  layout: CellLayout,
  row: Float64Array,
  month: number,
  measure: Measure,
  group: Group,
): number {
  const offset = MEASURES.indexOf(measure);
  let sum = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const first = countCell(layout, month, bin, 0) + offset;
    if (group !== 'junior') sum += row[first]!;
    if (group !== 'senior') sum += row[first + MEASURES.length]!;
  }
  return sum;
}

/** Rows of draws, as views. */
export function drawRows({ layout, draws }: ResampledCells): Float64Array[] {
  const rows = draws.length / layout.length;
  return Array.from({ length: rows }, (_, draw) => draws.subarray(draw * layout.length, (draw + 1) * layout.length));
}

/**
 * Adds a site to others. Artists are drawn within their site, so the draws add up.
 *
 * @param into changed in place; same layout and number of draws as `site`
 */
export function addCells(into: ResampledCells, site: ResampledCells): void {
  for (let i = 0; i < site.observed.length; i++) into.observed[i] = into.observed[i]! + site.observed[i]!;
  for (let i = 0; i < site.draws.length; i++) into.draws[i] = into.draws[i]! + site.draws[i]!;
}
