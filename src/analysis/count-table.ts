import type { Activity } from '../core/activity.ts';
import { type ClusterCounts, clusterBootstrap, multinomialWeights, tally } from '../core/math/bootstrap.ts';
import { type Month, textFromMonth } from '../core/month.ts';
import type { Rng } from '../core/rng.ts';
import type { Cohort, Group, Measure } from '../core/trend-tables.ts';
import { artistsOf, isSenior } from './cohorts.ts';
import { rowStarts } from './spans.ts';

/** A span of months, both ends included, with the cutoff that splits its artists. */
export interface CohortWindow {
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
}

/** Monthly counts of one site, or of several together, with the bootstrap draws that say how sure they are. */
export interface CountTable {
  readonly windows: readonly CohortWindow[];
  /** The last month for which every artist's history was read. Counts of later months mean nothing. */
  readonly knownTo: Month;
  /** By window, then measure, then cohort, then month. */
  readonly observed: Float64Array;
  /** draws × cells, row by row; cells in the order of `observed`. */
  readonly draws: Float64Array;
}

const MEASURES: readonly Measure[] = ['uploads', 'artists'];
const COHORTS: readonly Cohort[] = ['senior', 'junior'];
const SERIES = MEASURES.length * COHORTS.length;

/**
 * Counts a site's uploads and active artists by month and cohort, and draws its artists again with replacement.
 *
 * @param site index into `activity.sites`
 * @param windows each gets its own cohorts; all are filled from the same draws, so differences between them are paired
 * @param draws bootstrap draws B ≥ 1
 */
export function countTable(
  activity: Activity,
  site: number,
  windows: readonly CohortWindow[],
  draws: number,
  rng: Rng,
): CountTable {
  const artists = artistsOf(activity, site);
  const counts = clusterCounts(activity, artists, windows);
  return {
    windows,
    knownTo: artists.reduce(
      (least, artist) => Math.min(least, activity.lastFullMonth[artist]!),
      Number.MAX_SAFE_INTEGER,
    ),
    observed: tally(counts),
    draws: clusterBootstrap(counts, draws, multinomialWeights(rng)),
  };
}

/**
 * Several sites as one. Artists are drawn within their site, so the draws add up.
 *
 * @param tables at least one, all with the same windows and number of draws
 */
export function poolTables(tables: readonly CountTable[]): CountTable {
  const [first, ...rest] = tables;
  if (first === undefined) throw new RangeError('pooling needs at least one site, got none');
  const observed = first.observed.slice();
  const draws = first.draws.slice();
  for (const table of rest) {
    for (let i = 0; i < observed.length; i++) observed[i] = observed[i]! + table.observed[i]!;
    for (let i = 0; i < draws.length; i++) draws[i] = draws[i]! + table.draws[i]!;
  }
  return { windows: first.windows, knownTo: Math.min(...tables.map((table) => table.knownTo)), observed, draws };
}

function monthsIn(window: CohortWindow): number {
  return window.to - window.from + 1;
}

function offsetOf(windows: readonly CohortWindow[], window: CohortWindow): number {
  const index = windows.indexOf(window);
  if (index < 0)
    throw new RangeError(`the table has no window ${textFromMonth(window.from)}–${textFromMonth(window.to)}`);
  return windows.slice(0, index).reduce((cells, earlier) => cells + SERIES * monthsIn(earlier), 0);
}

/**
 * One series in a row of cells.
 *
 * @param row `table.observed` or one row of draws
 * @returns length months; a view for one cohort, a new array for `all`
 */
export function seriesIn(
  table: CountTable,
  row: Float64Array,
  window: CohortWindow,
  measure: Measure,
  group: Group,
): Float64Array {
  const n = monthsIn(window);
  const start = offsetOf(table.windows, window) + MEASURES.indexOf(measure) * COHORTS.length * n;
  const seniors = row.subarray(start, start + n);
  const juniors = row.subarray(start + n, start + 2 * n);
  if (group === 'senior') return seniors;
  if (group === 'junior') return juniors;
  return seniors.map((value, i) => value + juniors[i]!);
}

/** The same series in every draw. @returns one array of months a draw */
export function drawnSeries(table: CountTable, window: CohortWindow, measure: Measure, group: Group): Float64Array[] {
  const cells = table.observed.length;
  return Array.from({ length: table.draws.length / cells }, (_, draw) =>
    seriesIn(table, table.draws.subarray(draw * cells, (draw + 1) * cells), window, measure, group),
  );
}

function clusterCounts(activity: Activity, artists: Uint32Array, windows: readonly CohortWindow[]): ClusterCounts {
  const offsets = windows.map((window) => offsetOf(windows, window));
  const cells = windows.reduce((sum, window) => sum + SERIES * monthsIn(window), 0);
  const starts = rowStarts(activity);
  const start = new Uint32Array(artists.length + 1);
  const cell: number[] = [];
  const value: number[] = [];
  artists.forEach((artist, cluster) => {
    const cohorts = windows.map(({ cutoff }) => (isSenior(activity.firstUploadAt[artist]!, cutoff) ? 0 : 1));
    for (let row = starts[artist]!; row < starts[artist + 1]!; row++) {
      const month = activity.month[row]!;
      windows.forEach((window, w) => {
        if (month < window.from || month > window.to) return;
        const n = monthsIn(window);
        const uploadsCell = offsets[w]! + cohorts[w]! * n + (month - window.from);
        cell.push(uploadsCell, uploadsCell + COHORTS.length * n);
        value.push(activity.uploads[row]!, 1);
      });
    }
    start[cluster + 1] = cell.length;
  });
  return { clusters: artists.length, cells, start, cell: Uint32Array.from(cell), value: Uint32Array.from(value) };
}
