import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import type { DumpJob } from '../jobs/dump-job.ts';
import { importDump } from '../jobs/import-dump.ts';
import { importGalleryDl } from '../jobs/import-gallery-dl.ts';
import type { ImportResult } from '../jobs/import-job.ts';
import { mappingFromText } from '../jobs/import-mapping.ts';
import { importRecorded } from '../jobs/import-recorded.ts';
import { importTable } from '../jobs/import-table.ts';
import { rootSignal } from './interruption.ts';
import type { CommonOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { openStore, runIdAt } from './wire.ts';

export type ImportSource =
  | { readonly kind: 'table'; readonly map: string }
  | { readonly kind: 'recorded' | 'gallery-dl' }
  | { readonly kind: 'danbooru-dump'; readonly isPartial: boolean };

export interface ImportOptions extends CommonOptions {
  readonly map?: string;
  readonly partial?: boolean;
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
  const read = readerOf(source, options);
  await using store = await openStore(options);
  const runId = runIdAt(systemClock.now(), 'import');
  return await read({ store, clock: systemClock, runId, file });
}

type FileJob = Parameters<typeof importRecorded>[0];

function readerOf(source: ImportSource, { dataDir }: ImportOptions): (job: FileJob) => Promise<ImportResult> {
  switch (source.kind) {
    case 'table': {
      const mapping = mappingFromText(source.map);
      return (job) => importTable({ ...job, mapping });
    }
    case 'recorded':
      return importRecorded;
    case 'gallery-dl':
      return importGalleryDl;
    case 'danbooru-dump':
      return (job) => importWithProgress({ ...job, isPartial: source.isPartial }, dataDir);
  }
}

async function importWithProgress(
  job: Omit<DumpJob, 'progress' | 'signal' | 'scratch'>,
  dataDir: string,
): Promise<ImportResult> {
  const progress = createProgress(process.stderr);
  try {
    return await importDump({ ...job, progress, signal: rootSignal, scratch: join(dataDir, 'import-scratch') });
  } finally {
    progress.stop();
  }
}
