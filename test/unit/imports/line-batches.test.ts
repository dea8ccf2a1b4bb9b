import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineBatches } from '../../../src/crawlers/imports/line-batches.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tidemark-lines-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const TEXT = 'one\n\ntwo two\nthree';

async function batchesOf(content: string | Buffer, batchBytes: number, position = 0) {
  const file = join(scratch, 'source');
  writeFileSync(file, content);
  const batches = [];
  let bytesRead = 0;
  const onRead = (bytes: number) => {
    bytesRead += bytes;
  };
  for await (const batch of lineBatches({ file, batchBytes, position, scratch, onRead })) {
    const { file: written, ...rest } = batch;
    batches.push({ text: readFileSync(written, 'utf8'), ...rest });
  }
  expect(bytesRead).toBe(Buffer.byteLength(content));
  return batches;
}

test('a batch ends with the line that makes it large enough', async () => {
  const expected = [
    { text: 'one\n\n', position: 5, lines: 2, unended: '' },
    { text: 'two two\n', position: 13, lines: 1, unended: '' },
    { text: 'three', position: 18, lines: 0, unended: 'three' },
  ];
  expect(await batchesOf(TEXT, 5)).toEqual(expected);
  expect(await batchesOf(gzipSync(TEXT), 5)).toEqual(expected);
});

test('from the position of a batch the rest of the file comes', async () => {
  for (const { position } of await batchesOf(TEXT, 1)) {
    const rest = await batchesOf(TEXT, 1, position);
    expect(rest.map(({ text }) => text).join('')).toBe(TEXT.slice(position));
    expect(rest.at(-1)!.position).toBe(TEXT.length);
  }
});

test('an empty file gives one empty batch', async () => {
  expect(await batchesOf('', 5)).toEqual([{ text: '', position: 0, lines: 0, unended: '' }]);
});

test('a gzip cut short and a file that is not there are named', async () => {
  const gz = gzipSync(TEXT);
  await expect(batchesOf(gz.subarray(0, gz.length - 9), 5)).rejects.toThrow(/source: is cut short or damaged/);
  const source = { file: join(scratch, 'none'), position: 0, batchBytes: 1, scratch, onRead: () => {} };
  await expect(lineBatches(source).next()).rejects.toThrow(/none: cannot be read \(ENOENT\)/);
});
