import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip, type Gunzip } from 'node:zlib';
import { InputError } from '../../core/errors.ts';

/** Whole lines of a file, in a file of their own. Positions count uncompressed bytes. */
export interface LineBatch {
  /** Written over by the second batch after this one. */
  readonly file: string;
  /** Where the next batch starts. */
  readonly position: number;
  /** Newlines in the batch. */
  readonly lines: number;
  /** Text after the last newline; only the last batch of a file has some. */
  readonly unended: string;
}

export interface LineSource {
  /** Gzipped or not. */
  readonly file: string;
  /** 0, or the `position` of an earlier batch. */
  readonly position: number;
  /** Size from which a batch ends with its line. */
  readonly batchBytes: number;
  /** A folder that is there. */
  readonly scratch: string;
  /** Told how many bytes of the file itself were read. */
  readonly onRead: (bytes: number) => void;
}

const PIECE_BYTES = 2 ** 20;
const NEWLINE = 0x0a;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Cuts a file into batches of whole lines, holding a piece of it in memory at a time.
 *
 * @throws InputError if the file cannot be read, or is a gzip cut short or damaged
 */
export async function* lineBatches(source: LineSource): AsyncGenerator<LineBatch> {
  const { batchBytes, scratch } = source;
  let turn = 0;
  let skip = source.position;
  let end = source.position;
  let batch = await BatchFile.create(scratch, turn);
  try {
    for await (const chunk of chunksOf(source)) {
      const skipped = Math.min(skip, chunk.length);
      skip -= skipped;
      let rest = chunk.subarray(skipped);
      while (batch.bytes + rest.length >= batchBytes) {
        const cut = rest.indexOf(NEWLINE, Math.max(0, batchBytes - batch.bytes - 1));
        if (cut < 0) break;
        await batch.add(rest.subarray(0, cut + 1));
        end += batch.bytes;
        yield await batch.finished(end);
        batch = await BatchFile.create(scratch, ++turn);
        rest = rest.subarray(cut + 1);
      }
      await batch.add(rest);
    }
    yield await batch.finished(end + batch.bytes);
  } finally {
    await batch.close();
  }
}

class BatchFile {
  bytes = 0;
  readonly #path: string;
  readonly #handle: Awaited<ReturnType<typeof open>>;
  #lines = 0;
  #unended: Buffer[] = [];

  private constructor(path: string, handle: Awaited<ReturnType<typeof open>>) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(folder: string, turn: number): Promise<BatchFile> {
    const path = join(folder, `batch-${turn % 2}.jsonl`);
    return new BatchFile(path, await open(path, 'w'));
  }

  async add(piece: Buffer): Promise<void> {
    if (piece.length === 0) return;
    await this.#handle.writeFile(piece);
    this.bytes += piece.length;
    let after = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, after)) {
      this.#lines++;
      after = at + 1;
    }
    if (after > 0) this.#unended = [];
    if (after < piece.length) this.#unended.push(piece.subarray(after));
  }

  async finished(position: number): Promise<LineBatch> {
    await this.close();
    return {
      file: this.#path,
      position,
      lines: this.#lines,
      unended: Buffer.concat(this.#unended).toString('utf8'),
    };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function* chunksOf({ file, onRead }: LineSource): AsyncGenerator<Buffer> {
  try {
    if ((await stat(file)).size === 0) return;
    const isCompressed = await isGzip(file);
    const stream = createReadStream(file, { highWaterMark: PIECE_BYTES });
    let told = 0;
    for await (const chunk of isCompressed ? unzipped(stream) : stream) {
      onRead(stream.bytesRead - told);
      told = stream.bytesRead;
      yield chunk;
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = /^Z_|^ERR_/.test(code ?? '') ? `is cut short or damaged: ${message}` : `cannot be read (${code})`;
    throw new InputError(file, problem, { cause });
  }
}

async function isGzip(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return GZIP_MAGIC.every((byte, index) => buffer[index] === byte);
}

function unzipped(stream: ReadStream): Gunzip {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}
