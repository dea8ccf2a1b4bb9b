import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { type CliOptions, tidemark } from './cli.ts';

type Row = Readonly<Record<string, unknown>>;

/** The rows of one table, as `tidemark export` gives them. */
export async function exported(table: string, options: CliOptions): Promise<Row[]> {
  const file = join(options.cwd, `${table}.arrow`);
  const { code, stderr } = await tidemark(['export', table, '--format', 'arrow', '--out', file], options);
  if (code !== 0) throw new Error(`export ${table} ended with ${code}: ${stderr}`);
  const rows = tableFromIPC(readFileSync(file));
  const plain = JSON.stringify(rows.toArray(), (_, value) => (typeof value === 'bigint' ? Number(value) : value));
  return JSON.parse(plain) as Row[];
}

/** Uploads by artist and month: `months.get(artist)` maps `YYYY-MM` to a count, in the order of months. */
export function monthsByArtist(uploads: readonly Row[]): Map<string, Record<string, number>> {
  const sorted = [...uploads].sort((a, b) => (String(a.month) < String(b.month) ? -1 : 1));
  return new Map(
    [...Map.groupBy(sorted, ({ artist }) => String(artist))].map(([artist, rows]) => [
      artist,
      Object.fromEntries(
        [...Map.groupBy(rows, ({ month }) => String(month))].map(([month, { length }]) => [month, length]),
      ),
    ]),
  );
}
