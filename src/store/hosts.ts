import type { DuckDBConnection } from '@duckdb/node-api';
import type { HostState } from '../core/host-state.ts';
import { select } from './connection.ts';

const HOSTS = `
SELECT
  host,
  epoch_ms(paused_until)::DOUBLE AS "pausedUntil",
  breaker_openings AS "breakerOpenings",
  epoch_ms(breaker_open_until)::DOUBLE AS "breakerOpenUntil",
  robots_body AS "robotsBody",
  robots_status AS "robotsStatus",
  epoch_ms(robots_fetched_at)::DOUBLE AS "robotsFetchedAt",
  robots_etag AS "robotsEtag",
  robots_last_modified AS "robotsLastModified"
FROM host_state
ORDER BY host`;
const SAVE_HOST = `
INSERT OR REPLACE INTO host_state (
  host, paused_until, breaker_openings, breaker_open_until,
  robots_body, robots_status, robots_fetched_at, robots_etag, robots_last_modified
)
VALUES (
  $host,
  epoch_ms($pausedUntil::BIGINT),
  $breakerOpenings,
  epoch_ms($breakerOpenUntil::BIGINT),
  $robotsBody,
  $robotsStatus,
  epoch_ms($robotsFetchedAt::BIGINT),
  $robotsEtag,
  $robotsLastModified
)`;

export function readHosts(connection: DuckDBConnection): Promise<HostState[]> {
  return select<HostState>(connection, HOSTS);
}

export async function writeHost(connection: DuckDBConnection, state: HostState): Promise<void> {
  await connection.run(SAVE_HOST, { ...state });
}
