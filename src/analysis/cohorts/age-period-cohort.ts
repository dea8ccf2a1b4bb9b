import type { AgePeriodCohort, PeriodContrast } from '../../core/cohort-tables.ts';
import { Z_95 } from '../../core/math/interval.ts';
import { type Month, monthFromInstant, textFromMonth } from '../../core/month.ts';
import { EVENT_BLOCKS } from '../events.ts';
import { itsColumns } from '../methods/its-columns.ts';
import type { NoFit } from '../methods/no-fit.ts';
import { addOuterProduct, cholesky, choleskySolve, rowMajor } from '../methods/normal-equations.ts';
import { type PoissonFit, poissonRegression } from '../methods/poisson.ts';
import type { IndexedActivity } from '../spans.ts';
import { countCells, forActiveMonths, keyOf, type RiskCells } from './risk-cells.ts';
import { type CohortWindow, monthsIn } from './windows.ts';

/** Midjourney, DALL·E 2 and Stable Diffusion opened within weeks of each other: by months they are one event. */
const BLOCK = EVENT_BLOCKS.find(({ id }) => id === 'generative')!;
/** Months needed on either side of the block. */
const LEAST_MONTHS = 6;

/**
 * Poisson model of active artists by tenure bin, month and entry year, log E[active] = log(at risk) + tenure + month + year,
 * and of its month effects only what is identified: as tenure and entry year add up to the month, any straight line in
 * the month effects could as well be one in the others. Step and kink at the releases of July to September 2022 are least
 * squares coefficients of the month effects beside a constant and such a line, so they do not depend on it.
 * Standard errors are clustered by artist. The month of the first upload, active by definition, is left out.
 *
 * Fosse, E. & Winship, C. (2019). Analyzing age-period-cohort data. Annual Review of Sociology 45, 467–492.
 *
 * @param artists artist indices of the sample
 * @param knownTo last month for which every artist's history was read
 */
export function agePeriodCohort(
  activity: IndexedActivity,
  artists: Uint32Array,
  shown: CohortWindow,
  knownTo: Month,
): AgePeriodCohort {
  const window = { ...shown, to: Math.min(shown.to, knownTo) };
  if (BLOCK.from - window.from < LEAST_MONTHS || window.to - BLOCK.to < LEAST_MONTHS) {
    return none(
      `the months observed do not hold ${textFromMonth(BLOCK.from)} to ${textFromMonth(BLOCK.to)} with ${LEAST_MONTHS} months on either side`,
    );
  }
  const cells = countCells(activity, artists, window);
  const contrasts: PeriodContrast[] = [];
  for (const constraint of ['none', 'adjacent entry years'] as const) {
    const columns = designOf(cells, window, constraint !== 'none');
    const fitted = fitDesign(columns, window, cells);
    if (fitted.kind === 'no-fit') return none(fitted.reason);
    for (const contrast of ['step', 'kink'] as const) {
      const weights = contrastWeights(window, contrast);
      // The columns of the months' effects are the constant's neighbours, in order; the first month has none.
      const direction = new Float64Array(fitted.columns.length);
      direction.set(weights.subarray(1), 1);
      const estimate = direction.reduce((sum, weight, j) => sum + weight * fitted.fit.coefficients[j]!, 0);
      const standardError = clusteredError(activity, artists, window, cells, fitted, direction);
      const margin = Z_95 * standardError;
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

/** Constant, months, tenure bins, entry years: of the last three all but the first that anybody is in. */
function designOf(cells: RiskCells, window: CohortWindow, isConstrained: boolean): Float64Array[] {
  const indicator = (of: readonly number[], levels: readonly number[]) =>
    Float64Array.from(of, (level) => (levels.includes(level) ? 1 : 0));
  const months = Array.from({ length: window.to - window.from }, (_, i) => i + 1);
  const bins = [...new Set(cells.bin)].sort((a, b) => a - b).slice(1);
  const years = [...new Set(cells.year)].sort((a, b) => a - b).slice(1);
  const middle = Math.floor(years.length / 2);
  const yearLevels = isConstrained && middle > 0 ? mergedAt(years, middle) : years.map((year) => [year]);
  return [
    new Float64Array(cells.month.length).fill(1),
    ...months.map((month) => indicator(cells.month, [month])),
    ...bins.map((bin) => indicator(cells.bin, [bin])),
    ...yearLevels.map((levels) => indicator(cells.year, levels)),
  ];
}

/** The level at an index and the one before it as one. */
function mergedAt(levels: readonly number[], index: number): number[][] {
  return levels.flatMap((level, i) => {
    if (i === index) return [];
    return [i === index - 1 ? [level, levels[index]!] : [level]];
  });
}

interface FittedDesign {
  readonly kind: 'fit';
  readonly columns: readonly Float64Array[];
  readonly fit: PoissonFit;
}

/** Leaves out tenure bins and entry years that the columns before them make up, or in which nobody is ever active. */
function fitDesign(columns: readonly Float64Array[], window: CohortWindow, cells: RiskCells): FittedDesign | NoFit {
  const kept = [...columns];
  for (;;) {
    const fit = poissonRegression({ columns: kept, y: cells.active, exposure: cells.atRisk });
    if (fit.kind === 'fit') return { kind: 'fit', columns: kept, fit };
    if (fit.column === null || fit.column < monthsIn(window)) return fit;
    kept.splice(fit.column, 1);
  }
}

/** What each month's effect counts for in the least-squares coefficient of a step or a kink; length months. */
function contrastWeights(window: CohortWindow, contrast: 'step' | 'kink'): Float64Array {
  const n = monthsIn(window);
  const months = Array.from({ length: n }, (_, i) => window.from + i);
  const [trend, step, kink] = itsColumns(months, [BLOCK], [], 0).map(({ column }) => column);
  const columns = [new Float64Array(n).fill(1), trend!.map((month) => month - (n - 1) / 2), step!, kink!];
  const rows = rowMajor(columns, n);
  const normal = new Float64Array(16);
  for (let i = 0; i < n; i++) addOuterProduct(normal, 4, rows, 4 * i, 1);
  const unit = new Float64Array(4);
  unit[contrast === 'step' ? 2 : 3] = 1;
  const solved = choleskySolve(cholesky(normal, 4), unit);
  return Float64Array.from(months, (_, i) => columns.reduce((sum, column, j) => sum + column[i]! * solved[j]!, 0));
}

/**
 * Sandwich standard error of direction·β with artists as clusters. An artist's score is the sum of x·v·(active − rate) over
 * the months at risk, v = inverse information · direction; the part that only the entry month fixes is summed once for it.
 */
function clusteredError(
  activity: IndexedActivity,
  artists: Uint32Array,
  window: CohortWindow,
  cells: RiskCells,
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
