import { type DuckDBConnection, type DuckDBValue, structValue } from '@duckdb/node-api';
import { InputError } from '../core/errors.ts';
import { type Parameters, select } from './connection.ts';
import type { TableFile } from './table-file.ts';

/** In bytes. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** How DuckDB reads a table file. */
export interface TableReader {
  /** A table function call over parameters. */
  readonly from: string;
  readonly parameters: Parameters;
  readonly columns: readonly string[];
  /** SQL for a column as text. */
  readonly textOf: (column: string) => string;
}

/** @throws InputError if the file cannot be read, or names a column twice */
export async function readerOf(connection: DuckDBConnection, file: string, table: TableFile): Promise<TableReader> {
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
      };
    }
    case 'jsonl': {
      const columns = await describe(
        connection,
        file,
        "read_json($file, format = 'newline_delimited', sample_size = -1, compression = $compression)",
        { file, compression },
      );
      const names = columns.map(({ name }) => name);
      return {
        from: "read_json($file, format = 'newline_delimited', columns = $columns, compression = $compression)",
        parameters: { file, columns: textColumns(names), compression },
        columns: names,
        textOf: identifier,
      };
    }
    case 'parquet': {
      const columns = await describe(connection, file, 'read_parquet($file)', { file });
      const lists = new Set(columns.filter(({ type }) => type.endsWith('[]')).map(({ name }) => name));
      return {
        from: 'read_parquet($file)',
        parameters: { file },
        columns: columns.map(({ name }) => name),
        textOf: (column) =>
          lists.has(column) ? `to_json(${identifier(column)})::VARCHAR` : `${identifier(column)}::VARCHAR`,
      };
    }
  }
}

function textColumns(columns: readonly string[]): DuckDBValue {
  return structValue(Object.fromEntries(columns.map((column) => [column, 'VARCHAR'])));
}

function describe(connection: DuckDBConnection, file: string, from: string, parameters: Parameters) {
  return explained(file, () =>
    select<{ name: string; type: string }>(
      connection,
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`,
      parameters,
    ),
  );
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

function identifier(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}
