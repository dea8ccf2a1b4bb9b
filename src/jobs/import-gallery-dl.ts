import type { Clock } from '../core/clock.ts';
import { readGalleryDl } from '../crawlers/imports/gallery-dl.ts';
import type { Store } from '../store/store.ts';
import { type ImportResult, recordImport } from './import-job.ts';
import { readJson } from './import-json.ts';

/**
 * gallery-dl leaves out works without a file and, of some failures, every trace: no dump shows that it is whole.
 */
const NEVER_WHOLE = 'a gallery-dl dump cannot show that it is whole';

/**
 * Stores the uploads in what `gallery-dl -j` printed. The artists' histories count as partial; the reason says so if the
 * dump ends with an error.
 *
 * @throws InputError if the file is cut short; nothing is stored then
 */
export function importGalleryDl(job: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
  readonly file: string;
}): Promise<ImportResult> {
  const { store, clock, runId, file } = job;
  return recordImport(job, {}, async () => {
    const { uploads, artists, skipped, error } = readGalleryDl(readJson(file), file);
    const shortfall = error === undefined ? undefined : `gallery-dl stopped early: ${error}`;
    const counts = await store.saveImport({
      runId,
      uploads,
      artists,
      state: 'partial',
      reason: shortfall ?? NEVER_WHOLE,
      seenAt: clock.now(),
    });
    const left = [...skipped].map(([site, entries]) => `${entries} entries of ${site}`);
    return { ...counts, skipped: left, ...(shortfall === undefined ? {} : { shortfall }) };
  });
}
