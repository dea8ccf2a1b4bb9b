import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { Parameters } from './connection.ts';

export interface QueryColumns {
  readonly rows: number;
  readonly chunks: readonly DuckDBDataChunk[];
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
}

/** Runs a query and keeps its result in DuckDB's own vectors. */
export async function selectColumns(
  connection: DuckDBConnection,
  sql: string,
  parameters?: Parameters,
): Promise<QueryColumns> {
  const result = await connection.run(sql, parameters);
  const chunks = await result.fetchAllChunks();
  return {
    rows: chunks.reduce((sum, { rowCount }) => sum + rowCount, 0),
    chunks,
    names: result.columnNames(),
    types: result.columnTypes(),
  };
}

type NumberArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Copies a column of INTEGER or DOUBLE without nulls into a typed array of the result's length. */
export function fillNumbers<T extends NumberArray>(result: QueryColumns, column: number, target: T): T {
  let row = 0;
  for (const chunk of result.chunks) {
    const vector = chunk.getColumnVector(column);
    for (let i = 0; i < chunk.rowCount; i++) target[row++] = vector.getItem(i) as number; // the query casts to numbers
  }
  return target;
}

/** A column of VARCHAR without nulls. */
export function readTexts(result: QueryColumns, column: number): string[] {
  return result.chunks.flatMap((chunk) => chunk.getColumnValues(column) as string[]); // the query selects text
}
