import { connect, openInstance } from '../../../src/store/connection.ts';

/** Rows of a query on a database that this process may have open: for what the store does not hand out. */
export async function rowsOf(path: string, sql: string): Promise<unknown[][]> {
  const connection = await connect(await openInstance(path));
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}
