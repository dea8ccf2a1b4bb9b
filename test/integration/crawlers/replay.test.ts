import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Exchange, WarcArchive } from '../../../src/crawlers/http/archive.ts';
import { ReplayTransport } from '../../../src/crawlers/http/replay.ts';
import { Recorded } from '../../../src/crawlers/http/replay-index.ts';
import type { RunRecord } from '../../../src/crawlers/http/replay-record.ts';
import { type RawRequest, readReply } from '../../../src/crawlers/http/transport.ts';

const SIGNAL = new AbortController().signal;
const START = Date.UTC(2023, 4, 6);
const RUN: RunRecord = {
  site: 'artstation',
  baseUrl: 'https://site.example',
  isLive: true,
  robotsExempt: [],
  isRendered: false,
  parameters: {},
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-replay-'));
});
afterEach(() => rm(folder, { recursive: true }));

function exchange(text: string, change: Partial<Exchange> = {}): Exchange {
  return {
    url: 'https://site.example/a?b=1',
    method: 'GET',
    at: START,
    requestHeaders: { authorization: 'Bearer hush' },
    requestBody: '',
    status: 200,
    statusText: 'OK',
    replyHeaders: [
      ['content-type', 'application/json'],
      ['content-encoding', 'gzip'],
    ],
    replyBody: gzipSync(text),
    ...change,
  };
}

async function record(exchanges: readonly Exchange[], runId = 'run', run = RUN): Promise<void> {
  await using archive = new WarcArchive(folder, runId, run);
  for (const one of exchanges) await archive.save(one);
}

function request(change: Partial<RawRequest> = {}): RawRequest {
  return { url: 'https://site.example/a?b=1', method: 'GET', secretQuery: '', headers: {}, body: '', ...change };
}

async function textOf(transport: ReplayTransport, asked: RawRequest): Promise<string> {
  return readReply(asked.url, await transport.send(asked, SIGNAL)).text;
}

test('replies come back by method, address and body, in their order, each with its time', async () => {
  await record([
    exchange('busy', { status: 429, replyHeaders: [['retry-after', '7']], replyBody: Buffer.from('busy') }),
    exchange('first – ü', { at: START + 9000 }),
    exchange('posted', { method: 'POST', requestBody: 'n[]=é&n[]=2', at: START + 5000 }),
    exchange('elsewhere', { url: 'http://127.0.0.1:7101/a?b=1', at: START + 20_000 }),
  ]);
  await using recorded = await Recorded.open([join(folder, 'run')]);
  await using transport = new ReplayTransport(recorded);
  expect(recorded.run).toEqual(RUN);
  expect(transport.clock.now()).toBe(START);

  const busy = await transport.send(request(), SIGNAL);
  expect(busy.status).toBe(429);
  expect(new Map(busy.headers).get('retry-after')).toBe('7');
  expect(await textOf(transport, request())).toBe('first – ü');
  expect(transport.clock.now()).toBe(START + 9000);
  expect(await textOf(transport, request({ method: 'POST', body: 'n[]=é&n[]=2' }))).toBe('posted');
  expect(transport.clock.now()).toBe(START + 9000);
  expect(await textOf(transport, request({ url: 'http://127.0.0.1:7101/a?b=1' }))).toBe('elsewhere');
  await expect(transport.send(request(), SIGNAL)).rejects.toMatchObject({
    code: 'REPLAY_ARCHIVE_ENDS',
    remedy: 'skip',
    message: expect.stringContaining('the archive ends here'),
  });
});

test('what archives never hold is answered here: tokens, and a robots.txt that was not asked for again', async () => {
  await record([exchange('x')]);
  await using recorded = await Recorded.open([join(folder, 'run')]);
  await using transport = new ReplayTransport(recorded);
  const token = request({ url: 'https://site.example/token', method: 'POST', body: 'grant_type=client_credentials' });
  expect(JSON.parse(await textOf(transport, token))).toMatchObject({ access_token: 'replay', expires_in: 3600 });
  const robots = await transport.send(request({ url: 'https://site.example/robots.txt' }), SIGNAL);
  expect(robots.status).toBe(404);
});

test('a file cut short anywhere is read up to the cut', async () => {
  const count = 6;
  await record(Array.from({ length: count }, (_, i) => exchange(`reply ${i}`, { url: `https://site.example/${i}` })));
  const file = join(folder, 'run', 'site.example.warc.gz');
  const whole = await readFile(file);
  const read: number[] = [];
  for (let cut = whole.length; cut > 600; cut -= 97) {
    await writeFile(file, whole.subarray(0, cut));
    await using recorded = await Recorded.open([join(folder, 'run')]);
    await using transport = new ReplayTransport(recorded);
    let replies = 0;
    while (
      replies < count &&
      (await textOf(transport, request({ url: `https://site.example/${replies}` })).catch(() => '')) ===
        `reply ${replies}`
    ) {
      replies++;
    }
    read.push(replies);
    await expect(transport.send(request({ url: `https://site.example/${replies}` }), SIGNAL)).rejects.toMatchObject({
      code: 'REPLAY_ARCHIVE_ENDS',
    });
  }
  expect(read).toEqual(read.toSorted((a, b) => b - a));
  expect(new Set(read)).toEqual(new Set([6, 5, 4, 3, 2, 1, 0]));
});

test('of a crawl that went on, what the later run read counts, and what only the earlier one read is there too', async () => {
  const page = (n: number) => `https://site.example/${n}`;
  await record([exchange('old 1', { url: page(1) }), exchange('old 2', { url: page(2) })], 'a');
  await record([exchange('new 2', { url: page(2), at: START + 1 }), exchange('new 3', { url: page(3) })], 'b');
  await using recorded = await Recorded.open([join(folder, 'a'), join(folder, 'b')]);
  await using transport = new ReplayTransport(recorded);
  const texts = [1, 2, 3, 2].map((n) => textOf(transport, request({ url: page(n) })));
  expect(await Promise.all(texts)).toEqual(['old 1', 'new 2', 'new 3', 'old 2']);
});

test('runs that were asked to do different things are not replayed as one', async () => {
  await record([exchange('a')], 'a');
  await record([exchange('b')], 'b', { ...RUN, site: 'danbooru' });
  await expect(Recorded.open([join(folder, 'a'), join(folder, 'b')])).rejects.toThrow(/replay them apart/);
});

test('a folder without an archive says what was expected', async () => {
  await expect(Recorded.open([join(folder, 'none')])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(Recorded.open([folder])).rejects.toThrow(/no \.warc\.gz file/);
});
