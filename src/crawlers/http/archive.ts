import { createHash } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';
import { VERSION } from '../../core/version.ts';
import { ArchiveError } from './errors.ts';
import { fieldsFromRunRecord, type RunRecord } from './replay-record.ts';

/** One request and its reply, as they went over the wire. */
export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly at: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly statusText: string;
  readonly replyHeaders: readonly (readonly [string, string])[];
  /** The body as received, still compressed if the site compressed it. */
  readonly replyBody: Uint8Array;
}

/** Keeps raw replies, so that they can be parsed again. */
export interface Archive {
  save(exchange: Exchange): Promise<void>;
}

/** Headers that hold secrets or session keys. They never reach the disk. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'set-cookie']);
/** True of the connection, not of the body that is stored. */
const CONNECTION_HEADERS = new Set(['transfer-encoding', 'connection', 'keep-alive', 'content-length']);

/**
 * WARC 1.1 files, one per run and host: `<folder>/<runId>/<host>.warc.gz`. A file is made with its first record, which
 * says what the run was asked to do, so that the archive alone is enough to replay it.
 *
 * ISO 28500:2017, WARC file format.
 */
export class WarcArchive implements Archive, AsyncDisposable {
  readonly #folder: string;
  readonly #about: Readonly<Record<string, string>>;
  readonly #files = new Map<string, Promise<WriteStream>>();

  constructor(rawFolder: string, runId: string, run: RunRecord) {
    this.#folder = join(rawFolder, runId);
    this.#about = {
      software: `Tidemark/${VERSION}`,
      format: 'WARC File Format 1.1',
      robots: 'classic',
      ...fieldsFromRunRecord(runId, run),
    };
  }

  async save(exchange: Exchange): Promise<void> {
    const id = `<urn:uuid:${crypto.randomUUID()}>`;
    const records = await Promise.all([member(responseRecord(exchange, id)), member(requestRecord(exchange, id))]);
    try {
      await write(await this.#fileOf(new URL(exchange.url).host), Buffer.concat(records));
    } catch (cause) {
      throw new ArchiveError(this.#folder, cause);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#files.values()) {
      const file = await opened.catch(() => undefined); // a file that could not be opened has told its saver
      if (!file || file.errored) continue;
      file.end();
      await finished(file);
    }
  }

  #fileOf(host: string): Promise<WriteStream> {
    const known = this.#files.get(host);
    if (known) return known;
    const name = `${host.replaceAll(/[^A-Za-z0-9.-]/g, '_')}.warc.gz`;
    const opened = this.#open(name);
    this.#files.set(host, opened);
    return opened;
  }

  async #open(name: string): Promise<WriteStream> {
    await mkdir(this.#folder, { recursive: true });
    const file = createWriteStream(join(this.#folder, name), { flags: 'a' });
    file.on('error', () => {}); // each write reports its own
    await write(
      file,
      await member(WARCRecord.createWARCInfo({ filename: name, warcVersion: 'WARC/1.1' }, this.#about)),
    );
    return file;
  }
}

function responseRecord(exchange: Exchange, id: string): WARCRecord {
  const kept = exchange.replyHeaders.filter(([name]) => isKept(name));
  const httpHeaders: [string, string][] = [
    ...kept.map(([name, value]): [string, string] => [name, value]),
    ['content-length', String(exchange.replyBody.length)],
  ];
  const record = WARCRecord.create(
    {
      url: exchange.url,
      date: new Date(exchange.at).toISOString(),
      type: 'response',
      warcVersion: 'WARC/1.1',
      statusline: `HTTP/1.1 ${exchange.status} ${exchange.statusText}`,
      httpHeaders,
      warcHeaders: { 'WARC-Record-ID': id },
    },
    [exchange.replyBody],
  );
  return digested(record, exchange.replyBody);
}

function requestRecord(exchange: Exchange, concurrentTo: string): WARCRecord {
  const { pathname, search, host } = new URL(exchange.url);
  const body = new TextEncoder().encode(exchange.requestBody);
  const record = WARCRecord.create(
    {
      url: exchange.url,
      date: new Date(exchange.at).toISOString(),
      type: 'request',
      warcVersion: 'WARC/1.1',
      statusline: `${exchange.method} ${pathname}${search} HTTP/1.1`,
      httpHeaders: {
        host,
        ...Object.fromEntries(Object.entries(exchange.requestHeaders).filter(([name]) => isKept(name))),
      },
      warcHeaders: { 'WARC-Concurrent-To': concurrentTo },
    },
    [body],
  );
  return digested(record, body);
}

function isKept(name: string): boolean {
  const lower = name.toLowerCase();
  return !SECRET_HEADERS.has(lower) && !CONNECTION_HEADERS.has(lower);
}

/** Digests by node:crypto, a tenth of the serialiser's own time; it keeps those already there. */
function digested(record: WARCRecord, payload: Uint8Array): WARCRecord {
  const head = `${record.httpHeaders!.toString()}\r\n`;
  const { headers } = record.warcHeaders;
  headers.set('WARC-Payload-Digest', `sha256:${createHash('sha256').update(payload).digest('hex')}`);
  headers.set('WARC-Block-Digest', `sha256:${createHash('sha256').update(head).update(payload).digest('hex')}`);
  return record;
}

/** One record as one gzip member. For records this small a thread of its own costs more than the work; so does level 6. */
async function member(record: WARCRecord): Promise<Buffer> {
  return gzipSync(await WARCSerializer.serialize(record), { level: 3 });
}

function write(file: WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    file.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
