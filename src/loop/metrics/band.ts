import type { Tridiagonal } from './tridiagonal.ts';

/** The lower half of a symmetric band matrix, by columns, with room for the one entry that sticks out in a chase. */
export class Band {
  readonly #n: number;
  readonly #width: number;
  readonly #stride: number;
  readonly #values: Float64Array;

  constructor(n: number, width: number) {
    this.#n = n;
    this.#width = width;
    this.#stride = width + 2;
    this.#values = new Float64Array(n * this.#stride);
  }

  set(i: number, j: number, value: number): void {
    this.#values[j * this.#stride + i - j] = value;
  }

  /** Schwarz, H. R. (1968). Tridiagonalization of a symmetric band matrix. Numerische Mathematik 12, 231–241. */
  toTridiagonal(): Tridiagonal {
    for (let column = 0; column < this.#n - 2; column++) {
      for (let row = Math.min(this.#n - 1, column + this.#width); row > column + 1; row--) this.#chase(row, column);
    }
    const at = (offset: number) =>
      Float64Array.from({ length: this.#n }, (_, j) => this.#values[j * this.#stride + offset]!);
    return { diagonal: at(0), beside: at(1).subarray(0, Math.max(0, this.#n - 1)) };
  }

  /** Turns entry (row, column) to zero, and then the entries that this pushes out of the band, down to the end. */
  #chase(row: number, column: number): void {
    const stride = this.#stride;
    const values = this.#values;
    const width = this.#width;
    let left = column;
    for (let q = row; q < this.#n; q += width) {
      const p = q - 1;
      const target = left * stride + q - left;
      const y = values[target]!;
      if (y === 0) return;
      const x = values[target - 1]!;
      const length = Math.sqrt(x * x + y * y);
      const c = x / length;
      const s = y / length;
      for (let at = target, k = left; k < p; k++, at += stride - 1) {
        const upper = values[at - 1]!;
        const lower = values[at]!;
        values[at - 1] = c * upper + s * lower;
        values[at] = c * lower - s * upper;
      }
      values[target] = 0;
      const pp = p * stride;
      const qq = q * stride;
      const app = values[pp]!;
      const aqp = values[pp + 1]!;
      const aqq = values[qq]!;
      values[pp] = c * c * app + 2 * c * s * aqp + s * s * aqq;
      values[qq] = s * s * app - 2 * c * s * aqp + c * c * aqq;
      values[pp + 1] = c * s * (aqq - app) + (c * c - s * s) * aqp;
      const reach = Math.min(this.#n - 1 - q, width);
      for (let offset = 1; offset <= reach; offset++) {
        const before = values[pp + offset + 1]!;
        const after = values[qq + offset]!;
        values[pp + offset + 1] = c * before + s * after;
        values[qq + offset] = c * after - s * before;
      }
      left = p;
    }
  }
}
