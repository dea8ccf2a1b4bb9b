import { readdirSync, readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { inTransaction, select } from './connection.ts';
import { StoreNewerError, StoreUnreadableError } from './errors.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

interface Migration {
  readonly version: number;
  readonly file: string;
}

/**
 * Brings a database to the schema this program knows. Each migration is one file `NNNN-name.sql`, run in one
 * transaction with its line in `schema_versions`.
 *
 * @throws StoreNewerError if the database has a version this program does not know
 * @throws StoreUnreadableError if it holds tables and none of them is ours
 */
export async function migrate(connection: DuckDBConnection, path: string): Promise<void> {
  const migrations = knownMigrations();
  const known = migrations.at(-1)!.version;
  const found = await schemaVersion(connection, path);
  if (found > known) throw new StoreNewerError(path, found, known);
  for (const { version, file } of migrations.filter((migration) => migration.version > found)) {
    await inTransaction(connection, async () => {
      await connection.run(readFileSync(new URL(file, FOLDER), 'utf8'));
      await connection.run('INSERT INTO schema_versions VALUES ($version, $file)', { version, file });
    });
  }
}

async function schemaVersion(connection: DuckDBConnection, path: string): Promise<number> {
  const tables = await select<{ name: string }>(connection, 'SELECT table_name AS name FROM duckdb_tables()');
  if (tables.length === 0) {
    await connection.run('CREATE TABLE schema_versions ("version" INTEGER PRIMARY KEY, migration VARCHAR NOT NULL)');
    return 0;
  }
  if (!tables.some(({ name }) => name === 'schema_versions')) {
    throw new StoreUnreadableError(path, `it holds tables of another program, such as ${tables[0]!.name}`);
  }
  const [row] = await select<{ version: number }>(
    connection,
    'SELECT coalesce(max("version"), 0)::INTEGER AS "version" FROM schema_versions',
  );
  return row!.version;
}

function knownMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ version: Number.parseInt(file, 10), file }))
    .sort((a, b) => a.version - b.version);
}
