import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { HostState } from './types.ts';

const HOSTS = `
SELECT
  host,
  epoch_ms(paused_until)::DOUBLE AS "pausedUntil",
  robots_body AS "robotsBody",
  robots_status AS "robotsStatus",
  epoch_ms(robots_fetched_at)::DOUBLE AS "robotsFetchedAt"
FROM host_state
ORDER BY host`;
const SAVE_HOST = `
INSERT INTO host_state
VALUES (
  $host,
  epoch_ms($pausedUntil::BIGINT),
  $robotsBody,
  $robotsStatus,
  epoch_ms($robotsFetchedAt::BIGINT)
)
ON CONFLICT (host) DO UPDATE SET
  paused_until = excluded.paused_until,
  robots_body = excluded.robots_body,
  robots_status = excluded.robots_status,
  robots_fetched_at = excluded.robots_fetched_at`;

export function readHosts(connection: DuckDBConnection): Promise<HostState[]> {
  return select<HostState>(connection, HOSTS);
}

export async function writeHost(connection: DuckDBConnection, state: HostState): Promise<void> {
  await connection.run(SAVE_HOST, { ...state });
}
