import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction, select } from './connection.ts';

/** How far a bulk import got. Instants are milliseconds since 1970-01-01 UTC. */
export interface DumpProgress {
  /** Index of the file that is being read. */
  readonly part: number;
  /** Uncompressed bytes of that file that are stored; of tables, the post id up to which all are. */
  readonly position: number;
  /** Lines of that file before `position`. */
  readonly lines: number;
  readonly records: number;
  readonly uploadsRead: number;
  readonly uploadsAdded: number;
  /** Posts that name no artist. */
  readonly nameless: number;
  /** Records that could not be read, and where the first of them stand. */
  readonly badRecords: number;
  readonly badPlaces: readonly string[];
  readonly lastPublishedAt: number;
}

export interface DumpRules {
  readonly site: string;
  /** Artist tags that name nobody. */
  readonly artistMarks: readonly string[];
  readonly labelSource: string;
  readonly urlPrefix: string;
}

export interface DumpRun {
  /** Names the dump: an import of it that was cut off is found again by this. */
  readonly source: string;
  /** Changes when a file of the dump does; progress of another fingerprint is void. */
  readonly fingerprint: string;
  readonly runId: string;
  readonly seenAt: number;
  readonly rules: DumpRules;
}

const FIND_PROGRESS = `
SELECT progress
FROM import_progress
WHERE source = $source AND fingerprint = $fingerprint`;
const SAVE_PROGRESS = 'INSERT OR REPLACE INTO import_progress VALUES ($source, $fingerprint, $progress)';
const DROP_PROGRESS = 'DELETE FROM import_progress WHERE source = $source';
const DROP_ARTISTS = 'DELETE FROM import_artists WHERE source = $source';

/**
 * Where an import of this dump was cut off; undefined for one that never began or has ended. An import of other files
 * under the same name is forgotten.
 */
export function beginDump(
  connection: DuckDBConnection,
  { source, fingerprint }: DumpRun,
): Promise<DumpProgress | undefined> {
  return inTransaction(connection, async () => {
    const [row] = await select<{ progress: string }>(connection, FIND_PROGRESS, { source, fingerprint });
    if (row !== undefined) return JSON.parse(row.progress) as DumpProgress; // written by saveProgress alone
    await forgetProgress(connection, source);
    return undefined;
  });
}

/** Stores how far a dump is read. Call it in the transaction that stores what was read. */
export async function saveProgress(
  connection: DuckDBConnection,
  { source, fingerprint }: DumpRun,
  progress: DumpProgress,
): Promise<void> {
  await connection.run(SAVE_PROGRESS, { source, fingerprint, progress: JSON.stringify(progress) });
}

/** Forgets how far a dump is read, and its artists. */
export async function forgetProgress(connection: DuckDBConnection, source: string): Promise<void> {
  await connection.run(DROP_ARTISTS, { source });
  await connection.run(DROP_PROGRESS, { source });
}
