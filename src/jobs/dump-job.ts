import type { Stats } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import type { Progress } from '../core/progress.ts';
import type { DumpProgress } from '../store/dump-progress.ts';
import type { BatchCounts } from '../store/import-dump.ts';
import type { Store } from '../store/store.ts';
import { NAMED_BAD_RECORDS } from './bad-records.ts';

export interface DumpJob {
  readonly store: Store;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly runId: string;
  /** A file of records, a folder of such parts or of Parquet tables, or a DuckDB file. */
  readonly file: string;
  /** The dump does not hold all works of its artists. */
  readonly isPartial: boolean;
  /** A folder of this job's own, for two batches; emptied first and removed at the end. */
  readonly scratch: string;
  /** @default 256 MiB */
  readonly batchBytes?: number;
  /** Ids of posts of a table that are stored together. @default 245,760 */
  readonly batchPosts?: number;
}

/** A record that cannot be read: where it stands, and what is wrong. */
export interface BadPlace {
  readonly place: string;
  readonly problem: string;
}

/**
 * How far a dump is read after a batch.
 *
 * @param findBad called if bad records of the batch may still be named
 * @throws InputError if nothing at the start of the file is a post
 */
export async function progressAfter(
  before: DumpProgress,
  counts: BatchCounts,
  file: string,
  findBad: () => Promise<readonly BadPlace[]>,
): Promise<DumpProgress> {
  const { records, badRows } = counts;
  const places = badRows.length > 0 && before.badPlaces.length < NAMED_BAD_RECORDS ? await findBad() : [];
  if (before.position === 0 && records > 0 && badRows.length === records) {
    const [{ place, problem } = { place: 'the first record', problem: 'no post' }] = places;
    throw new InputError(file, `is no dump of posts: ${place}: ${problem}`);
  }
  return {
    ...before,
    records: before.records + records,
    uploadsRead: before.uploadsRead + counts.uploadsRead,
    uploadsAdded: before.uploadsAdded + counts.uploadsAdded,
    nameless: before.nameless + counts.nameless,
    badRecords: before.badRecords + badRows.length,
    badPlaces: [...before.badPlaces, ...places.map(({ place, problem }) => `${file}: ${place}: ${problem}`)],
    lastPublishedAt: Math.max(before.lastPublishedAt, counts.lastPublishedAt ?? 0),
  };
}

export function bytesOf(stats: readonly Stats[]): number {
  return stats.reduce((sum, { size }) => sum + size, 0);
}
