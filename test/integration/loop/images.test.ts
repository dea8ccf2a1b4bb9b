import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../../src/core/errors.ts';
import { ImageStore } from '../../../src/loop/runs/images.ts';

let folder: string;
let images: ImageStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-images-'));
  images = new ImageStore(folder, 'image/png');
});
afterEach(() => rm(folder, { recursive: true }));

const filesIn = async () => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
};
const BYTES = Buffer.from('an image');

test('an image lies under the SHA-256 of its bytes and is read back', async () => {
  const hash = await images.put(BYTES);
  expect(hash).toBe(createHash('sha256').update(BYTES).digest('hex'));
  expect(await filesIn()).toEqual([join(folder, hash.slice(0, 2), `${hash.slice(2)}.png`)]);
  expect(Buffer.from(await images.read(hash))).toEqual(BYTES);
});

test('an image put again, also at the same time, is kept once and not written again', async () => {
  const hashes = await Promise.all(Array.from({ length: 8 }, () => images.put(BYTES)));
  const [file] = await filesIn();
  const { mtimeMs, ino } = await stat(file!);
  await new ImageStore(folder, 'image/png').put(BYTES);
  expect(new Set(hashes).size).toBe(1);
  expect(await filesIn()).toEqual([file]);
  expect(await stat(file!)).toMatchObject({ mtimeMs, ino });
});

test('a damaged image and a missing one are errors that name the file', async () => {
  const hash = await images.put(BYTES);
  const file = join(folder, images.pathOf(hash));
  await writeFile(file, 'another');
  await expect(images.read(hash)).rejects.toThrow(InputError);
  await expect(images.read(hash)).rejects.toThrow(`${file}: expected content with SHA-256 ${hash}, got `);
  await expect(images.read('0'.repeat(64))).rejects.toThrow(InputError);
});

test('what nothing names any more is removed, and so is what was half written', async () => {
  const kept = await images.put(BYTES);
  const dropped = await images.put(Buffer.from('another image'));
  await writeFile(join(folder, `${images.pathOf(kept)}.partial`), 'an im');
  await images.sync();
  await images.keepOnly(new Set([kept]));
  expect(await filesIn()).toEqual([join(folder, images.pathOf(kept))]);
  expect(await readdir(folder)).not.toContain(dropped.slice(0, 2));
  expect(await readFile(join(folder, images.pathOf(kept)))).toEqual(BYTES);
});

test('a store that nothing was put into can be cleared', async () => {
  const empty = new ImageStore(join(folder, 'none'), 'image/png');
  await empty.keepOnly(new Set());
  expect(await readdir(folder)).toEqual(['none']);
});
