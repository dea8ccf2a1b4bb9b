import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** DuckDB's own vector size: a chunk holds no more rows. */
const CHUNK_ROWS = 2048;

export interface Column<Row> {
  readonly name: string;
  readonly type: DuckDBType;
  readonly value: (row: Row) => DuckDBValue;
}

/**
 * Puts rows into a fresh temporary table, column by column: about ten times faster than row by row.
 * Names come from constants in this folder, never from data.
 */
export async function stage<Row>(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const definition = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${definition})`);
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table, null, 'temp');
  const types = columns.map(({ type }) => type);
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const slice = rows.slice(start, start + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns(columns.map(({ value }) => slice.map(value)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
