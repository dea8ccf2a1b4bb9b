import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import { isSnapshot, type WrittenSnapshot } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';

export interface SnapshotJob {
  readonly store: Pick<Store, 'saveSnapshot'>;
  readonly dataDir: string;
  readonly clock: Clock;
}

/**
 * Publishes what is stored now as a snapshot in the data folder, for other processes to read.
 *
 * @throws InputError if the data folder is a snapshot itself
 */
export async function snapshot({ store, dataDir, clock }: SnapshotJob): Promise<WrittenSnapshot> {
  if (isSnapshot(dataDir)) throw new InputError(dataDir, 'is a snapshot already');
  return store.saveSnapshot({ folder: join(dataDir, 'snapshots'), createdAt: clock.now(), tidemark: VERSION });
}
