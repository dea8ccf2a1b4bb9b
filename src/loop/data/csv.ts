import { InputError } from '../../core/errors.ts';

/** One row, and the line it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of comma-separated text, the header among them; empty lines are left out. Fields in double quotes may hold
 * commas, line ends, and quotes that are doubled.
 *
 * RFC 4180 (2005). Common format and MIME type for comma-separated values (CSV) files.
 *
 * @param file what to call the text in messages
 * @throws InputError for a quote that is not closed, or one inside a field
 * @example parseCsv('a,b\n"x, y",1', 'f.csv') // => [{ line: 1, fields: ['a', 'b'] }, { line: 2, fields: ['x, y', '1'] }]
 */
export function parseCsv(text: string, file: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  let row: { line: number; fields: string[] } = { line, fields: [] };
  // A field, whole with its quotes, and what ends it.
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|\r|$)/y;
  field.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new InputError(file, `line ${line}: expected fields with quotes around all or nothing`);
    const [whole, raw, end] = match as unknown as [string, string, string]; // both groups always take part
    row.fields.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    line += whole.match(/\r?\n|\r/g)?.length ?? 0;
    if (end === ',' && field.lastIndex < text.length) continue;
    if (end === ',') row.fields.push('');
    if (row.fields.length > 1 || row.fields[0] !== '') rows.push(row);
    row = { line, fields: [] };
  }
  return rows;
}
