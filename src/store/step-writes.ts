import { BIGINT, BOOLEAN, DOUBLE, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { type Column, stage } from './append.ts';
import type { CrawlStep } from './types.ts';
import { writeUploads } from './upload-writes.ts';

const COLUMNS: readonly Column<CrawlStep>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
  { name: 'state', type: VARCHAR, value: ({ state }) => state },
  { name: 'cursor', type: VARCHAR, value: ({ cursor }) => cursor },
  { name: 'reason', type: VARCHAR, value: ({ reason }) => reason },
  { name: 'hidden', type: BIGINT, value: ({ hidden }) => BigInt(hidden) },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
  { name: 'read_until_ms', type: DOUBLE, value: ({ seenAt, readUntil }) => readUntil ?? seenAt },
  {
    name: 'observed_ms',
    type: DOUBLE,
    value: ({ seenAt, observedUntil }) => Math.min(seenAt, observedUntil ?? seenAt),
  },
  { name: 'kind', type: VARCHAR, value: ({ pass }) => pass ?? 'full' },
  { name: 'front_mark', type: VARCHAR, value: ({ frontMark }) => frontMark ?? null },
  { name: 'front_url', type: VARCHAR, value: ({ front }) => front?.url ?? null },
  { name: 'front_etag', type: VARCHAR, value: ({ front }) => front?.etag ?? null },
  { name: 'front_last_modified', type: VARCHAR, value: ({ front }) => front?.lastModified ?? null },
  { name: 'is_start', type: BOOLEAN, value: ({ isStart }) => isStart ?? false },
  { name: 'has_page', type: BOOLEAN, value: hasPage },
];

/**
 * The steps beside what is stored: a page that finds no cursor begins the list again. A later page may come long after
 * the first, and works newer than that one are not on it: a reading tells of the time up to the earliest of its pages.
 * Where the history is complete, a new reading that has not ended, or ended short, takes nothing back.
 */
const STAGE_MOVES = `
CREATE OR REPLACE TEMP TABLE staged_moves AS
WITH beside AS (
  SELECT
    step.*,
    step.has_page AND (step.is_start OR frontier."cursor" IS NULL) AS begins,
    frontier.state AS stored_state,
    frontier.hidden AS stored_hidden,
    frontier.observed_until AS stored_observed_until,
    open.started_at AS open_started_at,
    open.hidden AS open_hidden,
    open.observed_until AS open_observed_until,
    open.front_mark AS open_front_mark,
    open.front_url AS open_front_url,
    open.front_etag AS open_front_etag,
    open.front_last_modified AS open_front_last_modified,
    epoch_ms(step.seen_ms::BIGINT) AS seen_at,
    epoch_ms(step.observed_ms::BIGINT) AS page_observed_until
  FROM staged_steps AS step
  LEFT JOIN frontier USING (site, artist_id)
  LEFT JOIN (FROM passes WHERE outcome IS NULL) AS open USING (site, artist_id)
)
SELECT
  site,
  artist_id,
  kind,
  state,
  "cursor",
  reason,
  seen_at,
  begins,
  has_page,
  epoch_ms(read_until_ms::BIGINT) AS read_until,
  CASE WHEN begins THEN seen_at ELSE coalesce(open_started_at, seen_at) END AS started_at,
  CASE WHEN begins THEN 0 ELSE coalesce(open_hidden, stored_hidden, 0) END + hidden AS pass_hidden,
  CASE
    WHEN begins THEN page_observed_until
    ELSE least(coalesce(open_observed_until, stored_observed_until), page_observed_until)
  END AS pass_observed_until,
  CASE WHEN begins THEN front_mark ELSE open_front_mark END AS front_mark,
  CASE WHEN begins THEN front_url ELSE open_front_url END AS front_url,
  CASE WHEN begins THEN front_etag ELSE open_front_etag END AS front_etag,
  CASE WHEN begins THEN front_last_modified ELSE open_front_last_modified END AS front_last_modified,
  CASE
    WHEN state = 'gone' THEN 'gone'
    WHEN "cursor" IS NULL THEN CASE state WHEN 'complete' THEN 'whole' ELSE 'short' END
  END AS outcome,
  coalesce(
    state = 'partial' AND (
      stored_state = 'complete' OR (stored_state = 'gone' AND ("cursor" IS NOT NULL OR NOT has_page))
    ),
    false
  ) AS is_deferred
FROM beside`;

const DROP_OPEN_PASS = `
DELETE FROM passes
USING staged_moves AS move
WHERE passes.site = move.site
  AND passes.artist_id = move.artist_id
  AND passes.outcome IS NULL
  AND (move.has_page OR move.state = 'gone')`;
const ADD_PASS = `
INSERT INTO passes
SELECT
  site,
  artist_id,
  kind,
  started_at,
  read_until,
  pass_observed_until,
  pass_hidden,
  front_mark,
  front_url,
  front_etag,
  front_last_modified,
  outcome,
  reason
FROM staged_moves
WHERE has_page OR state = 'gone'`;

/** A step that carries no page changes the state alone. */
const MOVE_FRONTIER = `
UPDATE frontier
SET
  state = CASE WHEN move.is_deferred THEN frontier.state ELSE move.state::crawl_state END,
  "cursor" = move."cursor",
  reason = CASE WHEN move.is_deferred THEN frontier.reason ELSE move.reason END,
  hidden = CASE
    WHEN move.has_page AND NOT move.is_deferred AND move.kind = 'full' THEN move.pass_hidden
    ELSE frontier.hidden
  END,
  has_labels = frontier.has_labels AND NOT (move.begins AND move.kind <> 'unchanged'),
  seen_at = move.seen_at,
  observed_until = CASE
    WHEN move.state = 'gone' THEN coalesce(frontier.observed_until, move.pass_observed_until)
    WHEN move.has_page AND NOT move.is_deferred THEN move.pass_observed_until
    ELSE frontier.observed_until
  END
FROM staged_moves AS move
WHERE frontier.site = move.site AND frontier.artist_id = move.artist_id`;
const ADD_FRONTIER = `
INSERT INTO frontier
SELECT
  site,
  artist_id,
  state::crawl_state,
  "cursor",
  reason,
  pass_hidden AS hidden,
  false AS has_labels,
  seen_at,
  pass_observed_until AS observed_until
FROM staged_moves AS move
WHERE NOT EXISTS (
  FROM frontier
  WHERE frontier.site = move.site AND frontier.artist_id = move.artist_id
)`;

/** Stores pages of distinct artists: uploads, the reading they belong to, and the frontier. Call it inside a transaction. */
export async function writeSteps(connection: DuckDBConnection, steps: readonly CrawlStep[]): Promise<void> {
  if (steps.length === 0) return;
  const uploads = steps.flatMap(({ uploads, runId, seenAt }) => uploads.map((upload) => ({ upload, runId, seenAt })));
  await writeUploads(connection, uploads);
  await stage(connection, 'staged_steps', COLUMNS, steps);
  for (const sql of [STAGE_MOVES, DROP_OPEN_PASS, ADD_PASS, MOVE_FRONTIER, ADD_FRONTIER]) await connection.run(sql);
}

function hasPage({ uploads, hidden, state, isStart }: CrawlStep): boolean {
  return uploads.length > 0 || hidden > 0 || state === 'complete' || isStart === true;
}
