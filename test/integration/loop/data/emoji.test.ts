import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readImageFolder } from '../../../../src/loop/data/image-folder.ts';
import { emptyFolder } from '../../../support/cli.ts';

const SCRIPT = resolve(import.meta.dirname, '../../../bench/emoji-data.ts');

test('the emoji are a folder of classes and captions, with no emoji on both sides', async () => {
  const folder = join(emptyFolder(), 'emoji');
  await promisify(execFile)(process.execPath, [SCRIPT, folder]);
  const { train, heldOut, classNames, source } = await readImageFolder(folder);
  expect(train.length + heldOut.length).toBeGreaterThan(1800);
  expect(heldOut.length / (train.length + heldOut.length)).toBeCloseTo(0.1, 1);
  expect(classNames).toContain('animals-nature');
  expect(source).toContain('MIT');
  const captionOf = (name: string) =>
    [...train, ...heldOut].find(({ file }) => file.endsWith(`/${name}.webp`))?.caption;
  expect(captionOf('1f436')).toBe('dog face');
  expect(captionOf('2764-fe0f')).toBe('red heart');
  const captions = new Set(train.map(({ caption }) => caption));
  expect(heldOut.filter(({ caption }) => captions.has(caption))).toEqual([]);
  const runners = [...train, ...heldOut].filter(({ caption }) => /^(person|man|woman) running$/.test(caption!));
  expect(new Set(runners.map(({ file }) => file.split('/')[0])).size).toBe(1);
});
