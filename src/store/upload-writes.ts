import { BOOLEAN, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Upload } from '../core/records.ts';
import { type Column, stage } from './append.ts';

export interface SeenUpload {
  readonly upload: Upload;
  readonly runId: string;
  readonly seenAt: number;
}

const COLUMNS: readonly Column<SeenUpload & { position: number }>[] = [
  { name: 'position', type: INTEGER, value: ({ position }) => position },
  { name: 'run_id', type: VARCHAR, value: ({ runId }) => runId },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
  { name: 'site', type: VARCHAR, value: ({ upload }) => upload.site },
  { name: 'upload_id', type: VARCHAR, value: ({ upload }) => upload.uploadId },
  { name: 'artist_id', type: VARCHAR, value: ({ upload }) => upload.artistId },
  { name: 'artist_rank', type: INTEGER, value: ({ upload }) => upload.artistRank },
  { name: 'published_ms', type: DOUBLE, value: ({ upload }) => upload.publishedAt },
  { name: 'published_raw', type: VARCHAR, value: ({ upload }) => upload.publishedRaw },
  { name: 'published_field', type: VARCHAR, value: ({ upload }) => upload.publishedField },
  { name: 'title', type: VARCHAR, value: ({ upload }) => upload.title },
  { name: 'kind', type: VARCHAR, value: ({ upload }) => upload.kind },
  { name: 'url', type: VARCHAR, value: ({ upload }) => upload.url },
  { name: 'tags_json', type: VARCHAR, value: ({ upload }) => JSON.stringify(upload.tags) },
  { name: 'label', type: VARCHAR, value: ({ upload }) => upload.label },
  { name: 'label_source', type: VARCHAR, value: ({ upload }) => upload.labelSource },
  { name: 'label_regime', type: VARCHAR, value: ({ upload }) => upload.labelRegime },
  { name: 'opt_out', type: BOOLEAN, value: ({ upload }) => upload.optOut },
  { name: 'uploader_id', type: VARCHAR, value: ({ upload }) => upload.uploaderId },
];

/** The last sighting of each upload among the staged ones. */
const STAGED = `
  SELECT
    *,
    epoch_ms(seen_ms::BIGINT) AS seen_at,
    epoch_ms(published_ms::BIGINT) AS published_at,
    from_json(tags_json, '["VARCHAR"]') AS tags
  FROM staged_uploads
  QUALIFY row_number() OVER (PARTITION BY site, upload_id, artist_id ORDER BY position DESC) = 1`;

/** A page that shows no tags, no label or no opt-out mark says nothing about them: what is stored stays. */
export const IS_NEWS = `(
  old.title <> seen.title
  OR (len(seen.tags) > 0 AND old.tags <> seen.tags)
  OR (seen.label_source <> '' AND (old.label <> seen.label::label OR old.label_source <> seen.label_source))
  OR (seen.opt_out IS NOT NULL AND old.opt_out IS DISTINCT FROM seen.opt_out)
)`;
const NEWS = `
  title = seen.title,
  tags = CASE WHEN len(seen.tags) > 0 THEN seen.tags ELSE old.tags END,
  label = CASE WHEN seen.label_source <> '' THEN seen.label::label ELSE old.label END,
  label_source = CASE WHEN seen.label_source <> '' THEN seen.label_source ELSE old.label_source END,
  opt_out = coalesce(seen.opt_out, old.opt_out)`;

/** News of uploads alone: sightings do not keep it. */
export const TELLS_UPLOADER = '(seen.uploader_id IS NOT NULL AND old.uploader_id IS DISTINCT FROM seen.uploader_id)';

/** Merges the table or query `seen` into `uploads`. Never touches the date of an upload that is stored. */
export const mergeUploads = (seen: string) => `
MERGE INTO uploads AS old
USING (${seen}) AS seen
ON old.site = seen.site AND old.artist_id = seen.artist_id AND old.upload_id = seen.upload_id
WHEN MATCHED AND (${IS_NEWS} OR ${TELLS_UPLOADER}) THEN UPDATE SET
  ${NEWS},
  uploader_id = coalesce(seen.uploader_id, old.uploader_id),
  label_seen_at = CASE WHEN seen.label_source <> '' THEN seen.seen_at ELSE old.label_seen_at END
WHEN NOT MATCHED THEN INSERT (
  site, upload_id, artist_id, artist_rank, published_at, month, published_raw, published_field,
  title, kind, url, tags, label, label_source, label_regime, label_seen_at, opt_out, uploader_id
) VALUES (
  seen.site, seen.upload_id, seen.artist_id, seen.artist_rank, seen.published_at,
  date_trunc('month', seen.published_at)::DATE, seen.published_raw, seen.published_field,
  seen.title, seen.kind, seen.url, seen.tags, seen.label::label, seen.label_source, seen.label_regime,
  CASE WHEN seen.label_source <> '' THEN seen.seen_at END, seen.opt_out, seen.uploader_id
)`;

/** Merges the table or query `seen` into `sightings`; `isListed`: the uploads stood in their artists' lists. */
export const mergeSightings = (seen: string, isListed = true) => `
MERGE INTO sightings AS old
USING (${seen}) AS seen
ON old.run_id = seen.run_id AND old.site = seen.site
  AND old.artist_id = seen.artist_id AND old.upload_id = seen.upload_id
WHEN MATCHED AND ${IS_NEWS} THEN UPDATE SET ${NEWS}
WHEN NOT MATCHED THEN INSERT (
  run_id, site, upload_id, artist_id, seen_at, title, tags, label, label_source, opt_out, is_listed
) VALUES (
  seen.run_id, seen.site, seen.upload_id, seen.artist_id, seen.seen_at,
  seen.title, seen.tags, seen.label::label, seen.label_source, seen.opt_out, ${isListed}
)`;

/** Stores uploads and what this run saw of them. Call it inside a transaction. */
export async function writeUploads(connection: DuckDBConnection, uploads: readonly SeenUpload[]): Promise<void> {
  if (uploads.length === 0) return;
  const rows = uploads.map((upload, position) => ({ ...upload, position }));
  await stage(connection, 'staged_uploads', COLUMNS, rows);
  await connection.run(mergeUploads(STAGED));
  await connection.run(mergeSightings(STAGED));
}
