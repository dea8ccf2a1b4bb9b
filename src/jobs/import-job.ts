import type { Clock } from '../core/clock.ts';
import { FROM_FILE } from '../core/origin.ts';
import type { Store } from '../store/store.ts';
import type { ImportCounts } from '../store/types.ts';

export interface ImportResult extends ImportCounts {
  /** Parts of the input that hold no uploads or that we cannot read: what they are, and where. */
  readonly skipped: readonly string[];
  /** Why the input is not whole, where it says so itself. */
  readonly shortfall?: string;
  /** Records that cannot be read; absent where one of them fails the import. */
  readonly badRecords?: number;
}

/** Runs an import under a run record that says how it ended. */
export async function recordImport(
  { store, clock, runId, file }: { store: Store; clock: Clock; runId: string; file: string },
  parameters: Readonly<Record<string, unknown>>,
  work: () => Promise<ImportResult>,
): Promise<ImportResult> {
  await store.startRun({
    runId,
    kind: 'import',
    site: '',
    origin: FROM_FILE,
    parameters: { file, ...parameters },
    startedAt: clock.now(),
  });
  try {
    const result = await work();
    const state = (result.badRecords ?? 0) > 0 ? 'partial' : 'complete';
    await store.finishRun(runId, { state, finishedAt: clock.now(), requests: 0 });
    return result;
  } catch (error) {
    await store.finishRun(runId, { state: 'failed', finishedAt: clock.now(), requests: 0 });
    throw error;
  }
}
