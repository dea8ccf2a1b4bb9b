import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { WARCParser, type WARCRecord } from 'warcio';
import { InputError } from '../../core/errors.ts';
import { type RunRecord, runRecordFromFields } from './replay-record.ts';
import type { RawReply, RawRequest } from './transport.ts';

/** A reply as it was recorded, and when its request was sent, in milliseconds since 1970-01-01 UTC. */
export interface Recording {
  readonly at: number;
  readonly reply: RawReply;
}

/** Where a reply lies: one gzip member of one file. */
interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

type Asked = Pick<RawRequest, 'method' | 'url' | 'body'>;

/** Lists of replies by what was asked, each in the order in which one run got them. */
type Places = ReadonlyMap<string, Place[]>;

/**
 * What one crawl recorded: in one run, or in several if it was killed and went on. Places are held in memory, bodies
 * are read when wanted. A file that was cut short is read up to the cut.
 */
export class Recorded implements AsyncDisposable {
  readonly run: RunRecord;
  /** When the first request was sent. */
  readonly startedAt: number;
  readonly #newestFirst: readonly Places[];
  readonly #files = new Map<string, Promise<FileHandle>>();

  private constructor(run: RunRecord, startedAt: number, newestFirst: readonly Places[]) {
    this.run = run;
    this.startedAt = startedAt;
    this.#newestFirst = newestFirst;
  }

  /**
   * @param folders one a run, oldest first
   * @throws InputError if a folder holds no archive of a run, or the runs were not asked to do the same
   */
  static async open(folders: readonly string[]): Promise<Recorded> {
    const indexes = await Promise.all(folders.map(indexOf));
    const { run } = indexes[0]!;
    const other = indexes.findIndex((index) => JSON.stringify(index.run) !== JSON.stringify(run));
    if (other >= 0) {
      throw new InputError(folders[other]!, `was asked to do something else than ${folders[0]}; replay them apart`);
    }
    const startedAt = Math.min(...indexes.map((index) => index.startedAt));
    return new Recorded(run, startedAt, indexes.map(({ places }) => places).reverse());
  }

  /**
   * The next reply to this request: from the newest run that has one, since a crawl that went on read again what the
   * run before had not stored.
   *
   * @returns undefined where the archive has no more
   */
  async take(asked: Asked): Promise<Recording | undefined> {
    const key = keyOf(asked);
    const place = this.#newestFirst
      .find((places) => places.get(key)?.length)
      ?.get(key)
      ?.shift();
    if (place === undefined) return undefined;
    const bytes = Buffer.alloc(place.length);
    await (await this.#file(place.file)).read(bytes, 0, place.length, place.offset);
    const record = await WARCParser.parse([gunzipSync(bytes)]);
    if (!record?.httpHeaders) throw new InputError(place.file, `holds no reply at byte ${place.offset}`);
    const { statusCode, statusText, headers } = record.httpHeaders;
    return {
      at: dateOf(record),
      reply: {
        status: Number(statusCode),
        statusText: statusText ?? '',
        headers: [...headers],
        body: await record.readFully(false),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await (await file).close();
  }

  #file(path: string): Promise<FileHandle> {
    const file = this.#files.get(path) ?? open(path);
    this.#files.set(path, file);
    return file;
  }
}

interface Index {
  readonly run: RunRecord;
  readonly startedAt: number;
  readonly places: Places;
}

async function indexOf(folder: string): Promise<Index> {
  const names = await readdir(folder).catch((cause) => {
    throw new InputError(folder, 'is not there; expected the archive of a run', { cause });
  });
  const places = new Map<string, Place[]>();
  let run: RunRecord | undefined;
  let startedAt = Number.POSITIVE_INFINITY;
  for (const name of names.filter((name) => name.endsWith('.warc.gz')).sort()) {
    for await (const entry of entriesOf(join(folder, name))) {
      if (entry.kind === 'run') {
        run ??= entry.run;
        continue;
      }
      startedAt = Math.min(startedAt, entry.at);
      const known = places.get(entry.key);
      if (known) known.push(entry.place);
      else places.set(entry.key, [entry.place]);
    }
  }
  if (run !== undefined) return { run, startedAt, places };
  throw new InputError(folder, 'holds no .warc.gz file that says what its run was asked to do');
}

type Entry =
  | { readonly kind: 'run'; readonly run: RunRecord }
  | { readonly kind: 'exchange'; readonly key: string; readonly at: number; readonly place: Place };

/** A reply counts once its request, which is written after it, is whole too. */
async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const parser = new WARCParser(createReadStream(file));
  const replies = new Map<string, { at: number; place: Place }>();
  for (;;) {
    const record = await nextRecord(parser, file);
    if (record === undefined) return;
    if (record.warcType === 'warcinfo') {
      const run = runRecordFromFields(await record.contentText());
      if (run !== undefined) yield { kind: 'run', run };
      continue;
    }
    const body = await record.readFully(false);
    if (record.warcType === 'response') {
      const place = { file, offset: parser.offset, length: parser.recordLength };
      replies.set(record.warcHeader('WARC-Record-ID')!, { at: dateOf(record), place });
      continue;
    }
    const [id = ''] = record.warcConcurrentTo ?? [];
    const reply = replies.get(id);
    replies.delete(id);
    if (reply === undefined) continue;
    const { method = '' } = record.httpHeaders!;
    const key = keyOf({ method, url: record.warcTargetURI!, body: Buffer.from(body).toString('utf8') });
    yield { kind: 'exchange', key, ...reply };
  }
}

async function nextRecord(parser: WARCParser, file: string): Promise<WARCRecord | undefined> {
  try {
    return (await parser.parse()) ?? undefined;
  } catch (cause) {
    throw new InputError(file, `is damaged after byte ${parser.offset}`, { cause });
  }
}

function keyOf({ method, url, body }: Readonly<Record<keyof Asked, string>>): string {
  return `${method} ${url} ${body}`;
}

function dateOf(record: WARCRecord): number {
  return Date.parse(record.warcDate!);
}
