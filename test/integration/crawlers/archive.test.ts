import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WARCParser, type WARCRecord } from 'warcio';
import { type Exchange, WarcArchive } from '../../../src/crawlers/http/archive.ts';
import { type RunRecord, runRecordFromFields } from '../../../src/crawlers/http/replay-record.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-archive-'));
});
afterEach(() => rm(folder, { recursive: true }));

const BODY = '{"data": [{"title": "Hafen – Nebel"}]}';
const EXCHANGE: Exchange = {
  url: 'https://site.example/users/a/projects.json?page=1',
  method: 'POST',
  at: Date.UTC(2023, 0, 2, 3, 4, 5, 678),
  requestHeaders: { 'user-agent': 'Tidemark/1', authorization: 'Bearer hush', cookie: 'id=hush' },
  requestBody: 'names=x',
  status: 200,
  statusText: 'OK',
  replyHeaders: [
    ['content-type', 'application/json'],
    ['content-encoding', 'gzip'],
    ['transfer-encoding', 'chunked'],
    ['set-cookie', 'id=hush'],
  ],
  replyBody: gzipSync(BODY),
};

const RUN: RunRecord = {
  site: 'artstation',
  baseUrl: 'https://site.example',
  isLive: true,
  robotsExempt: ['/api'],
  isRendered: false,
  parameters: { names: ['Zoë'] },
};

async function records(file: string): Promise<{ record: WARCRecord; text: string }[]> {
  const bytes = await readFile(file);
  const found: { record: WARCRecord; text: string }[] = [];
  for await (const record of new WARCParser([bytes])) found.push({ record, text: await record.contentText() });
  return found;
}

test('a request and its reply read back from one gzipped file per run and host', async () => {
  {
    await using archive = new WarcArchive(folder, 'run-1', RUN);
    await archive.save(EXCHANGE);
    await archive.save({ ...EXCHANGE, url: 'http://127.0.0.1:7101/robots.txt' });
  }
  expect((await readdir(join(folder, 'run-1'))).sort()).toEqual(['127.0.0.1_7101.warc.gz', 'site.example.warc.gz']);
  const file = join(folder, 'run-1', 'site.example.warc.gz');
  const [info, response, request] = await records(file);
  expect(info!.record.warcType).toBe('warcinfo');
  expect(runRecordFromFields(info!.text)).toEqual(RUN);
  expect(response).toMatchObject({ text: BODY, record: { warcType: 'response' } });
  expect(response!.record.warcTargetURI).toBe(EXCHANGE.url);
  expect(response!.record.warcHeader('WARC-Date')).toBe('2023-01-02T03:04:05.678Z');
  expect(response!.record.httpHeaders!.statusline).toBe('HTTP/1.1 200 OK');
  expect(request).toMatchObject({ text: 'names=x', record: { warcType: 'request' } });
  expect(request!.record.warcHeader('WARC-Concurrent-To')).toBe(response!.record.warcHeader('WARC-Record-ID'));
});

test('no secret reaches the disk', async () => {
  {
    await using archive = new WarcArchive(folder, 'run-1', RUN);
    await archive.save(EXCHANGE);
  }
  const text = gunzipSync(await readFile(join(folder, 'run-1', 'site.example.warc.gz'))).toString('latin1');
  expect(text).toContain('user-agent: Tidemark/1');
  expect(text).not.toMatch(/hush|authorization|cookie|chunked/i);
});

test('exchanges saved at once do not mix', async () => {
  const count = 40;
  {
    await using archive = new WarcArchive(folder, 'run-1', RUN);
    await Promise.all(
      Array.from({ length: count }, (_, i) => archive.save({ ...EXCHANGE, at: i, requestBody: `n=${i}` })),
    );
  }
  const read = await records(join(folder, 'run-1', 'site.example.warc.gz'));
  expect(read).toHaveLength(1 + 2 * count);
  expect(read.filter(({ text }) => text === BODY)).toHaveLength(count);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full at the first record stops the crawl', async () => {
  await mkdir(join(folder, 'run-1'));
  await symlink('/dev/full', join(folder, 'run-1', 'site.example.warc.gz'));
  await using archive = new WarcArchive(folder, 'run-1', RUN);
  await expect(archive.save(EXCHANGE)).rejects.toMatchObject({ code: 'CRAWL_ARCHIVE_UNWRITABLE', remedy: 'stop' });
});

test('a folder that cannot be written is an error that stops the crawl', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await using archive = new WarcArchive(file, 'run-1', RUN);
  await expect(archive.save(EXCHANGE)).rejects.toMatchObject({ code: 'CRAWL_ARCHIVE_UNWRITABLE', remedy: 'stop' });
});
