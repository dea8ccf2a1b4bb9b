import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { connect, openInstance } from '../../src/store/connection.ts';
import { Store } from '../../src/store/store.ts';

export const SITES = ['artstation', 'danbooru', 'deviantart'] as const;

/** A uniform number in [0, 1) for each row, the same on every run. */
const uniform = (stream: string) => `(hash(${stream}, $seed) >> 11) / 2.0 ** 53`;

/** Heavy-tailed outputs (Pareto, 1.3), entries over 16 years, log-normal careers; sites split 70 : 20 : 10. */
const MAKE_ARTISTS = `
CREATE TEMP TABLE invented_artists AS
SELECT
  i,
  CASE WHEN ${uniform("'site', i")} < 0.7 THEN 'danbooru'
    WHEN ${uniform("'site', i")} < 0.9 THEN 'deviantart' ELSE 'artstation' END AS site,
  'artist-' || i AS artist_id,
  least(20000, $scale * (1 - ${uniform("'works', i")}) ** (-1 / 1.3))::INTEGER AS works,
  epoch_ms(TIMESTAMP '2008-01-01') + ${uniform("'entry', i")} * 16 * 365.25 * 86400e3 AS entry,
  exp(6.3 + 1.2 * sqrt(-2 * ln(1 - ${uniform("'r', i")})) * cos(2 * pi() * ${uniform("'phi', i")})) * 86400e3 AS career
FROM range($artists::BIGINT) numbers(i)`;

const MAKE_WORKS = `
CREATE TEMP TABLE invented_works AS
SELECT site, artist_id, epoch_ms(instant::BIGINT) AS published_at
FROM (
  SELECT site, artist_id, entry + ${uniform('i, work')} * career AS instant
  FROM (SELECT *, unnest(range(works)) AS work FROM invented_artists)
)
WHERE instant < epoch_ms(TIMESTAMP '2024-01-01')
ORDER BY published_at`;

const SAVE_UPLOADS = `
INSERT INTO uploads BY NAME
SELECT
  site, 'u' || rowid AS upload_id, artist_id, 0 AS artist_rank, published_at,
  date_trunc('month', published_at)::DATE AS month, '' AS published_raw, '' AS published_field, '' AS title,
  '' AS kind, '' AS url, []::VARCHAR[] AS tags,
  (['yes', 'assisted', 'no', 'unknown'])[rowid % 4 + 1]::label AS label, '' AS label_source, 'none' AS label_regime
FROM invented_works`;

const SAVE_ARTISTS = `
INSERT INTO artists BY NAME
SELECT DISTINCT site, artist_id, artist_id AS name, TIMESTAMP '2024-01-15' AS first_seen_at,
  TIMESTAMP '2024-01-15' AS last_seen_at
FROM invented_works`;

const SAVE_FRONTIER = `
INSERT INTO frontier BY NAME
SELECT site, artist_id, 'complete'::crawl_state AS state, 0 AS hidden, true AS has_labels,
  TIMESTAMP '2024-01-15' AS seen_at, TIMESTAMP '2024-01-15' AS observed_until
FROM artists`;

/** Makes a store of about so many invented uploads, ordered by time as a dump of a whole site is; once for each name. */
export async function makeUploads(path: string, uploads: number, artists: number): Promise<void> {
  if (existsSync(path)) return;
  const partial = `${path}.partial`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(partial, { force: true });
  await (await Store.open(partial)).close();
  const instance = await openInstance(partial);
  const connection = await connect(instance);
  await fill(connection, uploads, artists);
  connection.closeSync();
  instance.closeSync();
  renameSync(partial, path);
}

async function fill(connection: DuckDBConnection, uploads: number, artists: number): Promise<void> {
  const seed = 42;
  // The mean of the outputs is 1.3 / 0.3 times their scale, and the last year's careers are cut off by the end.
  const scale = (((uploads / artists) * 0.3) / 1.3) * 1.22;
  await connection.run(MAKE_ARTISTS, { seed, scale, artists });
  await connection.run(MAKE_WORKS, { seed });
  for (const sql of [SAVE_UPLOADS, SAVE_ARTISTS, SAVE_FRONTIER, 'CHECKPOINT']) await connection.run(sql);
}
