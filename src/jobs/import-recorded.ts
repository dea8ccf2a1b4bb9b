import { globSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import type { Artist, Upload } from '../core/records.ts';
import { readRecordedBody } from '../crawlers/imports/recorded.ts';
import type { Store } from '../store/store.ts';
import { type ImportResult, recordImport } from './import-job.ts';
import { readJson, readJsonLines } from './import-json.ts';

/**
 * Stores the uploads and artists found in recorded response bodies: every .json and .jsonl file below a folder, each
 * recognised by its shape. The artists' histories count as partial.
 *
 * @throws InputError if a file is no JSON; nothing is stored then
 */
export function importRecorded(job: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
  /** A folder, or one file. */
  readonly file: string;
}): Promise<ImportResult> {
  const { store, clock, runId, file } = job;
  return recordImport(job, {}, async () => {
    const uploads: Upload[] = [];
    const artists: Artist[] = [];
    const skipped: string[] = [];
    for (const { body, page } of recordedBodies(file)) {
      const recorded = readRecordedBody(body, page);
      if (recorded.kind === 'uploads') {
        uploads.push(...recorded.uploads);
        artists.push(...recorded.artists);
      } else {
        skipped.push(`${page}: ${recorded.kind === 'skipped' ? recorded.what : 'a body of no known shape'}`);
      }
    }
    const counts = await store.saveImport({
      runId,
      uploads,
      artists,
      state: 'partial',
      reason: 'recorded bodies, not a whole history',
      seenAt: clock.now(),
    });
    return { ...counts, skipped };
  });
}

function* recordedBodies(path: string): Generator<{ body: unknown; page: string }> {
  for (const file of filesBelow(path)) {
    const page = relative(path, file) || file;
    if (!file.endsWith('.jsonl')) yield { body: readJson(file), page };
    else for (const [index, body] of readJsonLines(file).entries()) yield { body, page: `${page}:${index + 1}` };
  }
}

function filesBelow(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(path, 'does not exist; expected a folder of recorded response bodies');
  if (stats.isFile()) return [path];
  const files = globSync('**/*.{json,jsonl}', { cwd: path }).sort();
  if (files.length === 0) throw new InputError(path, 'holds no .json or .jsonl file');
  return files.map((file) => join(path, file));
}
