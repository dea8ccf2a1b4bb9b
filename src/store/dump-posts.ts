import type { DuckDBConnection } from '@duckdb/node-api';
import { DUMPED_AT } from './site-dates.ts';

/** Posts of a dump that are stored together. */
export type DumpBatch =
  | { readonly kind: 'json'; readonly file: string }
  | {
      readonly kind: 'tables';
      readonly tables: DumpTables;
      /** Post ids above the first up to the second. */
      readonly after: number;
      readonly upTo: number;
    };

/** SQL names of the three tables of a relational dump, and of their columns that go by several names. */
export interface DumpTables {
  readonly posts: string;
  readonly postCount: number;
  readonly publishedText: string;
  readonly kind: string;
  readonly tags: string;
  readonly links: string;
  readonly linkPost: string;
  readonly linkTag: string;
}

const stagePosts = (posts: string) => `
CREATE OR REPLACE TEMP TABLE staged_posts AS
SELECT
  *,
  coalesce(
    published_at IS NOT NULL AND artists IS NOT NULL AND regexp_full_match(upload_id, '[1-9][0-9]*'),
    false
  ) AS is_post
FROM (SELECT *, ${DUMPED_AT} AS published_at FROM (${posts}))`;

const words = (text: string) => `list_filter(string_split(${text}, ' '), LAMBDA word: word <> '')`;
const tagsOf = (category: string) =>
  `list_transform(list_filter(tags, LAMBDA tag: tag.category = '${category}'), LAMBDA tag: tag.name)`;

/** A record that is no JSON comes as a row of nulls. */
const JSON_POSTS = stagePosts(`
  SELECT
    id AS upload_id,
    created_at AS date_text,
    coalesce(file_ext, '') AS kind,
    CASE
      WHEN tag_string_artist IS NOT NULL AND tag_string_meta IS NOT NULL THEN ${words('tag_string_artist')}
      WHEN tag_string_artist IS NULL AND is_tagged THEN ${tagsOf('1')}
    END AS artists,
    CASE WHEN tag_string_artist IS NOT NULL THEN ${words('tag_string_meta')} ELSE ${tagsOf('5')} END AS tags
  FROM (
    SELECT *, list_bool_and(list_transform(tags, LAMBDA tag: tag.name IS NOT NULL AND tag.category IS NOT NULL))
      IS DISTINCT FROM false AND tags IS NOT NULL AS is_tagged
    FROM read_json(
      $file,
      format = 'newline_delimited',
      ignore_errors = true,
      columns = {
        id: 'VARCHAR',
        created_at: 'VARCHAR',
        file_ext: 'VARCHAR',
        tags: 'STRUCT(name VARCHAR, category VARCHAR)[]',
        tag_string_artist: 'VARCHAR',
        tag_string_meta: 'VARCHAR'
      }
    )
  )`);

export async function stageJsonPosts(connection: DuckDBConnection, { file }: { file: string }): Promise<void> {
  await connection.run(JSON_POSTS, { file });
}

/** Types of tags are numbered otherwise than on the site: 1 artist, 2 character, 3 copyright, 4 meta. */
const tablePosts = ({ posts, publishedText, kind, tags, links, linkPost, linkTag }: DumpTables) =>
  stagePosts(`
  SELECT
    post.id::VARCHAR AS upload_id,
    ${publishedText} AS date_text,
    coalesce(${kind}, '') AS kind,
    coalesce(tagged.artists, []::VARCHAR[]) AS artists,
    coalesce(tagged.tags, []::VARCHAR[]) AS tags
  FROM (FROM ${posts} WHERE id > $after AND id <= $upTo) AS post
  LEFT JOIN (
    SELECT
      link.${linkPost} AS post,
      list(tag.name ORDER BY tag.name) FILTER (tag.type = 1) AS artists,
      list(tag.name ORDER BY tag.name) FILTER (tag.type = 4) AS tags
    FROM (FROM ${links} WHERE ${linkPost} > $after AND ${linkPost} <= $upTo) AS link
    JOIN (FROM ${tags} WHERE type IN (1, 4)) AS tag ON tag.id = link.${linkTag}
    GROUP BY link.${linkPost}
  ) AS tagged ON tagged.post = post.id`);

export async function stageTablePosts(
  connection: DuckDBConnection,
  { tables, after, upTo }: Extract<DumpBatch, { kind: 'tables' }>,
): Promise<void> {
  await connection.run(tablePosts(tables), { after, upTo });
}
