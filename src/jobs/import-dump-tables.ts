import type { Stats } from 'node:fs';
import type { DumpFiles } from '../crawlers/imports/danbooru-dump.ts';
import type { DumpProgress, DumpRun } from '../store/dump-progress.ts';
import type { BatchCounts } from '../store/import-dump.ts';
import { NAMED_BAD_RECORDS } from './bad-records.ts';
import { type BadPlace, bytesOf, type DumpJob, progressAfter } from './dump-job.ts';

/** Two of DuckDB's row groups: a group that a batch leaves half full is written twice. */
const BATCH_POSTS = 2 * 122_880;

/** Stores the posts of tables in the order of their ids, going on from `begun`. Progress is shown in bytes, as each post's share of the files. */
export async function importTables(
  job: DumpJob,
  run: DumpRun,
  { kind, files }: Extract<DumpFiles, { kind: 'parquet' | 'duckdb' }>,
  begun: DumpProgress,
  stats: readonly Stats[],
): Promise<DumpProgress> {
  const { store, progress, signal, file, batchPosts = BATCH_POSTS } = job;
  const task = `import ${file}`;
  const tables = await store.openDumpTables(kind, files);
  try {
    const bytes = bytesOf(stats);
    const shown = (records: number) => Math.round((bytes * records) / Math.max(1, tables.postCount));
    progress.start(task, bytes);
    progress.advance(task, shown(begun.records));
    let done = begun;
    for (;;) {
      signal.throwIfAborted();
      const first = await store.nextDumpPost(tables, done.position);
      if (first === undefined) break;
      const upTo = first + batchPosts - 1;
      const before = done;
      done = await store.saveDumpBatch(
        run,
        { kind: 'tables', tables, after: before.position, upTo },
        async (counts) => ({
          ...(await progressAfter(before, counts, file, () => badPosts(before, counts))),
          position: upTo,
        }),
      );
      progress.advance(task, shown(done.records) - shown(before.records));
    }
    progress.end(task);
    return done;
  } finally {
    await store.closeDumpTables();
  }
}

async function badPosts(before: DumpProgress, { badRows }: BatchCounts): Promise<BadPlace[]> {
  return badRows.slice(0, NAMED_BAD_RECORDS - before.badPlaces.length).map(({ uploadId }) => ({
    place: `post ${uploadId}`,
    problem: 'expected an id above 0 and a date with its zone in created_at',
  }));
}
