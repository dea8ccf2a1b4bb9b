import { isCount, isPositive, requireValues } from './require-values.ts';

export interface PanelData {
  /** Whole number naming the artist of each row, in any order; length n. */
  readonly artist: ArrayLike<number>;
  /** Whole number of the month of each row, at most one row an artist-month; length n. Without it there are no month effects. */
  readonly month?: ArrayLike<number>;
  /** k columns of length n that change within artists; no intercept. */
  readonly columns: readonly ArrayLike<number>[];
  /** Length n. Months before an artist's first upload are no zeros: leave them out, and the first upload's month with them. */
  readonly y: ArrayLike<number>;
  /** What y is proportional to, > 0; length n. @default 1 */
  readonly exposure?: ArrayLike<number>;
}

/** What was left out because it says nothing about the coefficients. */
export interface PanelDropped {
  readonly allZeroArtists: number;
  readonly singleMonthArtists: number;
  readonly allZeroMonths: number;
}

export interface PanelFit {
  readonly kind: 'fit';
  /** One a column of the caller's; month effects are not among them. Length k. */
  readonly coefficients: Float64Array;
  /** The model's own; row-major k × k. Null where no degree of freedom is left for it. */
  readonly covariance: Float64Array | null;
  /** With artists as clusters; row-major k × k. Null with one artist. */
  readonly clusterCovariance: Float64Array | null;
  /** Artists and rows the coefficients rest on. */
  readonly artists: number;
  readonly rows: number;
  readonly dropped: PanelDropped;
}

/** Rows sorted by artist, those that say nothing left out. */
export interface Panel {
  readonly artists: number;
  /** Length artists + 1: artist a has rows `[a]` to `[a + 1] - 1`. */
  readonly start: Uint32Array;
  /** Row-major n × width: a dummy a month but the first, then the columns, each less its value in the artist's first row. */
  readonly x: Float64Array;
  readonly width: number;
  readonly dummies: number;
  readonly y: Float64Array;
  readonly exposure: Float64Array;
  readonly dropped: PanelDropped;
}

/**
 * Sorts the rows of a panel by artist and sets up its month dummies.
 *
 * @param informative `any` keeps every artist with two rows; `with-events` only artists and months with y > 0 somewhere,
 *   as a fixed effect fits the others exactly
 * @throws RangeError if lengths differ or values are not finite or out of range
 */
export function panelFrom(data: PanelData, informative: 'any' | 'with-events'): Panel {
  const n = data.y.length;
  requireValues(data.artist, n, 'artists');
  requireValues(data.y, n, 'counts', isCount);
  if (data.month) requireValues(data.month, n, 'months');
  if (data.exposure) requireValues(data.exposure, n, 'exposures', isPositive);
  data.columns.forEach((column, j) => {
    requireValues(column, n, `values of column ${j}`);
  });

  const { kept, dropped } = informativeRows(data, informative);
  const rows = kept.sort((a, b) => data.artist[a]! - data.artist[b]! || a - b);
  const months = [...new Set(Array.from(rows, (row) => data.month?.[row] ?? 0))].sort((a, b) => a - b);
  const dummyOf = new Map(months.map((month, place) => [month, place - 1]));
  const dummies = Math.max(0, months.length - 1);
  const width = dummies + data.columns.length;
  const x = new Float64Array(rows.length * width);
  const start = [0];
  let first = 0;
  rows.forEach((row, at) => {
    if (at > 0 && data.artist[row] !== data.artist[rows[at - 1]!]) {
      start.push(at);
      first = at;
    }
    const dummy = dummyOf.get(data.month?.[row] ?? 0)!;
    if (dummy >= 0) x[at * width + dummy] = 1;
    data.columns.forEach((column, j) => {
      x[at * width + dummies + j] = column[row]! - column[rows[first]!]!;
    });
  });
  if (rows.length > 0) start.push(rows.length);
  return {
    artists: start.length - 1,
    start: Uint32Array.from(start),
    x,
    width,
    dummies,
    y: Float64Array.from(rows, (row) => data.y[row]!),
    exposure: Float64Array.from(rows, (row) => data.exposure?.[row] ?? 1),
    dropped,
  };
}

/** The same panel without some of its columns. */
export function withoutColumns(panel: Panel, columns: readonly number[]): Panel {
  const kept = Array.from({ length: panel.width }, (_, j) => j).filter((j) => !columns.includes(j));
  const x = new Float64Array(panel.y.length * kept.length);
  for (let row = 0; row < panel.y.length; row++) {
    for (let j = 0; j < kept.length; j++) x[row * kept.length + j] = panel.x[row * panel.width + kept[j]!]!;
  }
  const dummies = kept.filter((j) => j < panel.dummies).length;
  return { ...panel, x, width: kept.length, dummies };
}

/** Leaves out uninformative artists and months until none is left: each pass may make another month or artist so. */
function informativeRows(
  { artist, month, y }: PanelData,
  informative: 'any' | 'with-events',
): { kept: Uint32Array; dropped: PanelDropped } {
  const dropped = { allZeroArtists: 0, singleMonthArtists: 0, allZeroMonths: 0 };
  let kept = Uint32Array.from({ length: y.length }, (_, row) => row);
  for (;;) {
    const before = kept.length;
    if (informative === 'with-events') {
      const artists = totals(kept, artist, y);
      dropped.allZeroArtists += countOf(artists, ({ sum }) => sum === 0);
      kept = kept.filter((row) => artists.get(artist[row]!)!.sum > 0);
      if (month) {
        const months = totals(kept, month, y);
        dropped.allZeroMonths += countOf(months, ({ sum }) => sum === 0);
        kept = kept.filter((row) => months.get(month[row]!)!.sum > 0);
      }
    }
    const artists = totals(kept, artist, y);
    dropped.singleMonthArtists += countOf(artists, ({ rows }) => rows === 1);
    kept = kept.filter((row) => artists.get(artist[row]!)!.rows > 1);
    if (kept.length === before) return { kept, dropped };
  }
}

interface Total {
  rows: number;
  sum: number;
}

function totals(rows: Uint32Array, key: ArrayLike<number>, y: ArrayLike<number>): Map<number, Total> {
  const result = new Map<number, Total>();
  for (const row of rows) {
    const total = result.get(key[row]!);
    if (total) {
      total.rows++;
      total.sum += y[row]!;
    } else result.set(key[row]!, { rows: 1, sum: y[row]! });
  }
  return result;
}

function countOf(groups: Map<number, Total>, holds: (total: Total) => boolean): number {
  let count = 0;
  for (const total of groups.values()) if (holds(total)) count++;
  return count;
}
