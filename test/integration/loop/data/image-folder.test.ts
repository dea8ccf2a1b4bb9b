import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { readImageFolder } from '../../../../src/loop/data/image-folder.ts';
import { emptyFolder } from '../../../support/cli.ts';

/** A folder of files with these contents. Listing decodes nothing, so they need not be images. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

test('a folder without a split trains on all images, in the order of their names', async () => {
  const { train, heldOut, classNames } = await readImageFolder(
    await folderOf({ 'b.png': '1', 'a.JPG': '2', 'notes.txt': '3', '._a.jpg': '4', 'C.webp': '5' }),
  );
  expect(train.map(({ file }) => file)).toEqual(['C.webp', 'a.JPG', 'b.png']);
  expect(heldOut).toEqual([]);
  expect(classNames).toEqual([]);
});

test('sub-folders are classes, and test/ is held out', async () => {
  const { train, heldOut, classNames } = await readImageFolder(
    await folderOf({ 'train/rose/1.png': '1', 'train/iris/2.png': '2', 'test/rose/3.png': '3' }),
  );
  expect(classNames).toEqual(['iris', 'rose']);
  expect(train).toEqual([
    { file: 'train/iris/2.png', classIndex: 0, caption: null },
    { file: 'train/rose/1.png', classIndex: 1, caption: null },
  ]);
  expect(heldOut).toEqual([{ file: 'test/rose/3.png', classIndex: 1, caption: null }]);
});

test.each([
  ['metadata.csv', 'file_name,text,year\na/1.png,"red, round",1\n./2.png,blue,2\n'],
  ['metadata.jsonl', '{"file_name":"a/1.png","text":"red, round"}\n\n{"file_name":"2.png","text":"blue"}'],
])('captions come from %s', async (name, text) => {
  const { train } = await readImageFolder(await folderOf({ 'a/1.png': '1', '2.png': '2', [name]: text }));
  expect(train).toEqual([
    { file: '2.png', classIndex: null, caption: 'blue' },
    { file: 'a/1.png', classIndex: null, caption: 'red, round' },
  ]);
});

test('some images may have captions and others none', async () => {
  const files = { '1.png': '1', '2.png': '2', 'metadata.csv': 'file_name,text\n1.png,x' };
  const { train } = await readImageFolder(await folderOf(files));
  expect(train.map(({ caption }) => caption)).toEqual(['x', null]);
});

test('the hash stands for names, classes, captions and contents, and for nothing else', async () => {
  const files = { 'train/a/1.png': 'one', 'train/b/2.png': 'two' };
  const captions = 'file_name,text\na/1.png,x\nb/2.png,y\n';
  const hashes = await Promise.all(
    [
      files,
      { ...files, 'README.md': 'where it is from' },
      { ...files, 'train/b/2.png': 'three' },
      { 'train/a/1.png': 'one', 'train/c/2.png': 'two' },
      { ...files, 'train/metadata.csv': captions },
      { ...files, 'train/metadata.csv': captions.replace(',x', ',z') },
      { ...files, 'test/a/3.png': 'one' },
    ].map(async (content) => (await readImageFolder(await folderOf(content))).hash),
  );
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(hashes[1]).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(hashes.length - 1);
});

test('what a folder says of its source goes with it', async () => {
  const sourceOf = async (files: Record<string, string>) =>
    (await readImageFolder(await folderOf({ '1.png': '1', ...files }))).source;
  expect(await sourceOf({})).toBeNull();
  expect(await sourceOf({ 'README.md': ' read \n', 'SOURCE.txt': 'from here\n' })).toBe('from here');
  expect(await sourceOf({ 'README.md': ' read \n' })).toBe('read');
});

test.each([
  ['an empty folder', {}, /has no images; expected files ending in \.jpg/],
  ['a train/ without images', { 'train/a.txt': '1', '1.png': '1' }, /train: has no images/],
  [
    'an image outside the classes',
    { 'train/a/1.png': '1', 'test/2.png': '2' },
    /test\/2\.png: expected a class.* got none/,
  ],
  ['a class that training lacks', { 'train/a/1.png': '1', 'test/b/2.png': '2' }, /expected a class.* got b/],
  [
    'a caption without an image',
    { '1.png': '1', 'metadata.csv': 'file_name,text\n1.png,x\n3.png,y' },
    /name 3\.png, which is not there/,
  ],
  [
    'two captions',
    { '1.png': '1', 'metadata.csv': 'file_name,text\n1.png,x\n1.png,y' },
    /line 3: 1\.png has a caption already/,
  ],
  [
    'another column',
    { '1.png': '1', 'metadata.csv': 'file,text\n1.png,x' },
    /line 1: expected a column file_name, got file, text/,
  ],
  ['an empty caption', { '1.png': '1', 'metadata.csv': 'file_name,text\n1.png,' }, /line 2: text: /],
  ['a short row', { '1.png': '1', 'metadata.csv': 'file_name,text\n1.png' }, /line 2: expected 2 fields, got 1/],
  ['broken JSON', { '1.png': '1', 'metadata.jsonl': '{"file_name":' }, /line 1: expected a JSON object/],
  [
    'two tables',
    { '1.png': '1', 'metadata.csv': '', 'metadata.jsonl': '' },
    /metadata\.jsonl: expected one table of captions/,
  ],
  ['a folder in the place of captions', { '1.png': '1', 'metadata.csv/a': '' }, /metadata\.csv: cannot be read/],
  [
    'a caption of an image elsewhere',
    { 'train/1.png': '1', 'test/2.png': '2', 'train/metadata.csv': 'file_name,text\n1.png,x\n../test/2.png,y' },
    /name \.\.\/test\/2\.png, which is not there/,
  ],
  ['a test/ without a train/', { '1.png': '1', 'test/2.png': '2' }, /has a folder test; expected a folder train/],
])('%s is refused by name', async (_what, files, problem) => {
  const folder = await folderOf(files);
  await expect(readImageFolder(folder)).rejects.toThrow(InputError);
  await expect(readImageFolder(folder)).rejects.toThrow(problem);
});

test('a folder that is not there, or is no folder, is refused', async () => {
  const file = join(await folderOf({ 'images.zip': '1' }), 'images.zip');
  for (const path of ['/nowhere/at/all', file]) {
    await expect(readImageFolder(path)).rejects.toThrow(InputError);
    await expect(readImageFolder(path)).rejects.toThrow(`${path}: cannot be read; expected a folder of images`);
  }
});

test('what is called like an image and is none is refused by name', async () => {
  const folder = await folderOf({ '1.png': '1', '2.png/3.png': '2' });
  const link = await folderOf({ '1.png': '1' });
  await symlink(join(link, 'gone'), join(link, '2.png'));
  for (const path of [folder, link]) {
    await expect(readImageFolder(path)).rejects.toThrow(InputError);
    await expect(readImageFolder(path)).rejects.toThrow(`${join(path, '2.png')}: cannot be read; expected a file`);
  }
});

test('classes may be links to folders elsewhere', async () => {
  const elsewhere = await folderOf({ 'a/1.png': '1' });
  const folder = await folderOf({ 'train/b/2.png': '2' });
  await symlink(join(elsewhere, 'a'), join(folder, 'train', 'a'));
  const { train, classNames } = await readImageFolder(folder);
  expect(classNames).toEqual(['a', 'b']);
  expect(train.map(({ file }) => file)).toEqual(['train/a/1.png', 'train/b/2.png']);
});

test('reading stops when asked to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(readImageFolder(await folderOf({ '1.png': '1' }), signal)).rejects.toThrow('enough');
});

const data = process.env.TIDEMARK_TEST_DATA;
test.skipIf(data === undefined)(
  'the flowers of TIDEMARK_TEST_DATA are twelve classes, a quarter held out',
  async () => {
    const { train, heldOut, classNames, source } = await readImageFolder(join(data!, 'flowers12-224'));
    expect([train.length, heldOut.length, classNames.length]).toEqual([720, 240, 12]);
    expect(source).toContain('Nilsback');
  },
);
