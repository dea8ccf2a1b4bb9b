import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { TidemarkError } from '../core/errors.ts';
import { StoreBusyError, StoreFullError, StoreUnreadableError } from './errors.ts';

export type Parameters = Record<string, DuckDBValue>;

const SETTINGS = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/**
 * Opens a database file, or makes it and its folder. A path opened twice in one process is one instance: two of them
 * would overwrite each other's commits without any error.
 */
export async function openInstance(path: string): Promise<DuckDBInstance> {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    return await DuckDBInstance.fromCache(path, SETTINGS);
  } catch (cause) {
    throw openError(path, cause);
  }
}

export async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

/** Runs `work` in one transaction: all of it is stored, or nothing. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has ended the transaction already; the error that counts is the first one.
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Row objects of a query. `Row` must mirror its select list: numbers cast to INTEGER or DOUBLE there, never BIGINT. */
export async function select<Row>(
  connection: DuckDBConnection,
  sql: string,
  parameters?: Parameters,
  types?: Record<string, DuckDBType>,
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, parameters, types);
  return reader.getRowObjectsJS() as unknown as Row[]; // the driver cannot know the select list
}

/** What a failure to open a database means to the caller; other errors come back as they are. */
export function openError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof TidemarkError) return cause;
  const { message } = cause;
  if (/could not set lock on file/i.test(message)) {
    return new StoreBusyError(path, lockHolder(message), lastSnapshot(path), { cause });
  }
  if (/not a valid DuckDB database file/i.test(message)) {
    return new StoreUnreadableError(path, 'it is not a DuckDB file', { cause });
  }
  if (/^(IO|Serialization) Error|\b(EACCES|EPERM|ENOTDIR|EEXIST|EROFS)\b/.test(message)) {
    const failure = storeError(path, cause);
    return failure === cause ? new StoreUnreadableError(path, firstLine(message), { cause }) : failure;
  }
  return cause;
}

/** What a failure of the engine at work means to the caller; other errors come back as they are. */
export function storeError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof TidemarkError) return cause;
  if (/no space left on device|out of disk space|\bENOSPC\b/i.test(cause.message))
    return new StoreFullError(path, { cause });
  if (/corrupt database file/i.test(cause.message)) {
    return new StoreUnreadableError(path, firstLine(cause.message), { cause });
  }
  return cause;
}

function lockHolder(message: string): { pid: number | null; command: string | null } {
  const digits = /\(PID (\d+)\)/.exec(message)?.[1];
  if (digits === undefined) return { pid: null, command: null };
  return { pid: Number(digits), command: commandOf(Number(digits)) };
}

function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() || null;
  } catch {
    return null; // no /proc, or the process is another user's or has ended
  }
}

function lastSnapshot(path: string): string | null {
  const current = join(dirname(path), 'snapshots', 'current');
  return existsSync(current) ? current : null;
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
