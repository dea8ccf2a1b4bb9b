import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { select } from './connection.ts';

/** Each row as JSON, hashed; then the hashes of a table in their own order, so that the order of rows does not count. */
const hashOf = (columns: string, table: string) => `
SELECT sha256(coalesce(string_agg(row_hash, '' ORDER BY row_hash), '')) AS hash
FROM (SELECT sha256(to_json(struct_pack(${columns}))::VARCHAR) AS row_hash FROM ${table})`;

const ARTISTS = hashOf('site, artist_id, name, followers, followers_kind, works_claimed', 'artists');
const UPLOADS = hashOf(
  `site, upload_id, artist_id, artist_rank, published_at, published_raw, published_field, title, kind, url, tags,
  label, label_source, label_regime, opt_out, uploader_id`,
  'uploads',
);
const COVERAGE = hashOf('site, artist_id, state, reason, uploads, works_claimed, hidden', 'coverage');

/**
 * SHA-256, in hexadecimal, over the content of artists, uploads and coverage, without times of observation:
 * equal tables have equal hashes, however they came to be.
 */
export async function readContentHash(connection: DuckDBConnection): Promise<string> {
  const hash = createHash('sha256');
  for (const sql of [ARTISTS, UPLOADS, COVERAGE]) {
    const [row] = await select<{ hash: string }>(connection, sql);
    hash.update(row!.hash);
  }
  return hash.digest('hex');
}
