import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { CHOOSE_ARTISTS, chooseArtists, READ_HISTORIES } from './activity.ts';
import { type Parameters, select } from './connection.ts';
import { COVERAGE } from './coverage.ts';
import { EXCLUSIONS } from './exclusions.ts';
import { LABEL_COUNTS, LABEL_SUMS } from './label-counts.ts';
import { MARKS } from './mark-counts.ts';
import { SAMPLES } from './samples.ts';
import { SURVIVAL } from './survival.ts';
import { DRAW_ARTISTS, RANK_TAGS, TAG_FREQUENCIES, TAG_USES, TAGGED_WORKS } from './tag-counts.ts';
import { bounds, type TagWindow } from './tag-window.ts';

/** An analysis whose numbers are to be traced; its window and cutoff. */
export interface TraceRequest extends TagWindow {
  /** Where artist_months.parquet and exclusions.csv are written. */
  readonly folder: string;
  /** What the analysis took. @default all sites */
  readonly sites?: readonly string[];
  readonly leastUploads: number;
  /** How a report drew tagged works; null for an analysis alone, which reads no labels, coverage, tags and marks. */
  readonly taggedWorks: { readonly limit: number; readonly seed: string } | null;
}

/** A query that numbers come from, and what it gave. */
export interface QueryTrace {
  readonly name: string;
  /** Statements that fill the temporary tables it reads, in order, and last the query itself. */
  readonly sql: readonly string[];
  readonly parameters: Readonly<Record<string, string | number | readonly string[] | null>>;
  readonly rows: number;
  /** SHA-256 of the file they were written to, or over the rows as JSON, whatever their order. */
  readonly sha256: string;
}

/** What an activity table is counted from: all months of every artist in the analysis, those of the series marked. */
const ARTIST_MONTHS = `
WITH known AS (
  SELECT site, min(month) AS known_to
  FROM chosen_artists
  GROUP BY site
), works AS (
  SELECT site, artist_id, unnest(months) AS number
  FROM histories
  SEMI JOIN chosen_artists USING (site, artist_id)
), counts AS (
  SELECT site, artist_id, DATE '1970-01-01' + to_months(number::INTEGER) AS first_day, number, count(*)::INTEGER AS uploads
  FROM works
  GROUP BY site, artist_id, number
)
SELECT
  site,
  name AS artist,
  strftime(first_day, '%Y-%m') AS month,
  uploads,
  number BETWEEN $from AND $to AND first_day <= known_to AS is_in_series,
  NOT is_complete AS is_lower_bound,
  artist_id
FROM counts
JOIN chosen_artists USING (site, artist_id)
JOIN known USING (site)
ORDER BY site, artist_id, number`;

const TAG_SITES = `
SELECT site, count(*)::INTEGER AS tags
FROM tag_ranks
GROUP BY site
ORDER BY site`;

/**
 * Writes the artist-months that an analysis rests on, and who was left out of it and why, and tells by which queries
 * they and the other tables of a report were read. Call it inside a transaction.
 */
export async function writeTrace(connection: DuckDBConnection, request: TraceRequest): Promise<QueryTrace[]> {
  const { folder, sites, from, to, leastUploads } = request;
  await chooseArtists(connection, sites);
  const before = [READ_HISTORIES, CHOOSE_ARTISTS];
  const window = { from, to };
  const months: Query = { name: 'artist_months', before, sql: ARTIST_MONTHS, values: window };
  const exclusions: Query = {
    name: 'exclusions',
    before,
    sql: EXCLUSIONS,
    values: { ...window, leastUploads, sites: sites === undefined ? null : listValue([...sites]) },
  };
  const asked = { sites: sites ?? null };
  const traces = [
    {
      ...described(months, asked),
      ...(await copy(connection, months, join(folder, 'artist_months.parquet'), 'FORMAT parquet, COMPRESSION zstd')),
    },
    {
      ...described(exclusions, asked),
      ...(await copy(connection, exclusions, join(folder, 'exclusions.csv'), 'FORMAT csv, HEADER')),
    },
  ];
  for (const query of await reportQueries(connection, request)) {
    traces.push({ ...described(query, {}), ...(await digest(connection, query)) });
  }
  return traces;
}

interface Query {
  readonly name: string;
  /** Run already. */
  readonly before: readonly string[];
  readonly sql: string;
  readonly values: Parameters;
}

function described({ name, before, sql, values }: Query, asked: QueryTrace['parameters']) {
  const plain = values as QueryTrace['parameters']; // numbers and texts, but for the list of sites, which `asked` has
  return { name, sql: [...before, sql], parameters: { ...plain, ...asked } };
}

async function reportQueries(connection: DuckDBConnection, request: TraceRequest): Promise<Query[]> {
  const { taggedWorks } = request;
  if (taggedWorks === null) return [];
  const cut = bounds(request);
  const { fromMs, endMs } = cut;
  await connection.run(RANK_TAGS, { fromMs, endMs });
  await connection.run(DRAW_ARTISTS, cut);
  const sites = await select<{ site: string; tags: number }>(connection, TAG_SITES);
  return [
    { name: 'coverage', before: [], sql: COVERAGE, values: {} },
    { name: 'samples', before: [], sql: SAMPLES, values: {} },
    { name: 'label_counts', before: [], sql: LABEL_COUNTS, values: {} },
    { name: 'label_sums', before: [], sql: LABEL_SUMS, values: {} },
    { name: 'survival', before: [], sql: SURVIVAL, values: {} },
    ...sites.map(({ site, tags }) => ({
      name: `tag_use_${site}`,
      before: [RANK_TAGS, DRAW_ARTISTS],
      sql: TAG_USES,
      values: { site, ...cut, others: tags },
    })),
    { name: 'tag_frequencies', before: [], sql: TAG_FREQUENCIES, values: cut },
    { name: 'tagged_works', before: [], sql: TAGGED_WORKS, values: { fromMs, endMs, ...taggedWorks } },
    { name: 'marks', before: [], sql: MARKS, values: cut },
  ];
}

type Result = Pick<QueryTrace, 'rows' | 'sha256'>;

async function copy(connection: DuckDBConnection, query: Query, file: string, options: string): Promise<Result> {
  const sql = `COPY (${query.sql}) TO $file (${options})`;
  const { rowsChanged } = await connection.run(sql, { ...query.values, file }, typesOf(query));
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { rows: rowsChanged, sha256: hash.digest('hex') };
}

async function digest(connection: DuckDBConnection, query: Query): Promise<Result> {
  const sql = `
SELECT count(*)::DOUBLE AS rows, sha256(coalesce(string_agg(row_hash, '' ORDER BY row_hash), '')) AS sha256
FROM (SELECT sha256(to_json(result)::VARCHAR) AS row_hash FROM (${query.sql}) AS result)`;
  const reader = await connection.runAndReadAll(sql, query.values, typesOf(query));
  const [row] = reader.getRowObjectsJS() as unknown as Result[]; // the select list above
  return row!;
}

/** The driver cannot tell the type of a list from a null. */
function typesOf({ values }: Query) {
  return 'sites' in values ? { sites: LIST(VARCHAR) } : undefined;
}
