import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, THRESHOLD } from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

test('a crawl of Danbooru keeps who uploaded each post, and months are counted by uploader', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const words = ['crawl', 'danbooru', '--sample', '4', ...THRESHOLD.danbooru, '--seed', '2'];
  expect((await tidemark(words, { cwd })).code).toBe(0);

  const uploads = await exported('uploads', { cwd });
  const [first] = uploads;
  const query = new URLSearchParams({ tags: String(first!.artist_id), limit: '200', only: 'id,uploader_id' });
  const headers = { 'user-agent': 'test/1 (+mailto:test@example.org)' };
  const reply = await fetch(`${sandbox.baseUrls.danbooru}/posts.json?${query}`, { headers });
  const served = (await reply.json()) as { id: number; uploader_id: number }[];
  expect(served.length).toBeGreaterThan(1);
  const stored = new Map(uploads.map(({ upload_id, uploader_id }) => [upload_id, uploader_id]));
  for (const post of served) expect(stored.get(String(post.id))).toBe(String(post.uploader_id));

  const file = join(cwd, 'uploaders.csv');
  expect((await tidemark(['export', 'months', '--by', 'uploader', '--out', file], { cwd })).code).toBe(0);
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  expect(header).toBe('site,month,uploads,uploaders,uploads_per_uploader,unknown,state');
  const works = new Map(uploads.map((row) => [row.upload_id, row]));
  const recount = [...Map.groupBy(works.values(), ({ month }) => String(month))]
    .map(([month, rows]) => [month, rows.length, new Set(rows.map((row) => row.uploader_id)).size].join())
    .sort();
  expect(lines.map((line) => line.split(',').slice(1, 4).join())).toEqual(recount);
});
