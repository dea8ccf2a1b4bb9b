/**
 * Lower triangle L with L·Lᵀ = A, for small positive semi-definite matrices. Where a pivot is rounding its column is zero.
 *
 * Higham, N. J. (2002). Accuracy and Stability of Numerical Algorithms, 2nd ed., chapter 10.
 *
 * @param a n × n by rows, symmetric; only its lower triangle is looked at
 * @returns n × n by rows
 */
export function lowerTriangle(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const rounding = n * Number.EPSILON * largest;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      if (i === j) l[i * n + i] = rest > rounding ? Math.sqrt(rest) : 0;
      else l[i * n + j] = l[j * n + j] === 0 ? 0 : rest / l[j * n + j]!;
    }
  }
  return l;
}

/** L·x. @param l n × n by rows, lower triangle @param x length n */
export function timesTriangle(l: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += l[i * n + j]! * x[j]!;
    product[i] = sum;
  }
  return product;
}

/** L⁻¹·b. @param l n × n by rows, lower triangle without zeros on its diagonal @param b length n */
export function solveTriangle(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let j = 0; j < i; j++) rest -= l[i * n + j]! * x[j]!;
    x[i] = rest / l[i * n + i]!;
  }
  return x;
}

/** L⁻ᵀ·b. @param l n × n by rows, lower triangle without zeros on its diagonal @param b length n */
export function solveTransposed(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= l[i * n + i]!;
    for (let j = 0; j < i; j++) x[j]! -= l[i * n + j]! * x[i]!;
  }
  return x;
}

/** Natural logarithm of det(L·Lᵀ); −∞ if the matrix is singular. @param l n × n by rows, lower triangle */
export function logDeterminant(l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]!);
  return sum;
}
