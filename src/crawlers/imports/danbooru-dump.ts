import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, TidemarkError } from '../../core/errors.ts';
import { ARTIST_MARKS, uploadsFromDump, uploadsFromPosts } from '../danbooru/parse.ts';
import { postUrl } from '../danbooru/url.ts';

/** What the store must know of the site to read its dumps as the parser reads its pages. */
export const DANBOORU_RULES = {
  site: 'danbooru',
  artistMarks: [...ARTIST_MARKS],
  labelSource: 'danbooru:tags',
  urlPrefix: postUrl(''),
};

/** The files of a dump, in the order they are read. */
export type DumpFiles =
  | { readonly kind: 'jsonl'; readonly files: readonly string[]; readonly ignored: readonly string[] }
  | { readonly kind: 'parquet'; readonly files: readonly string[] }
  | { readonly kind: 'duckdb'; readonly files: readonly string[] };

const RECORDS = /(\.(json|jsonl|ndjson)(\.gz)?|(^|\/)[^./]+(\.gz)?)$/;
const byNumberInName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Tells a dump's form by its names: records, one a line, in one file or a folder of parts; a folder of Parquet tables;
 * or a DuckDB file.
 *
 * @throws InputError if the path does not exist or holds none of them
 */
export function dumpFiles(path: string): DumpFiles {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(path, 'does not exist; expected a dump of Danbooru');
  if (stats.isFile()) {
    return { kind: /\.(duckdb|db)$/.test(path) ? 'duckdb' : 'jsonl', files: [path], ignored: [] };
  }
  const names = globSync('**/*', { cwd: path, withFileTypes: false })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort(byNumberInName);
  const tables = names.filter((name) => name.endsWith('.parquet'));
  if (tables.length > 0) return { kind: 'parquet', files: tables.map((name) => join(path, name)) };
  const files = names.filter((name) => RECORDS.test(name));
  if (files.length === 0) throw new InputError(path, 'holds no .json, .jsonl or .parquet file of a dump');
  return {
    kind: 'jsonl',
    files: files.map((name) => join(path, name)),
    ignored: names.filter((n) => !RECORDS.test(n)),
  };
}

/** Says what is wrong with a line of a dump that the store could not read. */
export function dumpLineProblem(line: string): string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
  try {
    const isApiShaped = typeof record === 'object' && record !== null && 'tag_string_artist' in record;
    if (isApiShaped) uploadsFromPosts([record], undefined, 'the line');
    else uploadsFromDump(record, 'the line');
  } catch (error) {
    if (error instanceof TidemarkError) return error.message.replace('danbooru: the line: ', '');
    throw error;
  }
  return 'expected a post with id, created_at and tags';
}
