import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { type Column, stage } from './append.ts';
import { connect, openInstance, select, storeError } from './connection.ts';

/**
 * Writes rows to a Parquet file in the order they come; the same rows make the same bytes.
 *
 * @throws StoreFullError if no space is left
 */
export function writeParquet<Row>(file: string, columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void> {
  return inMemory(async (connection) => {
    await stage(connection, 'written', columns, rows);
    await connection.run('COPY written TO $file (FORMAT parquet, COMPRESSION zstd)', { file }).catch((cause) => {
      throw storeError(file, cause);
    });
  });
}

/**
 * Reads what writeParquet wrote, in its order. `Row` must mirror the columns, none of them BIGINT.
 *
 * @throws InputError if the file is not there or is no Parquet
 */
export function readParquet<Row>(file: string): Promise<Row[]> {
  return inMemory((connection) =>
    select<Row>(connection, 'FROM read_parquet($file)', { file }).catch((cause) => {
      throw new InputError(file, 'cannot be read as a Parquet table', { cause });
    }),
  );
}

async function inMemory<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await openInstance(':memory:');
  const connection = await connect(instance);
  await connection.run('SET threads = 1'); // more threads may write the rows in other groups
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
