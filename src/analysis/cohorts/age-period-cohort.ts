import type { AgePeriodCohort, PeriodContrast } from '../../core/cohort-tables.ts';
import { type Month, monthFromInstant, textFromMonth } from '../../core/month.ts';
import { EVENT_BLOCKS } from '../events.ts';
import type { NoFit } from '../methods/no-fit.ts';
import { cholesky, choleskySolve } from '../methods/normal-equations.ts';
import { type PoissonFit, poissonRegression } from '../methods/poisson.ts';
import type { IndexedActivity } from '../spans.ts';
import type { AsOfEligibility } from './eligibility.ts';
import { TENURE_BINS, tenureBin } from './tenure-bins.ts';
import type { CohortWindow } from './windows.ts';

/** Midjourney, DALL·E 2 and Stable Diffusion opened within weeks of each other: by months they are one event. */
const BLOCK = EVENT_BLOCKS.find(({ id }) => id === 'generative')!;
/** Months needed on either side of the block. */
const LEAST_MONTHS = 6;
/** Entry years further back than this are taken together. */
const ENTRY_YEARS = 10;
/** 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Poisson model of active artists by tenure bin, month and entry year, log E[active] = log(at risk) + tenure + month + year,
 * and of its month effects only what is identified: as tenure and entry year add up to the month, any straight line in
 * the month effects could as well be one in the others. Step and kink at the releases of July to September 2022 are least
 * squares coefficients of the month effects beside a constant and such a line, so they do not depend on it.
 * Standard errors are clustered by artist. The month of the first upload, active by definition, is left out.
 *
 * Fosse, E. & Winship, C. (2019). Analyzing age-period-cohort data. Annual Review of Sociology 45, 467–492.
 *
 * @param knownTo last month for which every artist's history was read
 */
export function agePeriodCohort(
  activity: IndexedActivity,
  artists: Uint32Array,
  isEligible: AsOfEligibility,
  shown: CohortWindow,
  knownTo: Month,
): AgePeriodCohort {
  const window = { ...shown, to: Math.min(shown.to, knownTo) };
  if (BLOCK.from - window.from < LEAST_MONTHS || window.to - BLOCK.to < LEAST_MONTHS) {
    return none(
      `the months observed do not hold ${textFromMonth(BLOCK.from)} to ${textFromMonth(BLOCK.to)} with ${LEAST_MONTHS} months on either side`,
    );
  }
  const chosen = artists.filter((artist) => isEligible(artist, shown.to));
  const cells = countCells(activity, chosen, window);
  const contrasts: PeriodContrast[] = [];
  for (const constraint of ['none', 'adjacent entry years'] as const) {
    const design = designOf(cells, window, constraint !== 'none');
    const fitted = fitDesign(design, cells);
    if (fitted.kind === 'no-fit') return none(fitted.reason);
    for (const contrast of ['step', 'kink'] as const) {
      const weights = contrastWeights(window, contrast);
      const direction = directionOf(weights, fitted);
      const estimate = direction.reduce((sum, weight, j) => sum + weight * fitted.fit.coefficients[j]!, 0);
      const standardError = clusteredError(activity, chosen, window, cells, fitted, direction);
      const margin = Z * standardError;
      contrasts.push({
        contrast,
        constraint,
        estimate,
        standardError,
        low: estimate - margin,
        high: estimate + margin,
      });
    }
  }
  return { contrasts, missing: null };
}

function none(missing: string): AgePeriodCohort {
  return { contrasts: [], missing };
}

/** Artists at risk and active by month, tenure bin and entry year, those cells with anybody in them. */
interface Cells {
  readonly firstYear: number;
  /** Index of a cell by its key, −1 where nobody is at risk. */
  readonly place: Int32Array;
  readonly month: number[];
  readonly bin: number[];
  readonly year: number[];
  readonly active: number[];
  readonly atRisk: number[];
  readonly entrants: ReadonlyMap<Month, number>;
}

