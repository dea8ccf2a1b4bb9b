import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { describeColumns } from './columns.ts';
import { firstLine, select } from './connection.ts';
import type { DumpTables } from './dump-posts.ts';
import { identifier, literal } from './quoting.ts';

interface Table {
  readonly name: string;
  /** SQL for the table. */
  readonly sql: string;
  /** Types by column. */
  readonly columns: ReadonlyMap<string, string>;
}

const ATTACHED = 'attached_dump';

/**
 * Finds the tables of posts, tags and the links between them by their columns, in a folder's Parquet files (a table a
 * file) or in a DuckDB file, which stays attached until `detachDump`.
 *
 * @throws InputError if the files cannot be read or a table is missing
 */
export async function openDumpTables(
  connection: DuckDBConnection,
  kind: 'parquet' | 'duckdb',
  files: readonly string[],
): Promise<DumpTables> {
  const [first] = files;
  if (kind === 'duckdb') await attach(connection, first!);
  const tables = kind === 'duckdb' ? await attachedTables(connection) : await parquetTables(connection, files);
  const find = (what: string, ...columns: readonly (readonly string[])[]): Table => {
    const fits = tables.filter((table) => columns.every((names) => names.some((name) => table.columns.has(name))));
    const table = fits.toSorted((a, b) => a.name.length - b.name.length)[0];
    if (table !== undefined) return table;
    const expected = columns.map((names) => names.join(' or ')).join(', ');
    const found = tables.map(({ name, columns }) => `${name} (${[...columns.keys()].join(', ')})`).join('; ');
    throw new InputError(first!, `has no table of ${what} with the columns ${expected}; found ${found || 'no table'}`);
  };
  const posts = find('posts', ['id'], ['created_at'], ['rating']);
  const links = find('the links between posts and tags', POST, TAG);
  const [row] = await select<{ posts: number }>(connection, `SELECT count(*)::DOUBLE AS posts FROM ${posts.sql}`);
  return {
    posts: posts.sql,
    postCount: row!.posts,
    // A timestamp without a zone is UTC.
    publishedText: posts.columns.get('created_at') === 'VARCHAR' ? 'post.created_at' : timestampText('post.created_at'),
    uploader: posts.columns.has('uploader_id') ? 'post.uploader_id::VARCHAR' : 'NULL::VARCHAR',
    kind: posts.columns.has('file_ext') ? 'post.file_ext::VARCHAR' : 'NULL',
    tags: find('tags', ['id'], ['name'], ['type']).sql,
    links: links.sql,
    linkPost: POST.find((name) => links.columns.has(name))!,
    linkTag: TAG.find((name) => links.columns.has(name))!,
  };
}

const POST = ['post_id', 'post'];
const TAG = ['tag_id', 'tag'];

const timestampText = (column: string) => `strftime(${column}::TIMESTAMP, '%Y-%m-%d %H:%M:%S.%f UTC')`;

/** The least post id above `after`; undefined where none is left. */
export async function nextPostId(
  connection: DuckDBConnection,
  { posts }: DumpTables,
  after: number,
): Promise<number | undefined> {
  const [row] = await select<{ id: number | null }>(
    connection,
    `SELECT min(id)::DOUBLE AS id FROM ${posts} WHERE id > $after`,
    { after },
  );
  return row!.id ?? undefined;
}

export async function detachDump(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DETACH DATABASE IF EXISTS ${ATTACHED}`);
}

async function attach(connection: DuckDBConnection, file: string): Promise<void> {
  await detachDump(connection);
  try {
    await connection.run(`ATTACH ${literal(file)} AS ${ATTACHED} (READ_ONLY)`);
  } catch (cause) {
    throw new InputError(file, `is no DuckDB file: ${firstLine((cause as Error).message)}`, { cause });
  }
}

async function attachedTables(connection: DuckDBConnection): Promise<Table[]> {
  const columns = await select<{ table: string; name: string; type: string }>(
    connection,
    `SELECT table_name AS "table", column_name AS name, data_type AS type
    FROM duckdb_columns()
    WHERE database_name = '${ATTACHED}' AND schema_name = 'main'
    ORDER BY table_name, column_index`,
  );
  return [...Map.groupBy(columns, ({ table }) => table)].map(([name, own]) => ({
    name,
    sql: `${ATTACHED}.main.${identifier(name)}`,
    columns: new Map(own.map(({ name, type }) => [name, type])),
  }));
}

async function parquetTables(connection: DuckDBConnection, files: readonly string[]): Promise<Table[]> {
  const tables: Table[] = [];
  for (const file of files) {
    const sql = `read_parquet(${literal(file)})`;
    try {
      tables.push({ name: basename(file), sql, columns: await describeColumns(connection, sql) });
    } catch (cause) {
      throw new InputError(file, `is no whole Parquet file: ${firstLine((cause as Error).message)}`, { cause });
    }
  }
  return tables;
}
