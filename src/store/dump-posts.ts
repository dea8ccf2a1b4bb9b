import type { DuckDBConnection } from '@duckdb/node-api';
import { NO_REGIME } from '../core/label-regimes.ts';
import type { Parameters } from './connection.ts';
import type { DumpRules } from './dump-progress.ts';
import { labelRegime } from './label-regime.ts';
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
  readonly uploader: string;
  readonly kind: string;
  readonly tags: string;
  readonly links: string;
  readonly linkPost: string;
  readonly linkTag: string;
}

/**
 * Puts the posts of a batch into the table `staged_posts`, in their order: a row for each artist of a post, and one
 * without an artist for a post that names none, and for a record that is no post.
 */
export async function stagePosts(connection: DuckDBConnection, batch: DumpBatch, rules: DumpRules): Promise<void> {
  const parameters: Parameters = {
    marks: JSON.stringify(rules.artistMarks),
    site: rules.site,
  };
  switch (batch.kind) {
    case 'json':
      await connection.run(stagedPosts(JSON_POSTS), { ...parameters, file: batch.file });
      return;
    case 'tables': {
      const { tables, after, upTo } = batch;
      await connection.run(stagedPosts(tablePosts(tables)), { ...parameters, after, upTo });
    }
  }
}

/** `artist_rank` is 0 in the first row of each record. */
const stagedPosts = (posts: string) => `
CREATE OR REPLACE TEMP TABLE staged_posts AS
SELECT
  upload_id,
  unnest(names) AS artist_id,
  generate_subscripts(names, 1)::INTEGER - 1 AS artist_rank,
  published_at,
  date_text,
  uploader_id,
  kind,
  tags,
  label_regime,
  CASE
    WHEN list_contains(tags, 'ai-generated') THEN 'yes'
    WHEN list_contains(tags, 'ai-assisted') THEN 'assisted'
    WHEN label_regime = '${NO_REGIME}' THEN 'unknown'
    ELSE 'no'
  END AS label,
  is_post
FROM (
  SELECT
    *,
    CASE
      WHEN is_post AND len(artists) > 0 THEN artists
      ELSE [NULL::VARCHAR]
    END AS names,
    ${labelRegime('$site')} AS label_regime
  FROM (
    SELECT
      * EXCLUDE (artists, uploader_text),
      nullif(uploader_text, '0') AS uploader_id,
      list_filter(artists, LAMBDA name: NOT list_contains(from_json($marks, '["VARCHAR"]'), name)) AS artists,
      coalesce(
        published_at IS NOT NULL AND artists IS NOT NULL AND regexp_full_match(upload_id, '[1-9][0-9]*')
          AND coalesce(regexp_full_match(uploader_text, '0|[1-9][0-9]*'), true),
        false
      ) AS is_post
    FROM (SELECT *, ${DUMPED_AT} AS published_at FROM (${posts}))
  )
)`;

const words = (text: string) => `list_filter(string_split(${text}, ' '), LAMBDA word: word <> '')`;
const tagsOf = (category: string) =>
  `list_transform(list_filter(marked, LAMBDA tag: tag.category = '${category}'), LAMBDA tag: tag.name)`;

/**
 * A record that is no JSON comes as a row of nulls. Of a post's tags, artists and metadata are few: the long list is
 * gone through once.
 */
const JSON_POSTS = `
  SELECT
    id AS upload_id,
    created_at AS date_text,
    uploader_id AS uploader_text,
    coalesce(file_ext, '') AS kind,
    CASE
      WHEN tag_string_artist IS NOT NULL AND tag_string_meta IS NOT NULL THEN ${words('tag_string_artist')}
      WHEN tag_string_artist IS NULL AND is_tagged THEN ${tagsOf('1')}
    END AS artists,
    CASE WHEN tag_string_artist IS NOT NULL THEN ${words('tag_string_meta')} ELSE ${tagsOf('5')} END AS tags
  FROM (
    SELECT
      *,
      len(list_filter(marked, LAMBDA tag: tag.name IS NULL OR tag.category IS NULL)) IS NOT DISTINCT FROM 0
        AS is_tagged
    FROM (
      SELECT
        * EXCLUDE tags,
        list_filter(tags, LAMBDA tag: coalesce(tag.category IN ('1', '5'), true) OR tag.name IS NULL) AS marked
      FROM read_json(
        $file,
        format = 'newline_delimited',
        ignore_errors = true,
        columns = {
          id: 'VARCHAR',
          created_at: 'VARCHAR',
          uploader_id: 'VARCHAR',
          file_ext: 'VARCHAR',
          tags: 'STRUCT(name VARCHAR, category VARCHAR)[]',
          tag_string_artist: 'VARCHAR',
          tag_string_meta: 'VARCHAR'
        }
      )
    )
  )`;

/** Types of tags are numbered otherwise than on the site: 1 artist, 2 character, 3 copyright, 4 meta. */
const tablePosts = ({ posts, publishedText, uploader, kind, tags, links, linkPost, linkTag }: DumpTables) => `
  SELECT
    post.id::VARCHAR AS upload_id,
    ${publishedText} AS date_text,
    ${uploader} AS uploader_text,
    coalesce(${kind}, '') AS kind,
    coalesce(list_sort(tagged.artists), []::VARCHAR[]) AS artists,
    coalesce(list_sort(tagged.tags), []::VARCHAR[]) AS tags
  FROM (FROM ${posts} WHERE id > $after AND id <= $upTo) AS post
  LEFT JOIN (
    SELECT
      link.${linkPost} AS post,
      list(tag.name) FILTER (tag.type = 1) AS artists,
      list(tag.name) FILTER (tag.type = 4) AS tags
    FROM (FROM ${links} WHERE ${linkPost} > $after AND ${linkPost} <= $upTo) AS link
    JOIN (FROM ${tags} WHERE type IN (1, 4)) AS tag ON tag.id = link.${linkTag}
    GROUP BY link.${linkPost}
  ) AS tagged ON tagged.post = post.id`;
