import { type Float64Matrix, transpose } from './feature-matrix.ts';
import type { Matmul } from './matmul.ts';

const BLOCK = 64;

/**
 * Lower triangle L with L·Lᵀ = A for a positive semi-definite matrix, in blocks of columns. Where a pivot is rounding,
 * as in a covariance of fewer items than features, its column is zero.
 *
 * Higham, N. J. (2002). Accuracy and Stability of Numerical Algorithms, 2nd ed., chapter 10.
 *
 * @param a n × n, symmetric
 * @returns n × n
 */
export async function cholesky(a: Float64Matrix, matmul: Matmul): Promise<Float64Matrix> {
  const n = a.rows;
  const values = a.values.slice();
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, values[i * n + i]!);
  const rounding = n * Number.EPSILON * largest;
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    eliminateColumns(values, n, { from, to, rounding });
    if (to < n) await subtractProducts(values, n, { from, to, matmul });
  }
  for (let i = 0; i < n; i++) values.fill(0, i * n + i + 1, (i + 1) * n);
  return { rows: n, columns: n, values };
}

function eliminateColumns(
  values: Float64Array,
  n: number,
  { from, to, rounding }: { from: number; to: number; rounding: number },
): void {
  for (let i = from; i < n; i++) {
    const row = i * n;
    for (let j = from; j < Math.min(to, i + 1); j++) {
      const other = j * n;
      let rest = values[row + j]!;
      for (let k = from; k < j; k++) rest -= values[row + k]! * values[other + k]!;
      if (i === j) values[row + j] = rest > rounding ? Math.sqrt(rest) : 0;
      else values[row + j] = values[other + j] === 0 ? 0 : rest / values[other + j]!;
    }
  }
}

async function subtractProducts(
  values: Float64Array,
  n: number,
  { from, to, matmul }: { from: number; to: number; matmul: Matmul },
): Promise<void> {
  const below = n - to;
  const width = to - from;
  const panel = new Float64Array(below * width);
  for (let i = 0; i < below; i++) {
    panel.set(values.subarray((to + i) * n + from, (to + i) * n + to), i * width);
  }
  const block = { rows: below, columns: width, values: panel };
  const products = await matmul(block, transpose(block));
  for (let i = 0; i < below; i++) {
    for (let j = 0; j <= i; j++) values[(to + i) * n + to + j]! -= products.values[i * below + j]!;
  }
}
