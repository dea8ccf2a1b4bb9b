import { globSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import type { Artist, Upload } from '../core/records.ts';
import { feedFromRss } from '../crawlers/deviantart/rss.ts';
import { artistsOf } from '../crawlers/imports/artists-of.ts';
import { readRecordedBody } from '../crawlers/imports/recorded.ts';
import type { Store } from '../store/store.ts';
import { type ImportResult, recordImport } from './import-job.ts';
import { readJson, readJsonLines } from './import-json.ts';

/**
 * Stores the uploads and artists found in recorded response bodies: every .json and .jsonl file below a folder, gzipped
 * or not, each recognised by its shape, and every .xml file, a DeviantArt RSS feed. The artists' histories count as partial.
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
    for (const path of filesBelow(file).filter((path) => path.endsWith('.xml'))) {
      const page = relative(file, path) || path;
      const feed = feedFromRss(readFileSync(path, 'utf8'), page);
      uploads.push(...feed.uploads);
      artists.push(...artistsOf(feed.uploads, []));
      if (feed.refused > 0) skipped.push(`${page}: ${feed.refused} works of others than ${feed.artist}`);
    }
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
  for (const file of filesBelow(path).filter((file) => !file.endsWith('.xml'))) {
    const page = relative(path, file) || file;
    if (!/\.jsonl(\.gz)?$/.test(file)) yield { body: readJson(file), page };
    else for (const [index, body] of readJsonLines(file).entries()) yield { body, page: `${page}:${index + 1}` };
  }
}

function filesBelow(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(path, 'does not exist; expected a folder of recorded response bodies');
  if (stats.isFile()) return [path];
  const files = globSync('**/*.{json,jsonl,json.gz,jsonl.gz,xml}', { cwd: path }).sort();
  if (files.length === 0) throw new InputError(path, 'holds no .json, .jsonl or .xml file');
  return files.map((file) => join(path, file));
}
