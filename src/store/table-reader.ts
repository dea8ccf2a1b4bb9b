import { type DuckDBConnection, type DuckDBValue, structValue } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { describeColumns } from './columns.ts';
import type { Parameters } from './connection.ts';
import { identifier } from './quoting.ts';
import type { TableFile } from './table-file.ts';

/** In bytes. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** How DuckDB reads a table file. */
export interface TableReader {
  /** A table function call over parameters. */
  readonly from: string;
  readonly parameters: Parameters;
  /** The columns the file names at its start or end; undefined where each row names its own. */
  readonly columns: readonly string[] | undefined;
  /** SQL for a column as text. */
  readonly textOf: (column: string) => string;
  /** SQL for a column of dates, null where one is none; undefined where they are text or numbers. */
  readonly instantOf: (column: string) => string | undefined;
}

/**
 * @param mapped the columns to read
 * @throws InputError if the file cannot be read, or names a column twice
 */
export async function readerOf(
  connection: DuckDBConnection,
  file: string,
  table: TableFile,
  mapped: readonly string[],
): Promise<TableReader> {
  const compression = table.isGzip ? 'gzip' : 'uncompressed';
  switch (table.format) {
    case 'csv': {
      const { delimiter, columns } = table;
      if (new Set(columns).size < columns.length) {
        throw new InputError(file, `line 1: expected each column name once, got ${columns.join(', ')}`);
      }
      return {
        from: `read_csv($file, auto_detect = false, header = true, delim = $delimiter, quote = '"', escape = '"',
          columns = $columns, compression = $compression, max_line_size = ${LONGEST_LINE})`,
        parameters: { file, delimiter, columns: textColumns(columns), compression },
        columns,
        textOf: identifier,
        instantOf: () => undefined,
      };
    }
    case 'jsonl':
      return {
        from: "read_json($file, format = 'newline_delimited', columns = $columns, compression = $compression)",
        parameters: { file, columns: textColumns(mapped), compression },
        columns: undefined,
        textOf: identifier,
        instantOf: () => undefined,
      };
    case 'parquet': {
      const types = await explained(file, () => describeColumns(connection, 'read_parquet($file)', { file }));
      return {
        from: 'read_parquet($file)',
        parameters: { file },
        columns: [...types.keys()],
        textOf: (column) =>
          types.get(column)!.endsWith('[]')
            ? `to_json(${identifier(column)})::VARCHAR`
            : `${identifier(column)}::VARCHAR`,
        instantOf: (column) => parquetInstant(identifier(column), types.get(column)!),
      };
    }
  }
}

/** All keys of a JSONL file: it is read through for them. */
export async function jsonKeys(connection: DuckDBConnection, file: string, isGzip: boolean): Promise<string[]> {
  const from = "read_json($file, format = 'newline_delimited', sample_size = -1, compression = $compression)";
  const compression = isGzip ? 'gzip' : 'uncompressed';
  const types = await explained(file, () => describeColumns(connection, from, { file, compression }));
  return [...types.keys()];
}

function parquetInstant(column: string, type: string): string | undefined {
  const timestamp =
    type === 'TIMESTAMP WITH TIME ZONE'
      ? `make_timestamp(epoch_us(${column}))`
      : type === 'TIMESTAMP' || type === 'DATE'
        ? `${column}::TIMESTAMP`
        : undefined;
  if (timestamp === undefined) return undefined;
  return `CASE
    WHEN isfinite(${column}) AND ${column} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999'
      THEN date_trunc('milliseconds', ${timestamp})
  END`;
}

function textColumns(columns: readonly string[]): DuckDBValue {
  return structValue(Object.fromEntries(columns.map((column) => [column, 'VARCHAR'])));
}

/** Says what DuckDB's complaint about a file means. */
export async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { message } = cause as Error;
    const csv = /CSV Error on Line: (\d+)/.exec(message);
    const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
    if (csv && columns) {
      const [, expected, found] = columns;
      throw new InputError(file, `line ${csv[1]}: expected ${expected} columns, got ${found}; is it cut short?`, {
        cause,
      });
    }
    if (csv) throw new InputError(file, `line ${csv[1]}: ${complaint(message)}`, { cause });
    if (/malformed json/i.test(message)) {
      throw new InputError(file, `is cut short or damaged: ${complaint(message.replace(/^.*", at/, 'at'))}`, { cause });
    }
    if (/parquet|thrift|magic bytes/i.test(message)) {
      throw new InputError(file, `is cut short or damaged: ${complaint(message)}`, { cause });
    }
    throw cause;
  }
}

function complaint(message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => /unterminated|unicode|too small|magic|end of data|unexpected|maximum line size/i.test(line));
  return (lines[0] ?? message.split('\n', 1)[0]!).replace(/^.*Error: /, '').trim();
}
