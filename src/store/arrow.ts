import { type DuckDBEnumType, DuckDBTypeId } from '@duckdb/node-api';
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  Table,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { bitmap, copyBits, countBits, packFlags, setBits } from './bits.ts';
import type { QueryColumns } from './columns.ts';
import { flagsOf, type NumberArray, numbersOf, validityOf } from './vectors.ts';

/**
 * Turns a query's result into an Arrow table of the same rows; memory is copied, nothing points into DuckDB afterwards.
 * Numbers of up to 64 bits, DATE, TIMESTAMP (microseconds, UTC), BOOLEAN, ENUM (as a dictionary), VARCHAR and VARCHAR[].
 * Text and lists are read value by value, the others a chunk at a time.
 *
 * @throws TypeError on a column of another type
 */
export function arrowFromColumns(result: QueryColumns): Table {
  return new Table(
    Object.fromEntries(result.names.map((name, column) => [name, new Vector([arrowData(result, column)])])),
  );
}

/** Types whose values have the same bytes in DuckDB and in Arrow. */
const SAME_BYTES = new Map<DuckDBTypeId, () => DataType>([
  [DuckDBTypeId.TINYINT, () => new Int8()],
  [DuckDBTypeId.SMALLINT, () => new Int16()],
  [DuckDBTypeId.INTEGER, () => new Int32()],
  [DuckDBTypeId.BIGINT, () => new Int64()],
  [DuckDBTypeId.UTINYINT, () => new Uint8()],
  [DuckDBTypeId.USMALLINT, () => new Uint16()],
  [DuckDBTypeId.UINTEGER, () => new Uint32()],
  [DuckDBTypeId.UBIGINT, () => new Uint64()],
  [DuckDBTypeId.FLOAT, () => new Float32()],
  [DuckDBTypeId.DOUBLE, () => new Float64()],
  [DuckDBTypeId.DATE, () => new DateDay()],
  [DuckDBTypeId.TIMESTAMP, () => new TimestampMicrosecond('UTC')],
]);

/** DuckDB stores the codes of an ENUM in the fewest bytes that hold them. */
function codesOf({ internalTypeId }: DuckDBEnumType): Uint8 | Uint16 | Uint32 {
  if (internalTypeId === DuckDBTypeId.UTINYINT) return new Uint8();
  return internalTypeId === DuckDBTypeId.USMALLINT ? new Uint16() : new Uint32();
}

function arrowData(result: QueryColumns, column: number): Data {
  const duckType = result.types[column]!;
  const nulls = nullsOf(result, column);
  const base = { length: result.rows, ...nulls };
  switch (duckType.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return makeData({ ...base, type: new Bool(), data: packedFlags(result, column) });
    case DuckDBTypeId.ENUM: {
      const enumType = duckType as DuckDBEnumType; // the id says so
      const codes = codesOf(enumType);
      const type = new Dictionary(new Utf8(), codes);
      const dictionary = vectorFromArray([...enumType.values], new Utf8());
      return makeData({ ...base, type, dictionary, data: joinedNumbers(result, column, codes) });
    }
    case DuckDBTypeId.VARCHAR:
      return utf8Data(valuesOf<string>(result, column), nulls);
    case DuckDBTypeId.LIST: {
      const lists = valuesOf<{ items: readonly string[] }>(result, column);
      const valueOffsets = offsetsOf(lists, (list) => list?.items.length ?? 0);
      const child = utf8Data(
        lists.flatMap((list) => list?.items ?? []),
        { nullCount: 0 },
      );
      return makeData({ ...base, type: new List(new Field('item', new Utf8())), valueOffsets, child });
    }
    default: {
      const type = SAME_BYTES.get(duckType.typeId)?.();
      if (type === undefined) throw new TypeError(`column ${result.names[column]}: no Arrow type for ${duckType}`);
      const data = joinedNumbers(result, column, type);
      return makeData({ ...base, type: type as Int32, data: data as Int32Array }); // any of these: makeData has no union
    }
  }
}

function joinedNumbers<T extends DataType>(
  { rows, chunks }: QueryColumns,
  column: number,
  { ArrayType }: T,
): T['TArray'] {
  const joined: NumberArray = new ArrayType(rows);
  let row = 0;
  for (const chunk of chunks) {
    const numbers = numbersOf(chunk.getColumnVector(column));
    joined.set(numbers as never, row); // both have the bytes of the column's type
    row += numbers.length;
  }
  return joined;
}

function packedFlags({ rows, chunks }: QueryColumns, column: number): Uint8Array {
  const packed = bitmap(rows);
  let row = 0;
  for (const chunk of chunks) {
    packFlags(packed, row, flagsOf(chunk.getColumnVector(column)));
    row += chunk.rowCount;
  }
  return packed;
}

interface Nulls {
  readonly nullCount: number;
  /** One bit a row, the lowest first; set where there is a value. Absent where there are no nulls. */
  readonly nullBitmap?: Uint8Array;
}

function nullsOf({ rows, chunks }: QueryColumns, column: number): Nulls {
  const validities = chunks.map((chunk) => validityOf(chunk.getColumnVector(column)));
  if (validities.every((validity) => validity === null)) return { nullCount: 0 };
  const nullBitmap = bitmap(rows);
  let row = 0;
  validities.forEach((validity, index) => {
    const { rowCount } = chunks[index]!;
    if (validity === null) setBits(nullBitmap, row, rowCount);
    else copyBits(nullBitmap, row, validity, rowCount);
    row += rowCount;
  });
  return { nullCount: rows - countBits(nullBitmap, rows), nullBitmap };
}

function valuesOf<T>({ chunks }: QueryColumns, column: number): (T | null)[] {
  return chunks.flatMap((chunk) => chunk.getColumnValues(column) as (T | null)[]); // arrowData chose T by the type
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
