import type { Clock } from '../core/clock.ts';
import type { Store } from '../store/store.ts';
import type { TableMapping } from '../store/types.ts';
import { type ImportResult, recordImport } from './import-job.ts';

/**
 * Stores a table of uploads from a CSV, JSONL or Parquet file, the first two gzipped or not.
 *
 * @throws InputError naming the file, the row, the column and what was expected; nothing is stored then
 */
export function importTable(job: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
  readonly file: string;
  readonly mapping: TableMapping;
}): Promise<ImportResult> {
  const { store, clock, runId, file, mapping } = job;
  return recordImport(job, { mapping }, async () => {
    const counts = await store.importTable({ file, mapping, runId, seenAt: clock.now() });
    return { ...counts, skipped: [] };
  });
}
