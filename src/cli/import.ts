import { systemClock } from '../core/clock.ts';
import { importGalleryDl } from '../jobs/import-gallery-dl.ts';
import type { ImportResult } from '../jobs/import-job.ts';
import { mappingFromText } from '../jobs/import-mapping.ts';
import { importRecorded } from '../jobs/import-recorded.ts';
import { importTable } from '../jobs/import-table.ts';
import type { CommonOptions } from './options.ts';
import { openStore, runIdAt } from './wire.ts';

export type ImportSource =
  | { readonly kind: 'table'; readonly map: string }
  | { readonly kind: 'recorded' | 'gallery-dl' };

export interface ImportOptions extends CommonOptions {
  readonly map?: string;
}

export async function printImport(source: ImportSource, file: string, options: ImportOptions): Promise<void> {
  const result = await importFrom(source, file, options);
  if (result.shortfall !== undefined) process.exitCode = result.uploadsRead === 0 ? 1 : 3;
  if (options.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  const { uploadsRead, uploadsAdded, artists, skipped } = result;
  console.log(`${uploadsRead} uploads of ${artists} artists read, ${uploadsAdded} of them new`);
  if (result.shortfall !== undefined) console.log(result.shortfall);
  for (const what of skipped) console.log(`not stored: ${what}`);
}

async function importFrom(source: ImportSource, file: string, options: ImportOptions): Promise<ImportResult> {
  const mapping = source.kind === 'table' ? mappingFromText(source.map) : undefined;
  await using store = await openStore(options);
  const runId = runIdAt(systemClock.now(), 'import');
  const job = { store, clock: systemClock, runId, file };
  if (mapping !== undefined) return await importTable({ ...job, mapping });
  return source.kind === 'recorded' ? await importRecorded(job) : await importGalleryDl(job);
}
