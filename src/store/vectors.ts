import type { DuckDBVector } from '@duckdb/node-api';

/**
 * The memory of DuckDB's vectors. The driver has it, and declares it private; handed out value by value it would cost
 * about ten times as much. All that depends on the driver's insides stands in this file.
 */

export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * Values of a vector of a numeric, DATE, TIMESTAMP or ENUM type (the codes), one a row; anything where the row is null.
 * A view of the chunk's memory: copy it while the chunk is there.
 *
 * @throws TypeError for a vector that is not held as numbers
 */
export function numbersOf(vector: DuckDBVector): NumberArray {
  const { items } = vector as unknown as { items?: NumberArray }; // private in the driver's types
  if (!ArrayBuffer.isView(items)) throw new TypeError(`a column of ${vector.type} is not held as numbers`);
  return items;
}

/** Values of a BOOLEAN vector, a byte a row; 0 is false. A view, as from `numbersOf`. */
export function flagsOf(vector: DuckDBVector): Uint8Array {
  const { dataView } = vector as unknown as { dataView: DataView }; // private in the driver's types
  return new Uint8Array(dataView.buffer, dataView.byteOffset, vector.itemCount);
}

/** One bit a row, set where there is a value; null if there is one in every row. A view, as from `numbersOf`. */
export function validityOf(vector: DuckDBVector): Uint8Array | null {
  const { validity } = vector as unknown as { validity: { data: BigUint64Array | null } }; // private in the driver's types
  const { data } = validity;
  return data === null ? null : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
