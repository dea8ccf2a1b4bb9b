import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { requireFinite } from './degeneracy.ts';

/**
 * Autocorrelations of a series about its mean, each divided by the variance at lag 0.
 *
 * Box, G. E. P. & Jenkins, G. M. (1976). Time Series Analysis, 2.1.
 *
 * @param y one value a month; length n
 * @param lags greatest lag, a whole number ≥ 0
 * @returns r₀ = 1 … r_lags, 0 beyond lag n − 1; null where the series is constant or empty
 * @throws RangeError if a value is not finite or `lags` is not a whole number ≥ 0
 * @example autocorrelation([1, 2, 3, 4], 1) // => [1, 0.25]
 */
export function autocorrelation(y: ArrayLike<number>, lags: number): number[] | null {
  requireFinite(y);
  if (!(Number.isSafeInteger(lags) && lags >= 0)) throw new RangeError(`lags must be a whole number >= 0, got ${lags}`);
  const centred = centre(y);
  const variance = productAtLag(centred, 0);
  if (!(variance > 0)) return null;
  return Array.from({ length: lags + 1 }, (_, lag) => productAtLag(centred, lag) / variance);
}

export interface LjungBox {
  readonly q: number | null;
  /** By χ² with as many degrees of freedom as lags. */
  readonly p: number | null;
}

/**
 * Ljung–Box test that the first autocorrelations are all zero. Nulls where there are none.
 *
 * Ljung, G. M. & Box, G. E. P. (1978). On a measure of lack of fit in time series models. Biometrika 65, 297–303.
 *
 * @param residuals of a fit; length n > lags
 * @param lags ≥ 1
 * @throws RangeError if a residual is not finite or `lags` is not a whole number ≥ 1
 * @example ljungBox([1, -1, 1, -1], 1) // => { q: 4.5, p: 0.0338948535246893 }
 */
export function ljungBox(residuals: ArrayLike<number>, lags: number): LjungBox {
  if (!(Number.isSafeInteger(lags) && lags >= 1)) throw new RangeError(`lags must be a whole number >= 1, got ${lags}`);
  const n = residuals.length;
  const r = autocorrelation(residuals, lags);
  if (r === null || n <= lags) return { q: null, p: null };
  let sum = 0;
  for (let lag = 1; lag <= lags; lag++) sum += r[lag]! ** 2 / (n - lag);
  const q = n * (n + 2) * sum;
  return { q, p: 1 - chiSquareCdf(q, lags) };
}

/**
 * Durbin–Watson statistic of residuals: near 2 without autocorrelation at lag 1, towards 0 where it is positive.
 *
 * Durbin, J. & Watson, G. S. (1951). Testing for serial correlation in least squares regression, II. Biometrika 38, 159–177.
 *
 * @returns in [0, 4]; null where all residuals are 0
 * @example durbinWatson([1, -1, 1]) // => 2.6666666666666665
 */
export function durbinWatson(residuals: ArrayLike<number>): number | null {
  let steps = 0;
  let squares = 0;
  for (let i = 0; i < residuals.length; i++) {
    if (i > 0) steps += (residuals[i]! - residuals[i - 1]!) ** 2;
    squares += residuals[i]! ** 2;
  }
  return squares > 0 ? steps / squares : null;
}

/** Less the first value before the mean, which is exact for values that lie close together. */
function centre(y: ArrayLike<number>): Float64Array {
  const shifted = Float64Array.from(y, (value) => value - y[0]!);
  const mean = shifted.reduce((sum, value) => sum + value, 0) / shifted.length;
  return shifted.map((value) => value - mean);
}

function productAtLag(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
  return sum;
}
