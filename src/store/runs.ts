import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';
import type { RunEnd, RunStart, SiteOrigin } from './types.ts';

const START = `
INSERT INTO crawl_runs
VALUES ($runId, $kind, $site, $origin, $parameters, 'running', epoch_ms($startedAt::BIGINT), NULL, 0,
  epoch_ms($sweepStartedAt::BIGINT))`;
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

/** The last run of the same command, if the sweep it belonged to was broken off. */
const OPEN_SWEEP = `
SELECT epoch_ms(sweep_started_at)::DOUBLE AS "startedAt"
FROM (
  FROM crawl_runs
  WHERE kind = 'crawl' AND site = $site AND parameters::VARCHAR = $parameters
  ORDER BY started_at DESC
  LIMIT 1
)
WHERE state IN ('running', 'interrupted', 'failed') AND sweep_started_at IS NOT NULL`;

export async function startRun(connection: DuckDBConnection, run: RunStart): Promise<void> {
  const { parameters, sweepStartedAt = null } = run;
  await connection.run(START, { ...run, parameters: JSON.stringify(parameters), sweepStartedAt });
}

/** When the sweep began that runs with these parameters have not ended; undefined where there is none. */
export async function readOpenSweep(
  connection: DuckDBConnection,
  { site, parameters }: Pick<RunStart, 'site' | 'parameters'>,
): Promise<number | undefined> {
  const rows = await select<{ startedAt: number }>(connection, OPEN_SWEEP, {
    site,
    parameters: JSON.stringify(parameters),
  });
  return rows[0]?.startedAt;
}

export async function finishRun(connection: DuckDBConnection, runId: string, end: RunEnd): Promise<void> {
  await connection.run(FINISH, { runId, ...end });
}

export function readOrigins(connection: DuckDBConnection): Promise<SiteOrigin[]> {
  return select<SiteOrigin>(connection, ORIGINS);
}
