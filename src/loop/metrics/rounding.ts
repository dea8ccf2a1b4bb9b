/**
 * A bound on the error of |x|² + |y|² − 2·x·y, relative to |x|² + |y|², when x and y are rounded to single precision and
 * their product is summed in any order. Higham, N. J. (2002), chapter 3.
 */
export function roundingOf(columns: number): number {
  return (columns + 8) * 2 ** -24;
}

/** ‖x − y‖² in double precision; the same number for (y, x). */
export function squaredDistance(x: Float32Array | Float64Array, y: Float32Array | Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) {
    const difference = x[j]! - y[j]!;
    sum += difference * difference;
  }
  return sum;
}
