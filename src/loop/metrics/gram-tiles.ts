import { type FeatureMatrix, rowsBetween, transpose } from './feature-matrix.ts';
import type { Matmul } from './matmul.ts';

/** Rows `rowFrom` up, columns `columnFrom` up, of a matrix of dot products; row-major, `height` × `width`. */
export interface GramTile {
  readonly rowFrom: number;
  readonly columnFrom: number;
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array | Float64Array;
}

const TILE_WIDTH = 512;

/** Dot products of all rows of `a` (n × d) with all rows of `b` (m × d): tiles of n × 512, so that n × m need not be held. */
export async function* crossGram(a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul): AsyncGenerator<GramTile> {
  for (let from = 0; from < b.rows; from += TILE_WIDTH) yield tile(a, 0, b, from, matmul);
}

/** Dot products of the rows of `a` with one another: all at or below the diagonal, tile by tile, at half the work. */
export async function* selfGram(a: FeatureMatrix, matmul: Matmul): AsyncGenerator<GramTile> {
  for (let from = 0; from < a.rows; from += TILE_WIDTH) yield tile(a, from, a, from, matmul);
}

async function tile(
  a: FeatureMatrix,
  rowFrom: number,
  b: FeatureMatrix,
  columnFrom: number,
  matmul: Matmul,
): Promise<GramTile> {
  const columnTo = Math.min(b.rows, columnFrom + TILE_WIDTH);
  const product = await matmul(rowsBetween(a, rowFrom, a.rows), transpose(rowsBetween(b, columnFrom, columnTo)));
  return { rowFrom, columnFrom, height: product.rows, width: product.columns, values: product.values };
}
