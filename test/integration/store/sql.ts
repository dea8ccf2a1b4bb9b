import { connect, openInstance } from '../../../src/store/connection.ts';

/** Rows of a query on a database that this process may have open: for what the store does not hand out. */
export async function rowsOf(path: string, sql: string): Promise<unknown[][]> {
  const instance = await openInstance(path);
  const connection = await connect(instance);
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync(); // else the file stays locked until the garbage is collected
  }
}
