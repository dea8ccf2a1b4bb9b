import { TidemarkError } from '../core/errors.ts';

/** Another process has the database open. */
export class StoreBusyError extends TidemarkError {
  readonly code = 'STORE_BUSY';
  readonly remedy = 'wait';
  readonly path: string;
  /** Null where the operating system did not tell. */
  readonly pid: number | null;
  /** @param snapshot the last one of this store, to read instead; null where there is none */
  constructor(
    path: string,
    holder: { pid: number | null; command: string | null },
    snapshot: string | null,
    options?: ErrorOptions,
  ) {
    const { pid, command } = holder;
    const who = pid === null ? 'another process' : `process ${pid}${command === null ? '' : ` (${command})`}`;
    const instead =
      snapshot === null ? 'choose another --data-dir' : `read its last snapshot with --data-dir ${snapshot}`;
    super(`${path} is in use by ${who}; wait until it has ended, or ${instead}`, options);
    this.path = path;
    this.pid = pid;
  }
}

/** The database was made by a newer Tidemark. */
export class StoreNewerError extends TidemarkError {
  readonly code = 'STORE_NEWER';
  readonly remedy = 'stop';
  readonly path: string;
  readonly found: number;
  readonly known: number;
  constructor(path: string, found: number, known: number) {
    super(`${path} has schema version ${found}, made by a newer Tidemark; this one knows versions up to ${known}`);
    this.path = path;
    this.found = found;
    this.known = known;
  }
}

/** The file is there and is not a database of ours. */
export class StoreUnreadableError extends TidemarkError {
  readonly code = 'STORE_UNREADABLE';
  readonly remedy = 'stop';
  readonly path: string;
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} cannot be opened as a Tidemark database: ${problem}`, options);
    this.path = path;
  }
}

/** No space is left where the database or an export is written. What was committed before is safe. */
export class StoreFullError extends TidemarkError {
  readonly code = 'STORE_FULL';
  readonly remedy = 'stop';
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`no space left to write ${path}; free some and run the same command again`, options);
    this.path = path;
  }
}

/** A table cannot be written to the file asked for. */
export class ExportError extends TidemarkError {
  readonly code = 'EXPORT_FAILED';
  readonly remedy = 'stop';
  readonly file: string;
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file} cannot be written: ${problem}`, options);
    this.file = file;
  }
}
