import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isSnapshot } from '../store/snapshot.ts';
import { Store } from '../store/store.ts';
import type { CommonOptions } from './options.ts';

/** Opens the store of the data folder, making both if they are not there. */
export async function openStore({ dataDir }: CommonOptions): Promise<Store> {
  if (isSnapshot(dataDir)) throw new InputError(dataDir, 'is a snapshot, to which nothing is added');
  await mkdir(dataDir, { recursive: true }).catch((cause) => {
    throw new InputError(dataDir, `cannot be a data folder: ${(cause as Error).message}`, { cause });
  });
  return Store.open(storeFile(dataDir));
}

/** Opens the store of the data folder, or a snapshot. @throws InputError if nothing was ever stored there */
export async function openExistingStore({ dataDir }: CommonOptions): Promise<Store> {
  if (isSnapshot(dataDir)) return Store.openSnapshot(dataDir);
  const file = storeFile(dataDir);
  if (!existsSync(file)) throw new InputError(file, 'is not there; crawl or import something first, or run npm start');
  return Store.open(file);
}

/** Opens what the data folder has; an empty store in memory where it has none, for what must not write. */
export function openStoreToRead(options: CommonOptions): Promise<Store> {
  const isThere = isSnapshot(options.dataDir) || existsSync(storeFile(options.dataDir));
  return isThere ? openExistingStore(options) : Store.open(':memory:');
}

function storeFile(dataDir: string): string {
  return join(dataDir, 'tidemark.duckdb');
}

/** A name for a run that sorts by its start, such as `20231015T120000000Z-danbooru`. */
export function runIdAt(instant: number, what: string): string {
  return `${new Date(instant).toISOString().replaceAll(/[-:.]/g, '')}-${what}`;
}
