import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createRng, type Rng } from '../../../src/core/rng.ts';
import { Store } from '../../../src/store/store.ts';
import { writeDumpRecords } from '../../bench/dump-records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

/** How often a writer is killed with SIGKILL, in each of the two ways to write. */
const KILLS = process.env.TIDEMARK_NIGHTLY ? 20 : 3;
const PAGES = 40;
const PAGE_UPLOADS = 20;
const ARTISTS = 4;
const POSTS = 5000;

const WRITE_STEPS = new URL('./write-steps.ts', import.meta.url);
const IMPORT_POSTS = new URL('./import-posts.ts', import.meta.url);

type Writer = ChildProcessByStdio<null, Readable, null>;

function start(script: URL, ...words: string[]): Writer {
  return spawn(process.execPath, [script.pathname, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a writer at a random moment after some random number of lines. @returns all it said was committed */
async function killedAfter(writer: Writer, rng: Rng, mostLines: number): Promise<string[]> {
  const lines: string[] = [];
  const enough = 1 + rng.integer(Math.ceil(mostLines));
  const delayMs = rng.integer(30);
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length === enough) setTimeout(() => writer.kill('SIGKILL'), delayMs);
  }
  return lines;
}

/** Every page before an artist's cursor is stored whole, and nothing of any later page. @returns pages by artist */
async function storedPages(path: string): Promise<Map<string, number>> {
  await using store = await Store.open(path);
  const coverage = await store.coverage();
  const stored = new Map<string, number>();
  for (const { artistId, cursor, state, hidden } of await store.frontier('artstation')) {
    const pages = state === 'complete' ? PAGES : Number(cursor ?? 0);
    expect(coverage.find((row) => row.artistId === artistId)!.uploads).toBe(pages * PAGE_UPLOADS);
    expect(hidden).toBe(pages);
    stored.set(artistId, pages);
  }
  return stored;
}

async function contentOf(path: string): Promise<string> {
  await using store = await Store.open(path);
  return store.contentHash();
}

test('after kill -9 every acknowledged page is there, and rows and cursors agree', { timeout: 600_000 }, async () => {
  using folder = temporaryFolder();
  const rng = createRng('kill pages');
  let path = '';
  for (let kill = 0; kill < KILLS; kill++) {
    path = join(folder.path, `killed-${kill}.duckdb`);
    const lines = await killedAfter(start(WRITE_STEPS, path, String(PAGES)), rng, ARTISTS * PAGES * 0.6);
    const stored = await storedPages(path);
    for (const [artistId, pages] of lines.filter((line) => line !== 'started').map((line) => line.split(' '))) {
      expect(stored.get(artistId!)).toBeGreaterThanOrEqual(Number(pages));
    }
    expect([...stored.values()].reduce((sum, pages) => sum + pages, 0)).toBeLessThan(ARTISTS * PAGES);
  }
  await once(start(WRITE_STEPS, path, String(PAGES)), 'exit');
  const unbroken = join(folder.path, 'unbroken.duckdb');
  await once(start(WRITE_STEPS, unbroken, String(PAGES)), 'exit');
  expect([...(await storedPages(path)).values()]).toEqual(Array(ARTISTS).fill(PAGES));
  expect(await contentOf(path)).toBe(await contentOf(unbroken));
});

test('after kill -9 every acknowledged batch of an import is there, and rows and progress agree', {
  timeout: 600_000,
}, async () => {
  using folder = temporaryFolder();
  const rng = createRng('kill import');
  const dump = join(folder.path, 'posts.json');
  await writeDumpRecords(dump, POSTS, 300);
  const run = (name: string) =>
    start(IMPORT_POSTS, join(folder.path, name), dump, join(folder.path, `${name}-scratch`));
  const whole = run('whole.duckdb');
  const batches: string[] = [];
  for await (const line of createInterface({ input: whole.stdout })) batches.push(line);
  expect(Number(batches.at(-1))).toBe(POSTS);
  for (let kill = 0; kill < KILLS; kill++) {
    const name = `killed-${kill}.duckdb`;
    const path = join(folder.path, name);
    const lines = await killedAfter(run(name), rng, batches.length * 0.8);
    const { uploads, progress } = await stored(path);
    expect(progress.records).toBeGreaterThanOrEqual(Number(lines.at(-1)));
    expect(progress.records).toBeLessThan(POSTS);
    expect(uploads).toBe(progress.uploadsAdded);
  }
  const last = `killed-${KILLS - 1}.duckdb`;
  await once(run(last), 'exit');
  expect(await contentOf(join(folder.path, last))).toBe(await contentOf(join(folder.path, 'whole.duckdb')));
});

/** Rows of uploads, and how far the import says it is. */
async function stored(path: string): Promise<{ uploads: number; progress: { records: number; uploadsAdded: number } }> {
  await using _ = await Store.open(path);
  const [[uploads]] = (await rowsOf(path, 'SELECT count(*) FROM uploads')) as [[string]];
  const [row] = await rowsOf(path, 'SELECT progress::VARCHAR FROM import_progress');
  const progress = row === undefined ? { records: 0, uploadsAdded: 0 } : JSON.parse(String(row[0]));
  return { uploads: Number(uploads), progress };
}
