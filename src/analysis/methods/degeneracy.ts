/** Why a number of a result is null: what about the data leaves it without a value. */
export type Degeneracy =
  /** Fewer months than the method needs. */
  | 'too-few-months'
  /** Every month has the same value. */
  | 'constant'
  /** The line goes through every point: nothing is left to judge the error by. */
  | 'exact-fit'
  /** A term of the model repeats others in these months, e.g. an event outside them. */
  | 'collinear'
  /** The correction for autocorrelation leaves no variance. */
  | 'no-variance'
  /** Too close to an end of the series to compare with other months. */
  | 'near-the-end';

/**
 * Guards the door of a method.
 *
 * @throws RangeError if a value is missing, NaN or infinite: months that were not observed must be left out, not given as 0
 */
export function requireFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`value ${i} must be a finite number, got ${values[i]}`);
  }
}

/**
 * Whether what a fit leaves over is only rounding of the values it was fitted to.
 *
 * @param residualSquares sum of squared residuals
 */
export function isRoundingOnly(residualSquares: number, values: ArrayLike<number>): boolean {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return residualSquares <= values.length * (ROUNDINGS * Number.EPSILON * largest) ** 2;
}

/** How many units in the last place the terms of a fit may gather. */
const ROUNDINGS = 64;
