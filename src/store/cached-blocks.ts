import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';

/** What may stay in memory, enough for what a connection holds between two statements. */
const KEPT = '64MB';

/**
 * Gives back the memory of table blocks that DuckDB keeps in case they are read again. It would keep every block that a
 * long import has written, up to its limit, and has no statement for this but a lower limit for a moment. No other
 * statement may be at work meanwhile.
 */
export async function dropCachedBlocks(connection: DuckDBConnection): Promise<void> {
  const [setting] = await select<{ limit: string }>(connection, 'SELECT current_setting(\'memory_limit\') AS "limit"');
  await connection.run(`SET memory_limit = '${KEPT}'`);
  await connection.run(`SET memory_limit = '${setting!.limit}'`);
}
