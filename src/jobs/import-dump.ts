import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { DANBOORU_RULES, type DumpFiles, dumpFiles } from '../crawlers/imports/danbooru-dump.ts';
import type { DumpProgress, DumpRun } from '../store/dump-progress.ts';
import { badRecordLines } from './bad-records.ts';
import type { DumpJob } from './dump-job.ts';
import { importRecords } from './import-dump-records.ts';
import { importTables } from './import-dump-tables.ts';
import { type ImportResult, recordImport } from './import-job.ts';

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
