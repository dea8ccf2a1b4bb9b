import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
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
/** Node hands out 16 KiB at a time otherwise, which costs as much as the decompression. */
const GZIP_BYTES = 262_144;

/**
 * Says what kind of table a file holds, by its content.
 *
 * @throws InputError if the file cannot be read, is empty, or starts as a damaged gzip
 */
export async function inspectTable(file: string): Promise<TableFile> {
  const start = await readStart(file);
  if (start.length === 0) throw new InputError(file, 'is empty; expected a CSV, JSONL or Parquet table');
  if (start.subarray(0, 4).toString('latin1') === 'PAR1' || file.endsWith('.parquet')) {
    return { format: 'parquet', isGzip: false };
  }
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const text = (isGzip ? readGzipStart(file, start) : start).toString('utf8').replace(/^\uFEFF/, '');
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

function readGzipStart(file: string, start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES);
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/**
 * Decompresses a gzip to its end, for nothing else than to see that it has one: DuckDB takes one that is cut short
 * between two rows for a whole one.
 *
 * @throws InputError if it is cut short or damaged
 */
export async function checkGzip(file: string): Promise<void> {
  const nothing = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: GZIP_BYTES }),
      createGunzip({ chunkSize: GZIP_BYTES }),
      nothing,
    );
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function damaged(file: string, cause: unknown): InputError {
  return new InputError(file, `is cut short or damaged: ${(cause as Error).message}`, { cause });
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
