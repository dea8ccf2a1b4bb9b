import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import type { Progress } from '../core/progress.ts';
import { DANBOORU_RULES, type DumpFiles, dumpFiles, dumpLineProblem } from '../crawlers/imports/danbooru-dump.ts';
import { type LineBatch, lineBatches } from '../crawlers/imports/line-batches.ts';
import type { BatchCounts, DumpProgress, DumpRun } from '../store/import-dump.ts';
import type { Store } from '../store/store.ts';
import { badRecordLines, NAMED_BAD_RECORDS } from './bad-records.ts';
import { type ImportResult, recordImport } from './import-job.ts';

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
  /** @default 128 MiB */
  readonly batchBytes?: number;
  /** Posts of a table that are stored together. @default 100,000 */
  readonly batchPosts?: number;
}

/** Fewer rows than DuckDB puts into a row group: a larger batch leaves groups half full, which it rewrites later. */
const BATCH_BYTES = 128 * 2 ** 20;
const BATCH_POSTS = 100_000;
const PARTIAL = 'a bulk file that is not a whole dump';
const START: DumpProgress = {
  part: 0,
  position: 0,
  lines: 0,
  records: 0,
  uploadsRead: 0,
  uploadsAdded: 0,
  nameless: 0,
  badRecords: 0,
  badPlaces: [],
  lastPublishedAt: 0,
};

/**
 * Stores a dump of Danbooru's posts, batch by batch, each with how far the dump is read: cut off and started again, it
 * goes on from there. At the end the artists' histories are complete up to the dump's last post.
 *
 * @throws InputError if the files are no such dump or one is cut short; what came before it is stored, its artists stay
 * partial
 */
export function importDump(job: DumpJob): Promise<ImportResult> {
  const { store, file, isPartial } = job;
  return recordImport(job, { isPartial }, async () => {
    const dump = dumpFiles(file);
    const stats = await Promise.all(dump.files.map((part) => stat(part)));
    const run: DumpRun = {
      source: resolve(file),
      fingerprint: fingerprintOf(dump.files, stats),
      runId: job.runId,
      seenAt: job.clock.now(),
      rules: DANBOORU_RULES,
    };
    const begun = await store.beginDump(run);
    if (begun !== undefined) job.progress.note(`${file}: going on after ${begun.records} records that are stored`);
    const done =
      dump.kind === 'jsonl'
        ? await importRecords(job, run, dump.files, begun ?? START, stats)
        : await importTables(job, run, dump, begun ?? START, stats);
    if (done.records === 0) throw new InputError(file, 'holds no record');
    const partial = isPartial ? PARTIAL : undefined;
    const artists = await store.finishDump(run, { partial, lastPublishedAt: done.lastPublishedAt });
    const { uploadsRead, uploadsAdded } = done;
    return { uploadsRead, uploadsAdded, artists, skipped: leftOut(done, dump), badRecords: done.badRecords };
  });
}

/** Files that were changed since they were begun are another dump. */
function fingerprintOf(files: readonly string[], stats: readonly Stats[]): string {
  const hash = createHash('sha256');
  for (const [index, { size, mtimeMs }] of stats.entries())
    hash.update(`${resolve(files[index]!)}\0${size}\0${mtimeMs}\n`);
  return hash.digest('hex');
}

function leftOut({ nameless, badRecords, badPlaces }: DumpProgress, dump: DumpFiles): string[] {
  return [
    ...(nameless > 0 ? [`${nameless} posts that name no artist`] : []),
    ...badRecordLines(badPlaces, badRecords),
    ...(dump.kind === 'jsonl' ? dump.ignored.map((name) => `${name}: no part of a dump`) : []),
  ];
}

async function importRecords(
  job: DumpJob,
  run: DumpRun,
  files: readonly string[],
  begun: DumpProgress,
  stats: readonly Stats[],
): Promise<DumpProgress> {
  const { progress, scratch, batchBytes = BATCH_BYTES } = job;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const task = `import ${job.file}`;
  progress.start(task, bytesOf(stats));
  let done = begun;
  try {
    for (const [part, file] of files.entries()) {
      if (part < done.part) {
        progress.advance(task, stats[part]!.size);
        continue;
      }
      if (part > done.part) done = { ...done, part, position: 0, lines: 0 };
      const onRead = (bytes: number) => progress.advance(task, bytes);
      const batches = lineBatches({ file, position: done.position, batchBytes, scratch, onRead });
      done = await importBatches(job, run, { part, file, batches, begun: done });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  progress.end(task);
  return done;
}

/** The next batch is cut from the file while the store takes the one before it. */
async function importBatches(
  { store, signal }: DumpJob,
  run: DumpRun,
  source: { part: number; file: string; batches: AsyncGenerator<LineBatch>; begun: DumpProgress },
): Promise<DumpProgress> {
  const { part, file, batches } = source;
  let done = source.begun;
  try {
    let ready = batches.next();
    for (let next = await ready; !next.done; next = await ready) {
      signal.throwIfAborted();
      const batch = next.value;
      checkEnd(file, batch, done);
      ready = batches.next();
      ready.catch(() => {}); // awaited in the next turn; its failure must not count as unhandled until then
      const before = done;
      done = await store.saveDumpBatch(run, { kind: 'json', file: batch.file }, async (counts) => ({
        ...(await after(before, counts, file, () => badLines(batch.file, before, counts))),
        part,
        position: batch.position,
        lines: before.lines + batch.lines,
      }));
    }
    return done;
  } finally {
    await batches.return(undefined);
  }
}

/** A record cut in two by the end of its file means that more is missing than this record. */
function checkEnd(file: string, batch: LineBatch, { lines }: DumpProgress): void {
  if (batch.unended.trim() === '') return;
  try {
    JSON.parse(batch.unended);
  } catch (cause) {
    throw new InputError(file, `line ${lines + batch.lines + 1}: is cut short; the records before it are not all`, {
      cause,
    });
  }
}

interface BadPlace {
  readonly place: string;
  readonly problem: string;
}

/** @throws InputError if nothing at the start of the file is a post */
async function after(
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

/** Finds bad rows by their lines, as many as may still be named. Blank lines are no rows. */
async function badLines(batchFile: string, before: DumpProgress, { badRows }: BatchCounts): Promise<BadPlace[]> {
  const wanted = new Set(badRows.slice(0, NAMED_BAD_RECORDS - before.badPlaces.length).map(({ row }) => row));
  const found: BadPlace[] = [];
  let row = 0;
  let line = before.lines;
  for await (const text of createInterface({
    input: createReadStream(batchFile),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() === '') continue;
    if (wanted.has(row++)) found.push({ place: `line ${line}`, problem: dumpLineProblem(text) });
    if (found.length === wanted.size) break;
  }
  return found;
}

/** Posts of tables come in the order of their ids. Progress is shown in bytes, as each post's share of the files. */
async function importTables(
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
      const upTo = await store.nextDumpPost(tables, done.position, batchPosts);
      if (upTo === undefined) break;
      const before = done;
      done = await store.saveDumpBatch(
        run,
        { kind: 'tables', tables, after: before.position, upTo },
        async (counts) => ({
          ...(await after(before, counts, file, () => badPosts(before, counts))),
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

function bytesOf(stats: readonly Stats[]): number {
  return stats.reduce((sum, { size }) => sum + size, 0);
}
