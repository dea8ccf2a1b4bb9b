import { collinear, type NoFit, noFit } from './no-fit.ts';
import { cholesky } from './normal-equations.ts';
import { type Panel, withoutColumns } from './panel.ts';

/** Products of columns taken less their artist's mean: the normal equations with artist effects profiled out. */
export interface WithinInformation {
  /** Σ w·(x − x̄)(x − x̄)ᵀ, row-major width × width, lower triangle. */
  readonly information: Float64Array;
  /** Σ w·x²: what is left of each column is compared with this. Length width. */
  readonly scale: Float64Array;
}

/**
 * Normal equations of a regression with artist effects, without a column for any artist.
 *
 * Frisch, R. & Waugh, F. V. (1933). Partial time regressions as compared with individual trends. Econometrica 1, 387–401.
 *
 * @param weights w ≥ 0 of each row, not all zero within an artist; length n
 */
export function withinInformation({ artists, start, x, width }: Panel, weights: Float64Array): WithinInformation {
  const information = new Float64Array(width * width);
  const scale = new Float64Array(width);
  const sums = new Float64Array(width);
  const filled = new Uint32Array(width);
  for (let artist = 0; artist < artists; artist++) {
    sums.fill(0);
    let total = 0;
    for (let row = start[artist]!; row < start[artist + 1]!; row++) {
      const weight = weights[row]!;
      total += weight;
      const count = findFilled(x, row * width, filled);
      for (let a = 0; a < count; a++) {
        const j = filled[a]!;
        const value = x[row * width + j]!;
        sums[j] = sums[j]! + weight * value;
        scale[j] = scale[j]! + weight * value * value;
      }
      addPairs(information, x, row * width, filled, count, weight);
    }
    addPairs(information, sums, 0, filled, findFilled(sums, 0, filled), -1 / total);
  }
  return { information, scale };
}

/** The panel without month dummies that the others make up, or the caller's column that cannot be told from the effects. */
export function estimable(panel: Panel): Panel | NoFit {
  const weights = new Float64Array(panel.y.length).fill(1);
  const { information, scale } = withinInformation(panel, weights);
  const { dependent } = cholesky(information, panel.width, scale);
  const column = dependent.find((j) => j >= panel.dummies);
  if (column !== undefined) return collinear(column - panel.dummies);
  if (panel.width === 0) return noFit('too-few-data', 'there is no column to fit');
  return dependent.length === 0 ? panel : withoutColumns(panel, dependent);
}

/**
 * The score of each artist, Σ x·residual.
 *
 * @param residuals summing to zero within artists; length n
 * @returns row-major artists × width
 */
export function artistScores({ artists, start, x, width }: Panel, residuals: Float64Array): Float64Array {
  const scores = new Float64Array(artists * width);
  for (let artist = 0; artist < artists; artist++) {
    const score = scores.subarray(artist * width, (artist + 1) * width);
    for (let row = start[artist]!; row < start[artist + 1]!; row++) addRow(score, x, row * width, residuals[row]!);
  }
  return scores;
}

/** @returns Σ x·residual over all rows; length width */
export function totalScore({ x, width }: Panel, residuals: Float64Array): Float64Array {
  const score = new Float64Array(width);
  for (let row = 0; row < residuals.length; row++) addRow(score, x, row * width, residuals[row]!);
  return score;
}

function addRow(to: Float64Array, x: Float64Array, at: number, scale: number): void {
  for (let j = 0; j < to.length; j++) to[j] = to[j]! + scale * x[at + j]!;
}

/** Writes down where the row is not zero, as most of it is month dummies. @returns how many places */
function findFilled(x: Float64Array, at: number, filled: Uint32Array): number {
  let count = 0;
  for (let j = 0; j < filled.length; j++) if (x[at + j] !== 0) filled[count++] = j;
  return count;
}

/** Adds weight · v·vᵀ, where only the first `count` places named in `filled` are not zero. */
function addPairs(
  matrix: Float64Array,
  values: Float64Array,
  at: number,
  filled: Uint32Array,
  count: number,
  weight: number,
): void {
  const width = filled.length;
  for (let a = 0; a < count; a++) {
    const j = filled[a]!;
    const scaled = weight * values[at + j]!;
    for (let b = 0; b <= a; b++) {
      const place = j * width + filled[b]!;
      matrix[place] = matrix[place]! + scaled * values[at + filled[b]!]!;
    }
  }
}
