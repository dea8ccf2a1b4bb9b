import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { temporaryFolder } from './temporary.ts';

const SIZE = '2m';

function mount(path: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path]).status === 0;
}

function canMount(): boolean {
  using folder = temporaryFolder();
  if (!mount(folder.path)) return false;
  spawnSync('umount', [folder.path]);
  return true;
}

const noisyUploads = (page: number) =>
  Array.from({ length: 2000 }, (_, i) => {
    const title = Array.from({ length: 12 }, (_unused, k) => Math.imul(page * 2000 + i + 1, 0x9e3779b1 + k) >>> 0).join(
      '',
    );
    return upload('a', `${page}-${i}`, i * 3_600_000, { title });
  });

describe.skipIf(!canMount())(`on a disk of ${SIZE} (needs root and mount)`, () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
    mount(folder.path);
  });
  afterEach(() => {
    spawnSync('umount', ['-l', folder.path]);
    folder.remove();
  });

  test('a write that finds no space fails whole, and what was committed before is still there', async () => {
    const path = join(folder.path, 'full.duckdb');
    let pages = 0;
    const store = await Store.open(path);
    await store.addArtists([artist('a')], 0);
    const fill = async () => {
      for (; pages < 50; pages++) {
        await store.saveStep(step('a', noisyUploads(pages), { cursor: String(pages + 1), state: 'partial' }));
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'STORE_FULL', remedy: 'stop' });
    await store.close();
    spawnSync('mount', ['-o', 'remount,size=64m', folder.path]);
    await using again = await Store.open(path);
    expect((await again.coverage())[0]!.uploads).toBe(pages * 2000);
    expect((await again.frontier('artstation'))[0]!.cursor).toBe(pages === 0 ? null : String(pages));
  });

  test('an export that finds no space leaves no file', async () => {
    await using store = await Store.open(':memory:');
    await store.addArtists([artist('a')], 0);
    for (let page = 0; page < 10; page++) await store.saveStep(step('a', noisyUploads(page)));
    for (const format of ['csv', 'arrow'] as const) {
      const file = join(folder.path, `u.${format}`);
      await expect(store.exportTable('uploads', format, file)).rejects.toMatchObject({ code: 'STORE_FULL' });
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
