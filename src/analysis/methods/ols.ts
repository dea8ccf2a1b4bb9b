import { type Coefficient, coefficientTable } from './coefficients.ts';
import { type Degeneracy, isRoundingOnly, requireFinite } from './degeneracy.ts';
import { leastSquares } from './least-squares.ts';
import type { ScoreModel } from './newey-west.ts';

export interface OlsFit {
  readonly n: number;
  /** Degrees of freedom left, n less the number of coefficients. */
  readonly df: number;
  /** Intercept first, tests assume independent errors of one variance; empty where there is no fit. */
  readonly coefficients: readonly Coefficient[];
  /** Length n; empty where there is no fit. */
  readonly residuals: Float64Array;
  /** Sum of squared residuals. */
  readonly ssr: number | null;
  readonly rSquared: number | null;
  /** Akaike's and Schwarz's criteria from the normal likelihood; smaller is better. */
  readonly aic: number | null;
  readonly bic: number | null;
  /** For a covariance that allows autocorrelation, see `neweyWest`; null where errors can't be judged. */
  readonly model: ScoreModel | null;
  readonly reason: Degeneracy | null;
}

/**
 * Ordinary least squares with an intercept.
 *
 * @param regressors columns of length n, without the intercept
 * @param y length n
 * @returns coefficients without tests for a constant series or an exact line; no coefficients where months are too few
 * or regressors collinear
 * @throws RangeError if lengths differ or a value is not finite
 * @example ols([[0, 1, 2, 3]], [1, 3, 2, 5]).coefficients.map((c) => c.estimate) // => [1.1, 1.1]
 */
export function ols(regressors: readonly ArrayLike<number>[], y: ArrayLike<number>): OlsFit {
  requireFinite(y);
  for (const column of regressors) {
    if (column.length !== y.length)
      throw new RangeError(`expected ${y.length} values a regressor, got ${column.length}`);
    requireFinite(column);
  }
  const n = y.length;
  const k = regressors.length + 1;
  const df = n - k;
  if (df < 0 || n === 0) return withoutFit(n, df, 'too-few-months');
  const fit = leastSquares(regressors, y);
  if (fit === null) return withoutFit(n, df, 'collinear');

  const { residuals, bread } = fit;
  const ssr = squares(residuals);
  const total = squares(leastSquares([], y)!.residuals); // an intercept alone is never collinear
  const isConstant = isRoundingOnly(total, y);
  const rSquared = isConstant ? null : 1 - ssr / total;
  if (df === 0 || isRoundingOnly(ssr, y)) {
    const coefficients = coefficientTable(fit.coefficients, null, Infinity);
    const reason = isConstant ? 'constant' : 'exact-fit';
    return { n, df, coefficients, residuals, ssr, rSquared, aic: null, bic: null, model: null, reason };
  }
  const logLikelihood = (-n / 2) * (Math.log((2 * Math.PI * ssr) / n) + 1);
  const columns = [new Float64Array(n).fill(1), ...regressors];
  return {
    n,
    df,
    coefficients: coefficientTable(
      fit.coefficients,
      bread.map((value) => (value * ssr) / df),
      df,
    ),
    residuals,
    ssr,
    rSquared,
    aic: 2 * k - 2 * logLikelihood,
    bic: k * Math.log(n) - 2 * logLikelihood,
    model: { estimates: fit.coefficients, columns, residuals, bread },
    reason: null,
  };
}

/**
 * Least squares of a series on time.
 *
 * @param y one value a month, no gaps; the intercept is the line's value in the first month
 */
export function olsTrend(y: ArrayLike<number>): OlsFit {
  return ols([Float64Array.from(y, (_, month) => month)], y);
}

function withoutFit(n: number, df: number, reason: Degeneracy): OlsFit {
  const none = { ssr: null, rSquared: null, aic: null, bic: null, model: null };
  return { n, df, coefficients: [], residuals: new Float64Array(0), ...none, reason };
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
