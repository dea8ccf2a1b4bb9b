import { median } from 'simple-statistics';
import { type Degeneracy, requireFinite } from './degeneracy.ts';

export interface Siegel {
  /** Change per month, in the unit of y; null below 2 months. */
  readonly slope: number | null;
  /** Value of the line in the first month. */
  readonly intercept: number | null;
  readonly reason: Degeneracy | null;
}

/**
 * Siegel's repeated medians: the median over months of the median slope through that month. Withstands nearly half of
 * all months being wrong, Theil–Sen 29 %.
 *
 * Siegel, A. F. (1982). Robust regression using repeated medians. Biometrika 69, 242–244.
 *
 * @param y one value a month, no gaps; length n
 * @throws RangeError if a value is not finite
 * @example siegel([0, 1, 2, 30]) // => { slope: 1, intercept: 0, reason: null }
 */
export function siegel(y: ArrayLike<number>): Siegel {
  requireFinite(y);
  if (y.length < 2) return { slope: null, intercept: null, reason: 'too-few-months' };
  const values = Array.from(y);
  const through = (month: number) =>
    median(values.map((value, i) => (value - values[month]!) / (i - month)).filter((_, i) => i !== month));
  const slope = median(values.map((_, month) => through(month)));
  return { slope, intercept: median(values.map((value, month) => value - slope * month)), reason: null };
}
