import { type Month, monthFromInstant } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { IndexedActivity } from '../spans.ts';
import { type CellLayout, countCell, type ResampledCells, riskCell, type SlopeClass, slopeCell } from './cells.ts';
import type { AsOfEligibility } from './eligibility.ts';
import { multinomialDraws } from './multinomial.ts';
import { isSenior } from './seniority.ts';
import { TENURE_BINS, tenureBin } from './tenure-bins.ts';
import { monthsIn, type SlopeWindow } from './windows.ts';

/**
 * What artists add to the cells, by cell: cell `cell[g]` gets the entries `start[g]` to `start[g + 1] - 1`. In this order a
 * draw sums each cell in a register instead of scattering over the row, which takes a third of the time.
 */
interface Entries {
  readonly cell: Uint32Array;
  readonly start: Uint32Array;
  /** Place of each entry's artist among the artists. */
  readonly owner: Uint32Array;
}

interface SlopeSums extends Entries {
  readonly momentArtists: Float64Array;
  readonly levelArtists: Float64Array;
  readonly momentUploads: Float64Array;
  readonly levelUploads: Float64Array;
}

interface MonthCounts extends Entries {
  readonly uploads: Float64Array;
}

/**
 * Cluster bootstrap of everything a cohort figure shows: artists are drawn again with replacement, all months, cohorts
 * and cutoffs from the same draw, so that differences between cutoffs are paired.
 *
 * Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. J. Human Resources 50, 317–372.
 *
 * @param artists artist indices of one site
 * @param draws number of draws B ≥ 1
 */
export function resample(
  activity: IndexedActivity,
  artists: Uint32Array,
  layout: CellLayout,
  isEligible: AsOfEligibility,
  draws: number,
  rng: Rng,
): ResampledCells {
  if (!(Number.isSafeInteger(draws) && draws >= 1)) {
    throw new RangeError(`draws must be a whole number >= 1, got ${draws}`);
  }
  const slopes = slopeSums(activity, artists, layout, isEligible);
  const counts = monthCounts(activity, artists, layout, isEligible);
  const entries = entryMonths(activity, artists, layout, isEligible);
  const weights = new Uint16Array(artists.length).fill(1);
  const fill = (row: Float64Array) => {
    setSlopeSums(row, slopes, weights);
    setMonthCounts(row, counts, weights);
    setAtRisk(row, layout, entries, weights);
  };
  const observed = new Float64Array(layout.length);
  fill(observed);
  const rows = new Float64Array(draws * layout.length);
  const drawWeights = multinomialDraws(rng);
  for (let draw = 0; draw < draws; draw++) {
    drawWeights(weights);
    fill(rows.subarray(draw * layout.length, (draw + 1) * layout.length));
  }
  return { layout, observed, draws: rows };
}

function slopeSums(
  activity: IndexedActivity,
  artists: Uint32Array,
  { windows }: CellLayout,
  isEligible: AsOfEligibility,
): SlopeSums {
  const cells: number[] = [];
  const owners: number[] = [];
  const sums: [number[], number[], number[], number[]] = [[], [], [], []];
  artists.forEach((artist, owner) => {
    windows.forEach((window, w) => {
      const last = monthsIn(window) - 1;
      let momentArtists = 0;
      let levelArtists = 0;
      let momentUploads = 0;
      let levelUploads = 0;
      for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
        const month = activity.month[row]!;
        if (month < window.from || month > window.to) continue;
        const arm = 2 * (month - window.from) - last;
        const uploads = activity.uploads[row]!;
        momentArtists += arm;
        levelArtists++;
        momentUploads += arm * uploads;
        levelUploads += uploads;
      }
      if (levelArtists === 0 || !isEligible(artist, window.to)) return;
      cells.push(slopeCell(w, slopeClass(activity.firstUploadAt[artist]!, window)));
      owners.push(owner);
      [momentArtists, levelArtists, momentUploads, levelUploads].forEach((sum, j) => {
        sums[j]!.push(sum);
      });
    });
  });
  const { order, ...entries } = byCell(cells, owners);
  const [momentArtists, levelArtists, momentUploads, levelUploads] = sums.map((values) => reordered(values, order)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { ...entries, momentArtists, levelArtists, momentUploads, levelUploads };
}

function slopeClass(firstUploadAt: number, { cutoff, matchedFrom }: SlopeWindow): SlopeClass {
  if (!isSenior(firstUploadAt, cutoff)) return 'junior';
  return monthFromInstant(firstUploadAt) >= matchedFrom ? 'matched senior' : 'other senior';
}

