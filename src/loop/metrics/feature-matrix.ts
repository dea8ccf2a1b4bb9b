/** Features of n items, one a row, in row-major order. */
export interface FeatureMatrix<Values extends Float32Array | Float64Array = Float32Array | Float64Array> {
  /** Number of items n. */
  readonly rows: number;
  /** Number of features d. */
  readonly columns: number;
  /** Length n · d. */
  readonly values: Values;
}

export type Float64Matrix = FeatureMatrix<Float64Array>;

/**
 * A matrix from its rows, in double precision.
 *
 * @throws RangeError if the rows differ in length
 * @example fromRows([[1, 2], [3, 4]]) // => { rows: 2, columns: 2, values: Float64Array [1, 2, 3, 4] }
 */
export function fromRows(rows: readonly (readonly number[])[]): Float64Matrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) throw new RangeError(`row ${i} must have ${columns} columns, got ${row.length}`);
    values.set(row, i * columns);
  });
  return { rows: rows.length, columns, values };
}

/** Row i, a view. */
export function rowOf<Values extends Float32Array | Float64Array>(matrix: FeatureMatrix<Values>, i: number): Values {
  // A subarray of either kind is of that kind, which the type of the union does not say.
  return matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns) as Values;
}

/** Rows `from` to `to` (exclusive), a view. */
export function rowsBetween(matrix: FeatureMatrix, from: number, to: number): FeatureMatrix {
  const { columns, values } = matrix;
  return { rows: to - from, columns, values: values.subarray(from * columns, to * columns) };
}

/** The rows named by `indices`, in that order, copied; a row may be named more than once. */
export function takeRows(matrix: FeatureMatrix, indices: ArrayLike<number>): FeatureMatrix {
  const values = emptyLike(matrix, indices.length * matrix.columns);
  for (let i = 0; i < indices.length; i++) values.set(rowOf(matrix, indices[i]!), i * matrix.columns);
  return { rows: indices.length, columns: matrix.columns, values };
}

/** Values all zero, of the same kind as those of `matrix`. */
export function emptyLike(matrix: FeatureMatrix, length: number): Float32Array | Float64Array {
  return matrix.values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}

/** The transpose, copied in tiles that stay in the cache. */
export function transpose<Values extends Float32Array | Float64Array>(
  matrix: FeatureMatrix<Values>,
): FeatureMatrix<Values> {
  const { rows, columns, values } = matrix;
  const turned = emptyLike(matrix, values.length) as Values; // of the kind it is made like
  const TILE = 32;
  for (let i0 = 0; i0 < rows; i0 += TILE) {
    const iEnd = Math.min(rows, i0 + TILE);
    for (let j0 = 0; j0 < columns; j0 += TILE) {
      const jEnd = Math.min(columns, j0 + TILE);
      for (let i = i0; i < iEnd; i++) for (let j = j0; j < jEnd; j++) turned[j * rows + i] = values[i * columns + j]!;
    }
  }
  return { rows: columns, columns: rows, values: turned };
}

/** Squared Euclidean length of every row, length n. */
export function squaredLengths(matrix: FeatureMatrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => {
    let sum = 0;
    for (const value of rowOf(matrix, i)) sum += value * value;
    return sum;
  });
}

/**
 * Rows scaled to length 1.
 *
 * @throws RangeError if a row is all zero, because it has no direction
 */
export function normalizeRows(matrix: FeatureMatrix): FeatureMatrix {
  const values = matrix.values.slice();
  squaredLengths(matrix).forEach((squared, i) => {
    if (squared === 0) throw new RangeError(`row ${i} must not be the zero vector: it has no direction`);
    const scale = 1 / Math.sqrt(squared);
    for (let j = i * matrix.columns; j < (i + 1) * matrix.columns; j++) values[j]! *= scale;
  });
  return { ...matrix, values };
}

/**
 * Refuses features that a metric cannot take.
 *
 * @throws RangeError if there are fewer than `leastRows` rows, no columns, another length than rows · columns, or a value
 * that is not finite
 */
export function requireFeatures(name: string, matrix: FeatureMatrix, leastRows: number): void {
  const { rows, columns, values } = matrix;
  if (!(rows >= leastRows)) throw new RangeError(`${name} must have at least ${leastRows} items, got ${rows}`);
  if (!(columns >= 1 && values.length === rows * columns)) {
    throw new RangeError(`${name} must hold ${rows} × ${columns} values, got ${values.length}`);
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(`${name} must be finite, got ${values[wrong]} in item ${Math.floor(wrong / columns)}`);
  }
}

/** @throws RangeError as requireFeatures, or if the two sets differ in the number of features */
export function requirePair(a: FeatureMatrix, b: FeatureMatrix, leastRows: number): void {
  requireFeatures('the first set', a, leastRows);
  requireFeatures('the second set', b, leastRows);
  if (a.columns !== b.columns) {
    throw new RangeError(`both sets must come from one encoder, got ${a.columns} and ${b.columns} features`);
  }
}
