import { BOOLEAN, DOUBLE, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { type Column, stage } from './append.ts';
import { inTransaction } from './connection.ts';
import { writeSteps } from './step-writes.ts';
import type { CrawlStep, LabelStep, StoredLabel } from './types.ts';
import { mergeSightings } from './upload-writes.ts';

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

type SeenLabel = StoredLabel & Omit<LabelStep, 'sightings'>;

const LABEL_COLUMNS: readonly Column<SeenLabel>[] = [
  { name: 'run_id', type: VARCHAR, value: ({ runId }) => runId },
  { name: 'site', type: VARCHAR, value: ({ site }) => site },
  { name: 'artist_id', type: VARCHAR, value: ({ artistId }) => artistId },
  { name: 'upload_id', type: VARCHAR, value: ({ uploadId }) => uploadId },
  { name: 'label', type: VARCHAR, value: ({ label }) => label },
  { name: 'label_source', type: VARCHAR, value: ({ labelSource }) => labelSource },
  { name: 'opt_out', type: BOOLEAN, value: ({ optOut }) => optOut },
  { name: 'tags_json', type: VARCHAR, value: ({ tags }) => JSON.stringify(tags ?? []) },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
];

/** A label belongs to the work: it holds for the rows of all its artists. */
const SAVE_LABELS = `
UPDATE uploads
SET
  label = seen.label::label,
  label_source = seen.label_source,
  label_seen_at = epoch_ms(seen.seen_ms::BIGINT),
  opt_out = coalesce(seen.opt_out, uploads.opt_out),
  tags = CASE WHEN seen.tags_json <> '[]' THEN from_json(seen.tags_json, '["VARCHAR"]') ELSE uploads.tags END
FROM staged_labels AS seen
WHERE uploads.site = seen.site
  AND uploads.upload_id = seen.upload_id
  AND (
    uploads.label <> seen.label::label
    OR uploads.label_source <> seen.label_source
    OR (seen.opt_out IS NOT NULL AND uploads.opt_out IS DISTINCT FROM seen.opt_out)
    OR (seen.tags_json <> '[]' AND uploads.tags <> from_json(seen.tags_json, '["VARCHAR"]'))
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
    await connection.run(mergeSightings(LABELLED, false));
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
