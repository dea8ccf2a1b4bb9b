import { type DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api';
import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  List,
  makeBuilder,
  makeData,
  Table,
  TimestampMillisecond,
  Utf8,
  Vector,
} from 'apache-arrow';
import type { QueryColumns } from './columns.ts';

/**
 * Turns a query's result into an Arrow table of the same rows; memory is copied, nothing points into DuckDB afterwards.
 * INTEGER, DOUBLE, TIMESTAMP (as milliseconds, UTC), BOOLEAN, VARCHAR, ENUM (as a dictionary) and VARCHAR[].
 *
 * @throws TypeError on a column of another type
 */
export function arrowFromColumns(result: QueryColumns): Table {
  return new Table(Object.fromEntries(result.names.map((name, column) => [name, arrowVector(result, column)])));
}

/** The type of a column fixes what its vectors hold: each case reads just that. */
function arrowVector(result: QueryColumns, column: number): Vector {
  const type = result.types[column]!;
  const { rows } = result;
  switch (type.typeId) {
    case DuckDBTypeId.INTEGER: {
      const { present, ...nulls } = readValues<number>(result, column);
      const data = Int32Array.from(present, (value) => value ?? 0);
      return new Vector([makeData({ type: new Int32(), length: rows, data, ...nulls })]);
    }
    case DuckDBTypeId.DOUBLE: {
      const { present, ...nulls } = readValues<number>(result, column);
      const data = Float64Array.from(present, (value) => value ?? 0);
      return new Vector([makeData({ type: new Float64(), length: rows, data, ...nulls })]);
    }
    case DuckDBTypeId.TIMESTAMP: {
      const { present, ...nulls } = readValues<{ micros: bigint }>(result, column);
      const data = BigInt64Array.from(present, (value) => (value?.micros ?? 0n) / 1000n);
      return new Vector([makeData({ type: new TimestampMillisecond('UTC'), length: rows, data, ...nulls })]);
    }
    case DuckDBTypeId.VARCHAR: {
      const { present, ...nulls } = readValues<string>(result, column);
      return new Vector([utf8Data(present, nulls)]);
    }
    case DuckDBTypeId.LIST: {
      const { present, ...nulls } = readValues<{ items: readonly string[] }>(result, column);
      const valueOffsets = offsetsOf(present, (value) => value?.items.length ?? 0);
      const child = utf8Data(
        present.flatMap((value) => value?.items ?? []),
        { nullCount: 0 },
      );
      const list = new List(new Field('item', new Utf8()));
      return new Vector([makeData({ type: list, length: rows, valueOffsets, child, ...nulls })]);
    }
    case DuckDBTypeId.BOOLEAN:
      return built(new Bool(), readValues<boolean>(result, column).present);
    case DuckDBTypeId.ENUM:
      return built(new Dictionary(new Utf8(), new Int32()), readValues<string>(result, column).present);
    default:
      throw new TypeError(`column ${result.names[column]}: no Arrow type for ${type}`);
  }
}

interface Nulls {
  readonly nullCount: number;
  /** One bit a row, the lowest first; set where there is a value. Absent where there are no nulls. */
  readonly nullBitmap?: Uint8Array;
}

function readValues<T>(result: QueryColumns, column: number): Nulls & { readonly present: readonly (T | null)[] } {
  const present = result.chunks.flatMap((chunk) => chunkValues<T>(chunk, column));
  const nullCount = present.reduce((count, value) => (value === null ? count + 1 : count), 0);
  if (nullCount === 0) return { present, nullCount };
  const nullBitmap = new Uint8Array(Math.ceil(present.length / 8));
  present.forEach((value, row) => {
    if (value !== null) nullBitmap[row >> 3]! |= 1 << (row & 7);
  });
  return { present, nullCount, nullBitmap };
}

function chunkValues<T>(chunk: DuckDBDataChunk, column: number): (T | null)[] {
  return chunk.getColumnValues(column) as (T | null)[]; // arrowVector chose T by the column's type
}

/** Many times faster than Arrow's builder, which grows its buffers value by value. */
function utf8Data(texts: readonly (string | null)[], nulls: Nulls): Data<Utf8> {
  const valueOffsets = offsetsOf(texts, (text) => (text === null ? 0 : Buffer.byteLength(text)));
  return makeData({
    type: new Utf8(),
    length: texts.length,
    valueOffsets,
    data: Buffer.from(texts.join('')),
    ...nulls,
  });
}

function offsetsOf<T>(values: readonly T[], lengthOf: (value: T) => number): Int32Array {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, row) => {
    offsets[row + 1] = offsets[row]! + lengthOf(value);
  });
  return offsets;
}

function built(type: Bool | Dictionary<Utf8, Int32>, values: readonly (boolean | string | null)[]): Vector {
  const builder = makeBuilder<DataType>({ type, nullValues: [null] });
  for (const value of values) builder.append(value);
  return builder.finish().toVector();
}
