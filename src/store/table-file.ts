import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../core/errors.ts';

export type TableFile =
  | {
      readonly format: 'csv';
      readonly isGzip: boolean;
      readonly delimiter: string;
      readonly columns: readonly string[];
    }
  | { readonly format: 'jsonl'; readonly isGzip: boolean }
  | { readonly format: 'parquet'; readonly isGzip: false };

const HEAD_BYTES = 65_536;

/**
 * Says what kind of table a file holds, by its content. A gzip is read through once: DuckDB takes one that is cut short
 * between two rows for a whole one.
 *
 * @throws InputError if the file cannot be read, is empty, or is a gzip cut short or damaged
 */
export async function inspectTable(file: string): Promise<TableFile> {
  const start = await readStart(file);
  if (start.length === 0) throw new InputError(file, 'is empty; expected a CSV, JSONL or Parquet table');
  if (start.subarray(0, 4).toString('latin1') === 'PAR1' || file.endsWith('.parquet')) {
    return { format: 'parquet', isGzip: false };
  }
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const text = (isGzip ? await readGzip(file) : start).toString('utf8').replace(/^\uFEFF/, '');
  if (/^\s*\{/.test(text)) return { format: 'jsonl', isGzip };
  const header = firstLine(file, text);
  const delimiter = [',', '\t', ';', '|'].reduce((best, mark) =>
    splitFields(header, mark).length > splitFields(header, best).length ? mark : best,
  );
  return { format: 'csv', isGzip, delimiter, columns: splitFields(header, delimiter) };
}

async function readStart(file: string): Promise<Buffer> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new InputError(file, `cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

/** Decompresses the whole file to check it, and keeps the first bytes. */
async function readGzip(file: string): Promise<Buffer> {
  const head: Buffer[] = [];
  let kept = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (kept < HEAD_BYTES) {
        head.push(chunk);
        kept += chunk.length;
      }
      done();
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), sink);
  } catch (cause) {
    throw new InputError(file, `is cut short or damaged: ${(cause as Error).message}`, { cause });
  }
  return Buffer.concat(head).subarray(0, HEAD_BYTES);
}

function firstLine(file: string, text: string): string {
  const line = text.split(/\r?\n/, 1)[0]!;
  if (line === '' || Buffer.byteLength(line) >= HEAD_BYTES - 4) {
    throw new InputError(file, 'line 1: expected the names of the columns');
  }
  return line;
}

/** Fields of one CSV line, quotes taken off. */
function splitFields(line: string, delimiter: string): string[] {
  const fields = [''];
  let isQuoted = false;
  for (const mark of line) {
    if (mark === '"') isQuoted = !isQuoted;
    else if (mark === delimiter && !isQuoted) fields.push('');
    else fields.push(fields.pop()! + mark);
  }
  return fields.map((field) => field.trim());
}
