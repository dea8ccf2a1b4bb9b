import { emptyLike, type FeatureMatrix } from './feature-matrix.ts';

/**
 * Product A·B of two matrices of one kind, both Float32Array or both Float64Array; the product is of the same kind.
 * Metrics take it as a parameter, because almost all their time goes into large products.
 *
 * @throws RangeError if A has another number of columns than B has rows, or they are of two kinds
 */
export type Matmul = <Values extends Float32Array | Float64Array>(
  a: FeatureMatrix<Values>,
  b: FeatureMatrix<Values>,
) => Promise<FeatureMatrix<Values>>;

/** Plain product, four rows at a time in tiles that stay in the cache; sums are in the kind of the matrices. */
export const plainMatmul: Matmul = async (a, b) => {
  requireFit(a, b);
  const values = emptyLike(a, a.rows * b.columns) as typeof a.values; // of the kind it is made like
  const TILE = 64;
  for (let k0 = 0; k0 < b.rows; k0 += TILE) {
    for (let j0 = 0; j0 < b.columns; j0 += 4 * TILE) {
      addTile(a, b, values, { k0, kEnd: Math.min(b.rows, k0 + TILE), j0, jEnd: Math.min(b.columns, j0 + 4 * TILE) });
    }
  }
  return { rows: a.rows, columns: b.columns, values };
};

/** @throws RangeError if A·B is no product, or the matrices are of two kinds */
export function requireFit(a: FeatureMatrix, b: FeatureMatrix): void {
  if (a.columns !== b.rows) {
    throw new RangeError(`a product needs as many columns as rows, got ${a.columns} columns and ${b.rows} rows`);
  }
  const [kindOfA, kindOfB] = [a.values.constructor.name, b.values.constructor.name];
  if (kindOfA !== kindOfB) throw new RangeError(`a product needs matrices of one kind, got ${kindOfA} and ${kindOfB}`);
}

interface Tile {
  readonly k0: number;
  readonly kEnd: number;
  readonly j0: number;
  readonly jEnd: number;
}

function addTile(a: FeatureMatrix, b: FeatureMatrix, into: Float32Array | Float64Array, tile: Tile): void {
  const { k0, kEnd, j0, jEnd } = tile;
  const depth = a.columns;
  const width = b.columns;
  const left = a.values;
  const right = b.values;
  for (let i = 0; i < a.rows; i++) {
    const row = i * width;
    let k = k0;
    for (; k + 3 < kEnd; k += 4) {
      const at = i * depth + k;
      const a0 = left[at]!;
      const a1 = left[at + 1]!;
      const a2 = left[at + 2]!;
      const a3 = left[at + 3]!;
      const r0 = k * width;
      const r1 = r0 + width;
      const r2 = r1 + width;
      const r3 = r2 + width;
      for (let j = j0; j < jEnd; j++) {
        into[row + j]! += a0 * right[r0 + j]! + a1 * right[r1 + j]! + a2 * right[r2 + j]! + a3 * right[r3 + j]!;
      }
    }
    for (; k < kEnd; k++) {
      const factor = left[i * depth + k]!;
      for (let j = j0; j < jEnd; j++) into[row + j]! += factor * right[k * width + j]!;
    }
  }
}
