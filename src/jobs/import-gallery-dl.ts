import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { InputError, TidemarkError } from '../core/errors.ts';
import { type GalleryDlDump, readGalleryDl } from '../crawlers/imports/gallery-dl.ts';
import type { Store } from '../store/store.ts';
import { badRecordLines, NAMED_BAD_RECORDS } from './bad-records.ts';
import { type ImportResult, recordImport } from './import-job.ts';
import { readJson } from './import-json.ts';

export interface GalleryDlJob {
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
  /** One file, or a folder of them; each gzipped or not. */
  readonly file: string;
}

/**
 * gallery-dl leaves out works without a file and, of some failures, every trace: no dump shows that it is whole.
 */
const NEVER_WHOLE = 'a gallery-dl dump cannot show that it is whole';

/** Files of a folder that are stored together. */
const BATCH_FILES = 500;

/**
 * Stores the uploads in what `gallery-dl -j` printed, or in a folder of such files and of the sidecars that
 * `--write-metadata` leaves beside the pictures. The artists' histories count as partial; the reason says so if a dump
 * ends with an error.
 *
 * @throws InputError if the one file is cut short, or a folder holds nothing of gallery-dl's
 */
export function importGalleryDl(job: GalleryDlJob): Promise<ImportResult> {
  return recordImport(job, {}, () => {
    const stats = statSync(job.file, { throwIfNoEntry: false });
    return stats?.isDirectory() ? importFolder(job) : importFile(job);
  });
}

async function importFile(job: GalleryDlJob): Promise<ImportResult> {
  const dump = readGalleryDl(readJson(job.file), job.file);
  const counts = await save(job, [dump]);
  return { ...counts, skipped: skippedSites([dump]), ...shortfallOf([dump]) };
}

async function importFolder(job: GalleryDlJob): Promise<ImportResult> {
  const { file: folder } = job;
  const names = globSync('**/*.{json,json.gz}', { cwd: folder }).sort();
  const artists = new Set<string>();
  const bad: string[] = [];
  const skips: GalleryDlDump[] = [];
  let badFiles = 0;
  let uploadsRead = 0;
  let uploadsAdded = 0;
  for (let start = 0; start < names.length; start += BATCH_FILES) {
    const dumps: GalleryDlDump[] = [];
    for (const name of names.slice(start, start + BATCH_FILES)) {
      try {
        dumps.push(readOne(join(folder, name)));
      } catch (error) {
        if (!(error instanceof TidemarkError)) throw error;
        if (++badFiles <= NAMED_BAD_RECORDS) bad.push(error.message);
      }
    }
    const counts = await save(job, dumps);
    uploadsRead += counts.uploadsRead;
    uploadsAdded += counts.uploadsAdded;
    for (const dump of dumps) {
      for (const { site, artistId } of dump.artists) artists.add(JSON.stringify([site, artistId]));
      if (dump.skipped.size > 0 || dump.error !== undefined) skips.push({ ...dump, uploads: [], artists: [] });
    }
  }
  if (badFiles === names.length) {
    throw new InputError(folder, `holds no .json file of gallery-dl${bad.length > 0 ? `: ${bad[0]}` : ''}`);
  }
  const skipped = [...skippedSites(skips), ...badRecordLines(bad, badFiles)];
  return { uploadsRead, uploadsAdded, artists: artists.size, skipped, badRecords: badFiles, ...shortfallOf(skips) };
}

/** A sidecar holds the metadata of one file, without the list around it. */
function readOne(file: string): GalleryDlDump {
  const body = readJson(file);
  return readGalleryDl(Array.isArray(body) ? body : [[3, '', body]], file);
}

function save({ store, clock, runId }: GalleryDlJob, dumps: readonly GalleryDlDump[]) {
  return store.saveImport({
    runId,
    uploads: dumps.flatMap(({ uploads }) => uploads),
    artists: dumps.flatMap(({ artists }) => artists),
    state: 'partial',
    reason: shortfallOf(dumps).shortfall ?? NEVER_WHOLE,
    seenAt: clock.now(),
  });
}

function shortfallOf(dumps: readonly GalleryDlDump[]): { shortfall?: string } {
  const error = dumps.find((dump) => dump.error !== undefined)?.error;
  return error === undefined ? {} : { shortfall: `gallery-dl stopped early: ${error}` };
}

function skippedSites(dumps: readonly GalleryDlDump[]): string[] {
  const entries = new Map<string, number>();
  for (const { skipped } of dumps) {
    for (const [site, count] of skipped) entries.set(site, (entries.get(site) ?? 0) + count);
  }
  return [...entries].map(([site, count]) => `${count} entries of ${site}`);
}
