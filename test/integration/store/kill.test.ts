import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';
import { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from './temporary.ts';

const PAGES = 40;
const KILLS = 5;

function startWriter(path: string) {
  const script = new URL('./write-steps.ts', import.meta.url).pathname;
  return spawn(process.execPath, [script, path, String(PAGES)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Every page before an artist's cursor is stored whole, and nothing of any later page. */
async function expectAgreement(path: string): Promise<number> {
  await using store = await Store.open(path);
  const coverage = await store.coverage();
  for (const { artistId, cursor, state, hidden } of await store.frontier('artstation')) {
    const pages = state === 'complete' ? PAGES : Number(cursor ?? 0);
    expect(coverage.find((row) => row.artistId === artistId)!.uploads).toBe(pages * 20);
    expect(hidden).toBe(pages);
  }
  return coverage.reduce((sum, { uploads }) => sum + uploads, 0);
}

test('after kill -9 rows and cursors agree, and going on ends in the same tables', async () => {
  using folder = temporaryFolder();
  const rng = createRng('kill');
  const path = join(folder.path, 'killed.duckdb');
  const stored: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = startWriter(path);
    await once(writer.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, 20 + rng.integer(120)));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    stored.push(await expectAgreement(path));
  }
  expect(stored).toEqual(stored.toSorted((a, b) => a - b));
  expect(stored[0]).toBeLessThan(PAGES * 4 * 20);
  await once(startWriter(path), 'exit');

  const unbroken = join(folder.path, 'unbroken.duckdb');
  await once(startWriter(unbroken), 'exit');
  await using killed = await Store.open(path);
  await using whole = await Store.open(unbroken);
  expect((await whole.coverage()).map(({ uploads }) => uploads)).toEqual(Array(4).fill(PAGES * 20));
  expect(await killed.contentHash()).toBe(await whole.contentHash());
});
