import { mkdirSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const TAGS_OF_A_POST = 27;
const GENERAL_TAGS = 3000;

/** Writes invented tables of posts, tags and the links between them as Parquet files. */
export async function writeDumpTables(folder: string, posts: number, artists: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const copy = (sql: string, name: string) => connection.run(`COPY (${sql}) TO '${folder}/${name}.parquet'`);
  await copy(
    `SELECT
      id,
      strftime(TIMESTAMP '2019-01-01' + to_seconds(id * 30), '%Y-%m-%dT%H:%M:%S.000-05:00') AS created_at,
      (hash(id) % 9999)::INTEGER AS uploader_id,
      id % 4 AS rating,
      'jpg' AS file_ext,
      md5(id::VARCHAR) AS md5,
      id % 100 AS score
    FROM range(1, ${posts} + 1) AS numbers (id)`,
    'post',
  );
  await copy(
    `SELECT id, 'tag_' || id AS name, CASE WHEN id <= ${GENERAL_TAGS} THEN 0 ELSE 1 END AS type, 1 AS popularity
    FROM range(1, ${GENERAL_TAGS + artists} + 1) AS numbers (id)
    UNION ALL SELECT 0, 'highres', 4, 1`,
    'tag',
  );
  await copy(
    `SELECT post_id, CASE place
        WHEN 0 THEN 0
        WHEN 1 THEN ${GENERAL_TAGS} + 1 + hash(post_id) % ${artists}
        ELSE 1 + hash(post_id * 100 + place) % ${GENERAL_TAGS}
      END::INTEGER AS tag_id
    FROM range(1, ${posts} + 1) AS ids (post_id), range(0, ${TAGS_OF_A_POST}) AS places (place)`,
    'post_tag_relation',
  );
  connection.closeSync();
  instance.closeSync();
}