function monthCounts(
  activity: IndexedActivity,
  artists: Uint32Array,
  layout: CellLayout,
  isEligible: AsOfEligibility,
): MonthCounts {
  const { shown } = layout;
  const cells: number[] = [];
  const owners: number[] = [];
  const uploads: number[] = [];
  artists.forEach((artist, owner) => {
    if (!isEligible(artist, shown.to)) return;
    const firstUploadAt = activity.firstUploadAt[artist]!;
    const entry = monthFromInstant(firstUploadAt);
    const cohort = isSenior(firstUploadAt, shown.cutoff) ? 0 : 1;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const month = activity.month[row]!;
      if (month < shown.from || month > shown.to) continue;
      cells.push(countCell(layout, month - shown.from, tenureBin(month - entry), cohort));
      owners.push(owner);
      uploads.push(activity.uploads[row]!);
    }
  });
  const { order, ...entries } = byCell(cells, owners);
  return { ...entries, uploads: reordered(uploads, order) };
}

/** Sorts entries by cell, within a cell by artist. */
function byCell(cells: readonly number[], owners: readonly number[]): Entries & { readonly order: Uint32Array } {
  const cell = Uint32Array.from(new Set(cells)).sort();
  const group = new Map(Array.from(cell, (value, g) => [value, g]));
  const start = new Uint32Array(cell.length + 1);
  for (const value of cells) {
    const after = group.get(value)! + 1;
    start[after] = start[after]! + 1;
  }
  for (let g = 0; g < cell.length; g++) start[g + 1] = start[g + 1]! + start[g]!;
  const next = start.slice();
  const order = new Uint32Array(cells.length);
  cells.forEach((value, entry) => {
    const g = group.get(value)!;
    order[next[g]!] = entry;
    next[g] = next[g]! + 1;
  });
  return { cell, start, owner: order.map((entry) => owners[entry]!), order };
}

function reordered(values: readonly number[], order: Uint32Array): Float64Array {
  return Float64Array.from(order, (entry) => values[entry]!);
}

/** Entry months counted from the earliest one; artists who never enter by the end of the months shown have none. */
interface EntryMonths {
  readonly first: Month;
  /** One an artist: months since `first`; `count` where the artist is not there by the end. */
  readonly entry: Uint16Array;
  readonly count: number;
}

function entryMonths(
  activity: IndexedActivity,
  artists: Uint32Array,
  { shown }: CellLayout,
  isEligible: AsOfEligibility,
): EntryMonths {
  const months = Array.from(artists, (artist) => monthFromInstant(activity.firstUploadAt[artist]!));
  const first = months.reduce((least, month) => Math.min(least, month), shown.to);
  const count = shown.to - first + 1;
  const entry = Uint16Array.from(months, (month, i) =>
    month <= shown.to && isEligible(artists[i]!, shown.to) ? month - first : count,
  );
  return { first, entry, count };
}

function setSlopeSums(row: Float64Array, sums: SlopeSums, weights: Uint16Array): void {
  const { cell, start, owner, momentArtists, levelArtists, momentUploads, levelUploads } = sums;
  for (let g = 0; g < cell.length; g++) {
    const end = start[g + 1]!;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = start[g]!; i < end; i++) {
      const weight = weights[owner[i]!]!;
      a += weight * momentArtists[i]!;
      b += weight * levelArtists[i]!;
      c += weight * momentUploads[i]!;
      d += weight * levelUploads[i]!;
    }
    row.set([a, b, c, d], cell[g]!);
  }
}

function setMonthCounts(row: Float64Array, { cell, start, owner, uploads }: MonthCounts, weights: Uint16Array): void {
  for (let g = 0; g < cell.length; g++) {
    const end = start[g + 1]!;
    let active = 0;
    let sum = 0;
    for (let i = start[g]!; i < end; i++) {
      const weight = weights[owner[i]!]!;
      active += weight;
      sum += weight * uploads[i]!;
    }
    row[cell[g]!] = active;
    row[cell[g]! + 1] = sum;
  }
}

/** Artists are at risk from their entry on, so how many there are at a tenure follows from entries by month alone. */
function setAtRisk(row: Float64Array, layout: CellLayout, entries: EntryMonths, weights: Uint16Array): void {
  const { first, entry, count } = entries;
  const entered = new Float64Array(count + 1);
  for (let artist = 0; artist < weights.length; artist++) {
    const at = entry[artist]!;
    entered[at] = entered[at]! + weights[artist]!;
  }
  const before = new Float64Array(count + 1);
  for (let month = 0; month < count; month++) before[month + 1] = before[month]! + entered[month]!;
  const enteredBefore = (month: number) => before[Math.min(count, Math.max(0, month - first))]!;
  for (let i = 0; i < monthsIn(layout.shown); i++) {
    const month = layout.shown.from + i;
    for (let bin = 0; bin < TENURE_BINS.length; bin++) {
      const next = TENURE_BINS[bin + 1];
      const oldest = next === undefined ? 0 : enteredBefore(month - next + 1);
      row[riskCell(layout, i, bin)] = enteredBefore(month - TENURE_BINS[bin]! + 1) - oldest;
    }
  }
}
