import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { Coverage } from './types.ts';

const COVERAGE = `
SELECT
  site,
  artist,
  artist_id AS "artistId",
  state,
  reason,
  uploads::DOUBLE AS uploads,
  works_claimed::DOUBLE AS "worksClaimed",
  hidden::DOUBLE AS hidden
FROM coverage
ORDER BY site, artist_id`;

export function readCoverage(connection: DuckDBConnection): Promise<Coverage[]> {
  return select<Coverage>(connection, COVERAGE);
}
