import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type Parameters, select } from './connection.ts';
import { numbersOf } from './vectors.ts';

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

/** Types of columns by name, in their order. @param from SQL after FROM */
export async function describeColumns(
  connection: DuckDBConnection,
  from: string,
  parameters?: Parameters,
): Promise<ReadonlyMap<string, string>> {
  const columns = await select<{ name: string; type: string }>(
    connection,
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`,
    parameters,
  );
  return new Map(columns.map(({ name, type }) => [name, type]));
}

type PlainNumberArray = Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Copies a numeric column without nulls, BIGINT excepted, into a typed array of the result's length. */
export function fillNumbers<T extends PlainNumberArray>(result: QueryColumns, column: number, target: T): T {
  let row = 0;
  for (const chunk of result.chunks) {
    const numbers = numbersOf(chunk.getColumnVector(column)) as PlainNumberArray; // the query selects no BIGINT
    target.set(numbers, row);
    row += numbers.length;
  }
  return target;
}

/** A column of VARCHAR without nulls. */
export function readTexts(result: QueryColumns, column: number): string[] {
  return result.chunks.flatMap((chunk) => chunk.getColumnValues(column) as string[]); // the query selects text
}
