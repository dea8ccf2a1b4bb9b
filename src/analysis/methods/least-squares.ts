import { inverse, Matrix, QrDecomposition } from 'ml-matrix';

export interface LeastSquares {
  /** Intercept first, then one for each regressor; length k + 1. */
  readonly coefficients: Float64Array;
  /** y less the fit; length n. */
  readonly residuals: Float64Array;
  /** (XᵀX)⁻¹ with the intercept in X, row-major (k + 1) × (k + 1). */
  readonly bread: Float64Array;
}

/** What a regressor must add to those before it, relative to its own spread, not to count as their combination. */
const LEAST_REMAINDER = 1e-10;

/**
 * Least squares with an intercept, by Householder QR of centred and scaled regressors. y is centred too, its first value
 * taken off before its mean: a large level in front of a small trend costs no digits.
 *
 * Golub, G. H. & Van Loan, C. F. (2013). Matrix Computations, 4th ed., section 5.3.
 *
 * @param regressors k columns of length n, without the intercept
 * @param y length n ≥ 1
 * @returns null where a regressor is a linear combination of others or the intercept, or n ≤ k
 */
export function leastSquares(regressors: readonly ArrayLike<number>[], y: ArrayLike<number>): LeastSquares | null {
  const n = y.length;
  const target = centred(y);
  if (regressors.length === 0) {
    const bread = Float64Array.of(1 / n);
    return { coefficients: Float64Array.of(target.centre), residuals: target.values, bread };
  }
  if (n <= regressors.length) return null;
  const columns = regressors.map(centred);
  const lengths = columns.map(({ values }) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)));
  const scaled = new Matrix(n, columns.length);
  columns.forEach(({ values }, j) => {
    values.forEach((value, i) => {
      scaled.set(i, j, value / lengths[j]!);
    });
  });
  if (columns.some(({ centre }, j) => !(lengths[j]! > LEAST_REMAINDER * Math.abs(centre)))) return null;
  const qr = new QrDecomposition(scaled);
  const upper = qr.upperTriangularMatrix;
  if (columns.some((_, j) => Math.abs(upper.get(j, j)) < LEAST_REMAINDER)) return null;

  const slopes = qr
    .solve(Matrix.columnVector(target.values))
    .to1DArray()
    .map((slope, j) => slope / lengths[j]!);
  const centres = columns.map(({ centre }) => centre);
  const intercept = centres.reduce((sum, centre, j) => sum - centre * slopes[j]!, target.centre);
  const residuals = target.values.map((value, i) =>
    columns.reduce((left, { values }, j) => left - values[i]! * slopes[j]!, value),
  );
  return { coefficients: Float64Array.of(intercept, ...slopes), residuals, bread: breadOf(upper, lengths, centres, n) };
}

/** From the inverse for centred and scaled columns to that for the columns as given, with an intercept. */
function breadOf(upper: Matrix, lengths: readonly number[], centres: readonly number[], n: number): Float64Array {
  const size = centres.length + 1;
  const root = inverse(upper);
  const ofSlopes = root.mmul(root.transpose());
  const bread = new Float64Array(size * size);
  const at = (j: number, m: number) => ofSlopes.get(j, m) / lengths[j]! / lengths[m]!;
  bread[0] = 1 / n;
  centres.forEach((centre, j) => {
    let crossed = 0;
    centres.forEach((other, m) => {
      bread[(j + 1) * size + m + 1] = at(j, m);
      crossed -= other * at(j, m);
    });
    bread[j + 1] = crossed;
    bread[(j + 1) * size] = crossed;
    bread[0]! -= centre * crossed;
  });
  return bread;
}

function centred(column: ArrayLike<number>): { readonly values: Float64Array; readonly centre: number } {
  const first = column[0]!;
  const values = Float64Array.from(column, (value) => value - first);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { values: values.map((value) => value - mean), centre: first + mean };
}
