import { createReadStream, type Stats } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { InputError } from '../core/errors.ts';
import { dumpLineProblem } from '../crawlers/imports/danbooru-dump.ts';
import { type LineBatch, lineBatches } from '../crawlers/imports/line-batches.ts';
import type { DumpProgress, DumpRun } from '../store/dump-progress.ts';
import type { BatchCounts } from '../store/import-dump.ts';
import { NAMED_BAD_RECORDS } from './bad-records.ts';
import { type BadPlace, bytesOf, type DumpJob, progressAfter } from './dump-job.ts';

const BATCH_BYTES = 256 * 2 ** 20;

/** Stores the posts of files of records, one a line, going on from `begun`. */
export async function importRecords(
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
        ...(await progressAfter(before, counts, file, () => badLines(batch.file, before, counts))),
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