function countCells(activity: IndexedActivity, artists: Uint32Array, window: CohortWindow): Cells {
  const lastYear = yearOf(window.to);
  const firstYear = lastYear - ENTRY_YEARS;
  const entrants = new Map<Month, number>();
  for (const artist of artists) {
    const entry = monthFromInstant(activity.firstUploadAt[artist]!);
    if (entry < window.to) entrants.set(entry, (entrants.get(entry) ?? 0) + 1);
  }
  const months = window.to - window.from + 1;
  const cells: Cells = {
    firstYear,
    place: new Int32Array(months * TENURE_BINS.length * (ENTRY_YEARS + 1)).fill(-1),
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

function forActiveMonths(
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

function keyOf(firstYear: number, i: number, month: Month, entry: Month): number {
  return (i * TENURE_BINS.length + tenureBin(month - entry)) * (ENTRY_YEARS + 1) + entryYear(firstYear, entry);
}

/** Years since the first one told apart; that one takes in all before it. */
function entryYear(firstYear: number, entry: Month): number {
  return Math.max(0, yearOf(entry) - firstYear);
}

function yearOf(month: Month): number {
  return Number(textFromMonth(month).slice(0, 4));
}

interface Design {
  readonly columns: Float64Array[];
  /** Column of each month's effect; the first month has none. */
  readonly monthColumn: number[];
}

/** Constant, months, tenure bins, entry years: of the last three all but the first that anybody is in. */
function designOf(cells: Cells, window: CohortWindow, isConstrained: boolean): Design {
  const indicator = (of: readonly number[], levels: readonly number[]) =>
    Float64Array.from(of, (level) => (levels.includes(level) ? 1 : 0));
  const months = Array.from({ length: window.to - window.from }, (_, i) => i + 1);
  const bins = [...new Set(cells.bin)].sort((a, b) => a - b).slice(1);
  const years = [...new Set(cells.year)].sort((a, b) => a - b).slice(1);
  const middle = Math.floor(years.length / 2);
  const yearLevels = isConstrained && middle > 0 ? mergedAt(years, middle) : years.map((year) => [year]);
  return {
    columns: [
      new Float64Array(cells.month.length).fill(1),
      ...months.map((month) => indicator(cells.month, [month])),
      ...bins.map((bin) => indicator(cells.bin, [bin])),
      ...yearLevels.map((levels) => indicator(cells.year, levels)),
    ],
    monthColumn: months.map((month) => month),
  };
}

/** The level at an index and the one before it as one. */
function mergedAt(levels: readonly number[], index: number): number[][] {
  return levels.flatMap((level, i) => {
    if (i === index) return [];
    return [i === index - 1 ? [level, levels[index]!] : [level]];
  });
}

interface FittedDesign extends Design {
  readonly kind: 'fit';
  readonly fit: PoissonFit;
}

/** Leaves out tenure bins and entry years that the columns before them make up, or in which nobody is ever active. */
function fitDesign({ columns, monthColumn }: Design, cells: Cells): FittedDesign | NoFit {
  const kept = [...columns];
  for (;;) {
    const fit = poissonRegression({ columns: kept, y: cells.active, exposure: cells.atRisk });
    if (fit.kind === 'fit') return { kind: 'fit', columns: kept, monthColumn, fit };
    if (fit.column === null || fit.column <= monthColumn.length) return fit;
    kept.splice(fit.column, 1);
  }
}

/** What each month's effect counts for in the least-squares coefficient of a step or a kink; length months. */
function contrastWeights(window: CohortWindow, contrast: 'step' | 'kink'): Float64Array {
  const n = window.to - window.from + 1;
  const rows = Array.from({ length: n }, (_, i) => {
    const month = window.from + i;
    const step = Math.min(1, Math.max(0, (month - BLOCK.from + 1) / (BLOCK.to - BLOCK.from + 1)));
    return [1, i - (n - 1) / 2, step, Math.max(0, month - BLOCK.to)];
  });
  const normal = new Float64Array(16);
  for (const row of rows) {
    for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) normal[4 * j + k] = normal[4 * j + k]! + row[j]! * row[k]!;
  }
  const unit = new Float64Array(4);
  unit[contrast === 'step' ? 2 : 3] = 1;
  const solved = choleskySolve(cholesky(normal, 4), unit);
  return Float64Array.from(rows, (row) => row.reduce((sum, value, j) => sum + value * solved[j]!, 0));
}

function directionOf(weights: Float64Array, { columns, monthColumn }: FittedDesign): Float64Array {
  const direction = new Float64Array(columns.length);
  monthColumn.forEach((column, i) => {
    direction[column] = weights[i + 1]!;
  });
  return direction;
}

/**
 * Sandwich standard error of direction·β with artists as clusters. An artist's score is the sum of x·v·(active − rate) over
 * the months at risk, v = inverse information · direction; the part that only the entry month fixes is summed once for it.
 */
function clusteredError(
  activity: IndexedActivity,
  artists: Uint32Array,
  window: CohortWindow,
  cells: Cells,
  { columns, fit }: FittedDesign,
  direction: Float64Array,
): number {
  const k = columns.length;
  const v = Float64Array.from({ length: k }, (_, j) =>
    direction.reduce((sum, weight, m) => sum + weight * fit.covariance[j * k + m]!, 0),
  );
  const score = Float64Array.from(cells.month, (_, cell) =>
    columns.reduce((sum, column, j) => sum + column[cell]! * v[j]!, 0),
  );
  const expected = new Map<Month, number>();
  for (const entry of cells.entrants.keys()) {
    let sum = 0;
    for (let month = Math.max(window.from, entry + 1); month <= window.to; month++) {
      const cell = cells.place[keyOf(cells.firstYear, month - window.from, month, entry)]!;
      sum += (score[cell]! * fit.fitted[cell]!) / cells.atRisk[cell]!;
    }
    expected.set(entry, sum);
  }
  let meat = 0;
  let clusters = 0;
  for (const artist of artists) {
    const mean = expected.get(monthFromInstant(activity.firstUploadAt[artist]!));
    if (mean === undefined) continue;
    let sum = -mean;
    forActiveMonths(activity, artist, window, cells.firstYear, (key) => {
      sum += score[cells.place[key]!]!;
    });
    meat += sum * sum;
    clusters++;
  }
  return Math.sqrt((meat * clusters) / Math.max(1, clusters - 1));
}
