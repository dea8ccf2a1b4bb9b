import { type Month, monthFromInstant, yearOfMonth } from '../../core/month.ts';
import type { IndexedActivity } from '../spans.ts';
import { TENURE_BINS, tenureBin } from './tenure-bins.ts';
import { type CohortWindow, monthsIn } from './windows.ts';

/** Entry years further back than this are taken together. */
const ENTRY_YEARS = 10;

/** Artists at risk and active by month, tenure bin and entry year, those cells with anybody in them. */
export interface RiskCells {
  /** The first entry year told apart. */
  readonly firstYear: number;
  /** Index of a cell by its key, −1 where nobody is at risk. */
  readonly place: Int32Array;
  /** One a cell: month since the window's first, tenure bin, entry year since `firstYear`, and the artists. */
  readonly month: number[];
  readonly bin: number[];
  readonly year: number[];
  readonly active: number[];
  readonly atRisk: number[];
  /** Artists by the month of their first upload. */
  readonly entrants: ReadonlyMap<Month, number>;
}

/** Artists are at risk from the month after their first upload on, those who stopped included. */
export function countCells(activity: IndexedActivity, artists: Uint32Array, window: CohortWindow): RiskCells {
  const firstYear = yearOfMonth(window.to) - ENTRY_YEARS;
  const entrants = new Map<Month, number>();
  for (const artist of artists) {
    const entry = monthFromInstant(activity.firstUploadAt[artist]!);
    if (entry < window.to) entrants.set(entry, (entrants.get(entry) ?? 0) + 1);
  }
  const cells: RiskCells = {
    firstYear,
    place: new Int32Array(monthsIn(window) * TENURE_BINS.length * (ENTRY_YEARS + 1)).fill(-1),
    month: [],
    bin: [],
    year: [],
    active: [],
    atRisk: [],
    entrants,
  };
  for (const [entry, count] of entrants) {
    for (let month = Math.max(window.from, entry + 1); month <= window.to; month++) {
      const key = keyOf(firstYear, month - window.from, month, entry);
      let cell = cells.place[key]!;
      if (cell < 0) {
        cell = cells.month.length;
        cells.place[key] = cell;
        cells.month.push(month - window.from);
        cells.bin.push(tenureBin(month - entry));
        cells.year.push(entryYear(firstYear, entry));
        cells.active.push(0);
        cells.atRisk.push(0);
      }
      cells.atRisk[cell] = cells.atRisk[cell]! + count;
    }
  }
  for (const artist of artists) {
    forActiveMonths(activity, artist, window, firstYear, (key) => {
      const cell = cells.place[key]!;
      cells.active[cell] = cells.active[cell]! + 1;
    });
  }
  return cells;
}

/** Visits the cells in which an artist is active, by key. */
export function forActiveMonths(
  activity: IndexedActivity,
  artist: number,
  window: CohortWindow,
  firstYear: number,
  visit: (key: number) => void,
): void {
  const entry = monthFromInstant(activity.firstUploadAt[artist]!);
  for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
    const month = activity.month[row]!;
    if (month > entry && month >= window.from && month <= window.to) {
      visit(keyOf(firstYear, month - window.from, month, entry));
    }
  }
}

/** The key of a cell. @param i month since the window's first */
export function keyOf(firstYear: number, i: number, month: Month, entry: Month): number {
  return (i * TENURE_BINS.length + tenureBin(month - entry)) * (ENTRY_YEARS + 1) + entryYear(firstYear, entry);
}

/** Years since the first one told apart; that one takes in all before it. */
function entryYear(firstYear: number, entry: Month): number {
  return Math.max(0, yearOfMonth(entry) - firstYear);
}
