import { requireValues } from './require-values.ts';

/** What is left of a column beside those before it, relative to its own size, below which it counts as their combination. */
const LEAST_REMAINDER = 1e-10;

/** A = L·Lᵀ, or what keeps A from having such a factor. */
export interface CholeskyFactor {
  readonly size: number;
  /** L, row-major, size × size; usable only where `dependent` is empty. */
  readonly lower: Float64Array;
  /** Columns that are linear combinations of earlier ones, rising. */
  readonly dependent: readonly number[];
}

/**
 * Cholesky factor of a positive semidefinite matrix that names its linearly dependent columns instead of failing.
 *
 * Golub, G. H. & Van Loan, C. F. (2013). Matrix Computations, 4th ed., section 4.2.
 *
 * @param matrix row-major, size × size; only the lower triangle is read
 * @param scale what a diagonal entry must be compared with; where the columns were centred, their sums of squares before. Length size. @default the diagonal
 * @example cholesky(Float64Array.of(4, 2, 2, 2), 2).lower // => [2, 0, 1, 1]
 */
export function cholesky(matrix: Float64Array, size: number, scale?: ArrayLike<number>): CholeskyFactor {
  const lower = new Float64Array(size * size);
  const dependent: number[] = [];
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]!;
    const least = LEAST_REMAINDER * (scale?.[j] ?? pivot);
    for (let m = 0; m < j; m++) pivot -= lower[j * size + m]! ** 2;
    if (!(pivot > least)) {
      dependent.push(j);
      continue;
    }
    const root = Math.sqrt(pivot);
    lower[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let m = 0; m < j; m++) sum -= lower[i * size + m]! * lower[j * size + m]!;
      lower[i * size + j] = sum / root;
    }
  }
  return { size, lower, dependent };
}

/** @returns x with A·x = b; length size */
export function choleskySolve({ size, lower }: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let m = 0; m < i; m++) x[i] = x[i]! - lower[i * size + m]! * x[m]!;
    x[i] = x[i]! / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let m = i + 1; m < size; m++) x[i] = x[i]! - lower[m * size + i]! * x[m]!;
    x[i] = x[i]! / lower[i * size + i]!;
  }
  return x;
}

/** @returns A⁻¹, row-major */
export function choleskyInverse(factor: CholeskyFactor): Float64Array {
  const { size } = factor;
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit.fill(0);
    unit[j] = 1;
    inverse.set(choleskySolve(factor, unit), j * size);
  }
  return inverse;
}

/** Adds weight · row·rowᵀ to the lower triangle of a row-major matrix. */
export function addOuterProduct(
  matrix: Float64Array,
  size: number,
  rows: Float64Array,
  at: number,
  weight: number,
): void {
  for (let j = 0; j < size; j++) {
    const scaled = weight * rows[at + j]!;
    if (scaled === 0) continue;
    const line = j * size;
    for (let m = 0; m <= j; m++) matrix[line + m] = matrix[line + m]! + scaled * rows[at + m]!;
  }
}

/** @returns row-major n × k from k columns of length n */
export function rowMajor(columns: readonly ArrayLike<number>[], n: number): Float64Array {
  const k = columns.length;
  const rows = new Float64Array(n * k);
  columns.forEach((column, j) => {
    requireValues(column, n, `values of column ${j}`);
    for (let i = 0; i < n; i++) rows[i * k + j] = column[i]!;
  });
  return rows;
}
