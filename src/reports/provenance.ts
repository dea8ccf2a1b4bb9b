import { createHash } from 'node:crypto';
import type { QueryTrace } from '../store/trace.ts';
import { csvFrom, type Table } from './csv.ts';

/** How every number of a report came about; written as provenance.json. */
export interface ProvenanceRecord {
  /** By name: the statements, their parameters, and how many rows they gave with which hash. */
  readonly queries: Readonly<Record<string, Omit<QueryTrace, 'name'>>>;
  readonly tables: Readonly<Record<string, TableTrace>>;
  /** Files written from queries directly. */
  readonly files: Readonly<Record<string, string>>;
}

export interface TableTrace {
  /** The figures' numbers are in it, too. */
  readonly file: string;
  readonly rows: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Names of the queries its numbers come from; empty for the metrics of loops, which their run folders hold. */
  readonly queries: readonly string[];
}

/** Tables that do not come from artist-months; a name that ends with `*` stands for all that begin so. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  coverage: ['coverage'],
  withdrawals: ['coverage'],
  samples: ['samples'],
  shares: ['label_counts'],
  'share-estimates': ['label_sums', 'survival'],
  loops: [],
  'loop-draws': [],
  'loop-sets': [],
  'loop-paths': [],
  'loop-bounds': [],
  'loop-scores': [],
  'tag-divergence': ['tag_use_*'],
  'tag-shifts': ['tag_use_*'],
  'tag-diversity': ['tag_frequencies', 'tagged_works'],
  marks: ['marks'],
};
const ARTIST_MONTHS = ['artist_months'] as const;

/**
 * Maps each table of a report to the queries behind it.
 *
 * @param folder of the tables, with a slash at its end, as the record names them; empty where the record lies among them
 */
export function provenanceRecord(
  tables: readonly Table[],
  traces: readonly QueryTrace[],
  folder: string,
): ProvenanceRecord {
  return {
    queries: Object.fromEntries(traces.map(({ name, ...trace }) => [name, trace])),
    tables: Object.fromEntries(
      tables.map((table) => [
        table.name,
        {
          file: `${folder}${table.name}.csv`,
          rows: table.rows.length,
          sha256: createHash('sha256').update(csvFrom(table)).digest('hex'),
          queries: queriesOf(table.name, traces),
        },
      ]),
    ),
    files: { artist_months: `${folder}artist_months.parquet`, exclusions: `${folder}exclusions.csv` },
  };
}

function queriesOf(table: string, traces: readonly QueryTrace[]): string[] {
  return (SOURCES[table] ?? ARTIST_MONTHS).flatMap((source) =>
    source.endsWith('*')
      ? traces.map(({ name }) => name).filter((name) => name.startsWith(source.slice(0, -1)))
      : [source],
  );
}
