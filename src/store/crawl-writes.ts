import { BIGINT, BOOLEAN, DOUBLE, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { type Column, stage } from './append.ts';
import { inTransaction } from './connection.ts';
import type { CrawlStep, LabelStep, StoredLabel } from './types.ts';
import { mergeSightings, writeUploads } from './upload-writes.ts';

export type CrawlWrite =
  | { readonly kind: 'step'; readonly step: CrawlStep }
  | { readonly kind: 'labels'; readonly step: LabelStep };

export function artistOf({ step }: CrawlWrite): string {
  return JSON.stringify([step.site, step.artistId]);
}

/** Stores pages and labels of distinct artists in one transaction: rows and cursors agree after a kill. */
export async function writeCrawl(connection: DuckDBConnection, writes: readonly CrawlWrite[]): Promise<void> {
  const steps = writes.flatMap((write) => (write.kind === 'step' ? [write.step] : []));
  const labels = writes.flatMap((write) => (write.kind === 'labels' ? [write.step] : []));
  await inTransaction(connection, async () => {
    await writeSteps(connection, steps);
    await writeLabels(connection, labels);
  });
}

const STEP_COLUMNS: readonly Column<CrawlStep>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
  { name: 'state', type: VARCHAR, value: ({ state }) => state },
  { name: 'cursor', type: VARCHAR, value: ({ cursor }) => cursor },
  { name: 'reason', type: VARCHAR, value: ({ reason }) => reason },
  { name: 'hidden', type: BIGINT, value: ({ hidden }) => BigInt(hidden) },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
  {
    name: 'observed_ms',
    type: DOUBLE,
    value: ({ seenAt, observedUntil }) => Math.min(seenAt, observedUntil ?? seenAt),
  },
  { name: 'is_page', type: BOOLEAN, value: ({ uploads, hidden }) => uploads.length > 0 || hidden > 0 },
];

/**
 * A page that finds no cursor begins the history again. A later page may come long after it, and works newer than the
 * first page are not on it: the history is known up to the earliest of its pages. A step that carries no page changes
 * the state alone.
 */
const ADD_FRONTIER = `
INSERT INTO frontier
SELECT
  site,
  artist_id,
  state::crawl_state,
  "cursor",
  reason,
  hidden,
  false AS has_labels,
  epoch_ms(seen_ms::BIGINT) AS seen_at,
  epoch_ms(observed_ms::BIGINT) AS observed_until
FROM staged_steps
WHERE NOT EXISTS (
  FROM frontier
  WHERE frontier.site = staged_steps.site AND frontier.artist_id = staged_steps.artist_id
)`;
const MOVE_FRONTIER = `
UPDATE frontier
SET
  state = step.state::crawl_state,
  "cursor" = step."cursor",
  reason = step.reason,
  hidden = CASE WHEN step.is_page AND frontier."cursor" IS NULL THEN 0 ELSE frontier.hidden END + step.hidden,
  has_labels = frontier.has_labels AND NOT (step.is_page AND frontier."cursor" IS NULL),
  seen_at = epoch_ms(step.seen_ms::BIGINT),
  observed_until = CASE
    WHEN step.is_page AND frontier."cursor" IS NULL THEN epoch_ms(step.observed_ms::BIGINT)
    ELSE least(frontier.observed_until, epoch_ms(step.observed_ms::BIGINT))
  END
FROM staged_steps AS step
WHERE frontier.site = step.site AND frontier.artist_id = step.artist_id`;

async function writeSteps(connection: DuckDBConnection, steps: readonly CrawlStep[]): Promise<void> {
  if (steps.length === 0) return;
  const uploads = steps.flatMap(({ uploads, runId, seenAt }) => uploads.map((upload) => ({ upload, runId, seenAt })));
  await writeUploads(connection, uploads);
  await stage(connection, 'staged_steps', STEP_COLUMNS, steps);
  await connection.run(MOVE_FRONTIER);
  await connection.run(ADD_FRONTIER);
}

type SeenLabel = StoredLabel & Omit<LabelStep, 'sightings'>;

const LABEL_COLUMNS: readonly Column<SeenLabel>[] = [
  { name: 'run_id', type: VARCHAR, value: ({ runId }) => runId },
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
  { name: 'upload_id', type: VARCHAR, value: ({ uploadId }) => uploadId },
  { name: 'label', type: VARCHAR, value: ({ label }) => label },
  { name: 'label_source', type: VARCHAR, value: ({ labelSource }) => labelSource },
  { name: 'opt_out', type: BOOLEAN, value: ({ optOut }) => optOut },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
];

/** A label belongs to the work: it holds for the rows of all its artists. */
const SAVE_LABELS = `
UPDATE uploads
SET
  label = seen.label::label,
  label_source = seen.label_source,
  label_seen_at = epoch_ms(seen.seen_ms::BIGINT),
  opt_out = coalesce(seen.opt_out, uploads.opt_out)
FROM staged_labels AS seen
WHERE uploads.site = seen.site
  AND uploads.upload_id = seen.upload_id
  AND (
    uploads.label <> seen.label::label
    OR uploads.label_source <> seen.label_source
    OR (seen.opt_out IS NOT NULL AND uploads.opt_out IS DISTINCT FROM seen.opt_out)
  )`;
const LABELLED = `
  SELECT
    seen.run_id,
    seen.site,
    seen.upload_id,
    seen.artist_id,
    epoch_ms(seen.seen_ms::BIGINT) AS seen_at,
    uploads.title,
    uploads.tags,
    seen.label,
    seen.label_source,
    seen.opt_out
  FROM staged_labels AS seen
  JOIN uploads USING (site, upload_id, artist_id)
  QUALIFY row_number() OVER (PARTITION BY seen.run_id, seen.site, seen.upload_id, seen.artist_id) = 1`;
const LABELS_DONE = `
UPDATE frontier
SET has_labels = true
FROM staged_labelled_artists AS labelled
WHERE frontier.site = labelled.site AND frontier.artist_id = labelled.artist_id`;

async function writeLabels(connection: DuckDBConnection, steps: readonly LabelStep[]): Promise<void> {
  if (steps.length === 0) return;
  const labels = steps.flatMap(({ sightings, ...step }) => sightings.map((sighting) => ({ ...step, ...sighting })));
  if (labels.length > 0) {
    await stage(connection, 'staged_labels', LABEL_COLUMNS, labels);
    await connection.run(SAVE_LABELS);
    await connection.run(mergeSightings(LABELLED));
  }
  const done = steps.filter(({ isLast }) => isLast);
  if (done.length === 0) return;
  await stage(connection, 'staged_labelled_artists', DONE_COLUMNS, done);
  await connection.run(LABELS_DONE);
}

const DONE_COLUMNS: readonly Column<LabelStep>[] = [
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
];
