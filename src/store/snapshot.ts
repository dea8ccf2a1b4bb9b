import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import { inTransaction, select, storeError } from './connection.ts';
import { ExportError } from './errors.ts';

const MANIFEST = 'manifest.json';
/** In the folder of snapshots: a link to the last one. */
const CURRENT = 'current';

const manifestSchema = z.object({
  /** Version of the Tidemark that made it. */
  tidemark: z.string(),
  schemaVersion: z.number(),
  createdAt: z.iso.datetime(),
  tables: z.array(
    z.object({ table: z.string().regex(/^[a-z_]+$/), file: z.string(), rows: z.number(), sha256: z.string() }),
  ),
});

export type SnapshotManifest = Readonly<z.infer<typeof manifestSchema>>;

export interface SnapshotRequest {
  /** Where the snapshots lie, each in a folder of its own. */
  readonly folder: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  /** Version of this Tidemark. */
  readonly tidemark: string;
}

export interface WrittenSnapshot {
  readonly path: string;
  readonly manifest: SnapshotManifest;
}

/** What only a process that goes on needs: where imports were cut off, and pauses of hosts. */
const TABLES = `
SELECT table_name AS name
FROM duckdb_tables()
WHERE NOT temporary
  AND table_name NOT IN ('schema_versions', 'import_progress', 'import_artists', 'host_state')
ORDER BY table_name`;

/**
 * Writes every table as Parquet into a new folder with a manifest, which then appears whole or not at all, and turns
 * the link `current` to it. Nothing changes a snapshot afterwards. Call it inside a transaction.
 *
 * @throws ExportError if it cannot be written
 * @throws StoreFullError if no space is left
 */
export async function writeSnapshot(connection: DuckDBConnection, request: SnapshotRequest): Promise<WrittenSnapshot> {
  const { folder, createdAt, tidemark } = request;
  let partial: string | undefined;
  try {
    await mkdir(folder, { recursive: true });
    partial = await mkdtemp(join(folder, '.partial-'));
    await chmod(partial, 0o755); // readers may be other users
    const tables = [];
    for (const { name } of await select<{ name: string }>(connection, TABLES)) {
      const file = `${name}.parquet`;
      const path = join(partial, file);
      const { rowsChanged } = await connection.run(
        `COPY (FROM "${name}") TO $path (FORMAT parquet, COMPRESSION zstd)`,
        { path },
      );
      tables.push({ table: name, file, rows: rowsChanged, sha256: await sha256Of(path) });
    }
    const created = new Date(createdAt).toISOString();
    const schemaVersion = await schemaVersionOf(connection);
    const manifest: SnapshotManifest = { tidemark, schemaVersion, createdAt: created, tables };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(partial, MANIFEST), text);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const name = `${created.replaceAll(/[-:.]/g, '')}-${hash}`;
    const path = join(folder, name);
    await rename(partial, path);
    await turnCurrent(folder, name);
    return { path, manifest };
  } catch (cause) {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
    const error = storeError(folder, cause);
    if (error !== cause) throw error;
    throw new ExportError(folder, (cause as Error).message.split('\n', 1)[0]!, { cause });
  }
}

/** A link cannot be rewritten in place; renaming a new one over it can never leave it missing. */
async function turnCurrent(folder: string, name: string): Promise<void> {
  const link = join(folder, `.${CURRENT}-${name}`);
  try {
    await symlink(name, link);
    await rename(link, join(folder, CURRENT));
  } finally {
    await rm(link, { force: true });
  }
}

/** Is the folder a snapshot, and not a folder with a store in it? */
export function isSnapshot(folder: string): boolean {
  return existsSync(join(folder, MANIFEST));
}

/**
 * Reads a snapshot into the empty tables of a store.
 *
 * @throws InputError if a file is missing or not the one that was written, or another schema wrote it
 */
export async function loadSnapshot(connection: DuckDBConnection, path: string): Promise<void> {
  const folder = await realpath(path); // `current` may turn to the next one meanwhile
  const manifest = readManifest(folder);
  const known = await schemaVersionOf(connection);
  if (manifest.schemaVersion !== known) {
    const made = `made by Tidemark ${manifest.tidemark} with schema version ${manifest.schemaVersion}`;
    throw new InputError(folder, `is a snapshot ${made}; this one reads version ${known}`);
  }
  for (const { file, sha256 } of manifest.tables) {
    const path = join(folder, file);
    if (!existsSync(path)) throw new InputError(path, 'is not there, but its snapshot lists it');
    if ((await sha256Of(path)) !== sha256) throw new InputError(path, 'is not the file its snapshot lists');
  }
  await inTransaction(connection, async () => {
    for (const { table, file } of manifest.tables) {
      await connection.run(`INSERT INTO "${table}" BY NAME FROM read_parquet($path)`, { path: join(folder, file) });
    }
  });
}

function readManifest(folder: string): SnapshotManifest {
  const file = join(folder, MANIFEST);
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new InputError(file, 'is not the manifest of a snapshot', { cause });
  }
}

async function schemaVersionOf(connection: DuckDBConnection): Promise<number> {
  const [row] = await select<{ version: number }>(
    connection,
    'SELECT max("version")::INTEGER AS "version" FROM schema_versions',
  );
  return row!.version;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
