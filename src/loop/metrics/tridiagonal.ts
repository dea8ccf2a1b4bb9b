/** A symmetric tridiagonal matrix; `beside` has one entry fewer than `diagonal`. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/** More sweeps than any eigenvalue of finite numbers takes: two are usual. */
const MOST_SWEEPS = 60;

/**
 * Eigenvalues by the implicit QL algorithm with Wilkinson's shift.
 *
 * Dubrulle, A., Martin, R. S. & Wilkinson, J. H. (1968). The implicit QL algorithm. Numerische Mathematik 12, 377–383.
 *
 * @returns ascending, length n
 * @throws RangeError if an entry is not finite
 */
export function tridiagonalEigenvalues({ diagonal, beside }: Tridiagonal): Float64Array {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n);
  e.set(beside);
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; ; sweep++) {
      let high = low;
      while (high < n - 1 && !isNegligible(e[high]!, d[high]!, d[high + 1]!)) high++;
      if (high === low) break;
      if (sweep === MOST_SWEEPS) {
        throw new RangeError('expected a matrix of finite numbers: its eigenvalues do not converge');
      }
      sweepUp(d, e, low, high);
    }
  }
  return d.sort();
}

/** False for NaN. */
function isNegligible(beside: number, before: number, after: number): boolean {
  return Math.abs(beside) <= Number.EPSILON * (Math.abs(before) + Math.abs(after));
}

/** One QL sweep of the block from `low` to `high`, from the bottom up. */
function sweepUp(d: Float64Array, e: Float64Array, low: number, high: number): void {
  const ahead = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.sqrt(ahead * ahead + 1);
  let g = d[high]! - d[low]! + e[low]! / (ahead + (ahead < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const turned = (d[i]! - g) * s + 2 * c * b;
    p = s * turned;
    d[i + 1] = g + p;
    g = c * turned - b;
  }
  d[low]! -= p;
  e[low] = g;
  e[high] = 0;
}
