import { Matrix } from 'ml-matrix';
import { type Coefficient, coefficientTable } from './coefficients.ts';

/** A fitted regression as its estimating equations Σ xᵢ·uᵢ = 0, least squares and log-linear alike. */
export interface ScoreModel {
  /** Length k. */
  readonly estimates: Float64Array;
  /** k columns of length n, in the order of time, the intercept among them. */
  readonly columns: readonly ArrayLike<number>[];
  /** u = y less what the model expects; length n. */
  readonly residuals: Float64Array;
  /** Inverse of minus the derivative of the equations, row-major k × k: (XᵀX)⁻¹, or (XᵀWX)⁻¹. */
  readonly bread: Float64Array;
}

export interface NeweyWest {
  readonly lags: number;
  readonly coefficients: readonly Coefficient[];
  /** Row-major k × k. */
  readonly covariance: Float64Array;
}

export interface NeweyWestOptions {
  /** L, the last lag with a weight. @default neweyWestLags(n) */
  readonly lags?: number;
  /** Multiplies the covariance by n / (n − k). @default true */
  readonly smallSample?: boolean;
  /** Of the test statistics; Student's t has n − k degrees of freedom. @default 't' */
  readonly distribution?: 't' | 'normal';
}

/**
 * Covariance of coefficients that holds under autocorrelation up to L months and any variances: sandwich with Bartlett
 * weights 1 − l/(L + 1). With 34 months it is still too small as a rule; an artist bootstrap goes first.
 *
 * Newey, W. K. & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
 * covariance matrix. Econometrica 55, 703–708.
 *
 * Months left out make their neighbours count as one month apart.
 *
 * @param model n > k
 * @throws RangeError if `lags` is not a whole number ≥ 0
 * @example neweyWest(olsTrend([1, 3, 2, 5, 4, 7]).model!).lags // => 2
 */
export function neweyWest(model: ScoreModel, options: NeweyWestOptions = {}): NeweyWest {
  const { columns, residuals, estimates } = model;
  const n = residuals.length;
  const k = columns.length;
  const { lags = neweyWestLags(n), smallSample = true, distribution = 't' } = options;
  if (!(Number.isSafeInteger(lags) && lags >= 0)) throw new RangeError(`lags must be a whole number >= 0, got ${lags}`);
  const scores = new Matrix(n, k);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) scores.set(i, j, column[i]! * residuals[i]!);
  });
  const meat = scores.transpose().mmul(scores);
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag++) {
    const later = scores.subMatrix(lag, n - 1, 0, k - 1);
    const earlier = scores.subMatrix(0, n - 1 - lag, 0, k - 1);
    const crossed = later.transpose().mmul(earlier);
    meat.add(crossed.add(crossed.transpose()).mul(1 - lag / (lags + 1)));
  }
  const bread = Matrix.from1DArray(k, k, model.bread);
  const sandwich = bread.mmul(meat).mmul(bread);
  if (smallSample) sandwich.mul(n / (n - k));
  const covariance = Float64Array.from(sandwich.to1DArray());
  const df = distribution === 't' ? n - k : Infinity;
  return { lags, coefficients: coefficientTable(estimates, covariance, df), covariance };
}

/**
 * L = ⌊4·(n/100)^(2/9)⌋, 3 for 34 months.
 *
 * Newey, W. K. & West, K. D. (1994). Automatic lag selection in covariance matrix estimation. Rev. Econ. Studies 61, 631–653.
 */
export function neweyWestLags(n: number): number {
  return Math.floor(4 * (n / 100) ** (2 / 9));
}
