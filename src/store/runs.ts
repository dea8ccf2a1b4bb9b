import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { RunEnd, RunStart, SiteOrigin } from './types.ts';

const START = `
INSERT INTO crawl_runs
VALUES ($runId, $kind, $site, $origin, $parameters, 'running', epoch_ms($startedAt::BIGINT), NULL, 0)`;
const FINISH = `
UPDATE crawl_runs
SET
  state = $state,
  finished_at = epoch_ms($finishedAt::BIGINT),
  requests = $requests
WHERE run_id = $runId`;

const ORIGINS = `
SELECT DISTINCT site, origin
FROM crawl_runs
WHERE kind = 'crawl'
ORDER BY site, origin`;

export async function startRun(connection: DuckDBConnection, run: RunStart): Promise<void> {
  await connection.run(START, { ...run, parameters: JSON.stringify(run.parameters) });
}

export async function finishRun(connection: DuckDBConnection, runId: string, end: RunEnd): Promise<void> {
  await connection.run(FINISH, { runId, ...end });
}

export function readOrigins(connection: DuckDBConnection): Promise<SiteOrigin[]> {
  return select<SiteOrigin>(connection, ORIGINS);
}
