import { Band } from './band.ts';
import { type Float64Matrix, transpose } from './feature-matrix.ts';
import type { Matmul } from './matmul.ts';
import { tridiagonalEigenvalues } from './tridiagonal.ts';

/** Width of the band in between: wide enough for products to be worth while, narrow enough for the chase. */
const BANDWIDTH = 32;

/**
 * Eigenvalues of a symmetric matrix, in two stages: blocks of reflections make it a band, in which almost all work is
 * products; rotations make the band tridiagonal.
 *
 * Bischof, C., Lang, B. & Sun, X. (2000). A framework for symmetric band reduction. ACM TOMS 26, 581–601.
 *
 * @param matrix n × n; only its symmetric part is looked at
 * @returns ascending, length n; errors are of the order of 1e-14 times the largest
 * @throws RangeError if the matrix is not square
 */
export async function symmetricEigenvalues(matrix: Float64Matrix, matmul: Matmul): Promise<Float64Array> {
  const n = matrix.rows;
  if (n !== matrix.columns) throw new RangeError(`expected a square matrix, got ${n} × ${matrix.columns}`);
  const band = await toBand(matrix, Math.min(BANDWIDTH, Math.max(1, n - 1)), matmul);
  return tridiagonalEigenvalues(band.toTridiagonal());
}

/** Similarity by blocks of Householder reflections until nothing is left below the band. */
async function toBand(matrix: Float64Matrix, width: number, matmul: Matmul): Promise<Band> {
  const n = matrix.rows;
  const band = new Band(n, width);
  let rest = matrix;
  for (let start = 0; start < n; start += width) {
    const size = n - start;
    const panelWidth = Math.min(width, size);
    for (let j = 0; j < panelWidth; j++) {
      for (let i = j; i < panelWidth; i++) band.set(start + i, start + j, rest.values[i * size + j]!);
    }
    if (size <= width) break;
    const below = size - width;
    const panel = new Float64Array(below * width);
    for (let i = 0; i < below; i++) {
      for (let j = 0; j < width; j++) panel[i * width + j] = rest.values[(width + i) * size + j]!;
    }
    const reflections = reflectionsOf({ rows: below, columns: width, values: panel });
    for (let i = 0; i < Math.min(width, below); i++) {
      for (let j = i; j < width; j++) band.set(start + width + i, start + j, panel[i * width + j]!);
    }
    const trailing = new Float64Array(below * below);
    for (let i = 0; i < below; i++) {
      const from = (width + i) * size + width;
      trailing.set(rest.values.subarray(from, from + below), i * below);
    }
    rest = { rows: below, columns: below, values: trailing };
    await reflectBothSides(rest, reflections, matmul);
  }
  return band;
}

/** Q = I − V·T·Vᵀ, a product of reflections. Schreiber, R. & Van Loan, C. (1989), SIAM J. Sci. Stat. Comput. 10, 53–57. */
interface Reflections {
  readonly v: Float64Matrix;
  readonly t: Float64Matrix;
}

/** Householder QR of a panel, which holds R in its upper triangle afterwards. */
function reflectionsOf(panel: Float64Matrix): Reflections {
  const { rows, columns, values } = panel;
  const count = Math.min(rows, columns);
  const v = new Float64Array(rows * count);
  const t = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    let squares = 0;
    for (let i = k + 1; i < rows; i++) squares += values[i * columns + k]! ** 2;
    v[k * count + k] = 1;
    if (squares === 0) continue;
    const head = values[k * columns + k]!;
    const length = Math.sqrt(head * head + squares);
    const diagonal = head > 0 ? -length : length;
    const tau = (diagonal - head) / diagonal;
    for (let i = k + 1; i < rows; i++) v[i * count + k] = values[i * columns + k]! / (head - diagonal);
    const dots = new Float64Array(columns);
    for (let i = k; i < rows; i++) {
      const vi = v[i * count + k]!;
      for (let j = k; j < columns; j++) dots[j]! += vi * values[i * columns + j]!;
    }
    for (let i = k; i < rows; i++) {
      const scaled = tau * v[i * count + k]!;
      for (let j = k; j < columns; j++) values[i * columns + j]! -= scaled * dots[j]!;
    }
    extendTriangle(t, v, { k, rows, count, tau });
  }
  return { v: { rows, columns: count, values: v }, t: { rows: count, columns: count, values: t } };
}

function extendTriangle(
  t: Float64Array,
  v: Float64Array,
  { k, rows, count, tau }: { k: number; rows: number; count: number; tau: number },
): void {
  const overlap = new Float64Array(k);
  for (let i = k; i < rows; i++) {
    const vi = v[i * count + k]!;
    for (let j = 0; j < k; j++) overlap[j]! += v[i * count + j]! * vi;
  }
  t[k * count + k] = tau;
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = i; j < k; j++) sum += t[i * count + j]! * overlap[j]!;
    t[i * count + k] = -tau * sum;
  }
}

/** A ← Qᵀ·A·Q in place, as A − V·Wᵀ − W·Vᵀ with W = A·V·T − ½·V·Tᵀ·Vᵀ·A·V·T. */
async function reflectBothSides(a: Float64Matrix, { v, t }: Reflections, matmul: Matmul): Promise<void> {
  const count = v.columns;
  const w = await matmul(await matmul(a, v), t);
  const middle = await matmul(transpose(t), await matmul(transpose(v), w));
  const half = await matmul(v, middle);
  for (let i = 0; i < w.values.length; i++) w.values[i]! -= 0.5 * half.values[i]!;
  const left = new Float64Array(a.rows * 2 * count);
  const right = new Float64Array(a.rows * 2 * count);
  for (let i = 0; i < a.rows; i++) {
    const vRow = v.values.subarray(i * count, (i + 1) * count);
    const wRow = w.values.subarray(i * count, (i + 1) * count);
    left.set(vRow, 2 * i * count);
    left.set(wRow, (2 * i + 1) * count);
    right.set(wRow, 2 * i * count);
    right.set(vRow, (2 * i + 1) * count);
  }
  const pairs = { rows: a.rows, columns: 2 * count };
  const change = await matmul({ ...pairs, values: left }, transpose({ ...pairs, values: right }));
  for (let i = 0; i < a.values.length; i++) a.values[i]! -= change.values[i]!;
}
