import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imageGrid } from '../../../../src/loop/data/image-grid.ts';

/** Three images of one pixel: red, green, and one beyond what can be shown. */
const images = Float32Array.of(1, 0, 0, 0, 1, 0, 2, -1, 0.5);

test('images lie in rows from the top left, on white', async () => {
  const png = await imageGrid(images, { size: 1, columns: 2 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([8, 8, 3]);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * 8 + x), 3 * (y * 8 + x) + 3)];
  expect(at(2, 2)).toEqual([255, 0, 0]);
  expect(at(5, 2)).toEqual([0, 255, 0]);
  expect(at(2, 5)).toEqual([255, 0, 128]);
  expect(at(5, 5)).toEqual([255, 255, 255]);
  expect(at(0, 0)).toEqual([255, 255, 255]);
});

test('fewer images than columns make a row as long as they are', async () => {
  const { width, height } = await sharp(await imageGrid(images, { size: 1, columns: 9 })).metadata();
  expect([width, height]).toEqual([11, 5]);
});

test('an enlarged image has whole squares of its pixels, and the gaps of a small one', async () => {
  // Two by two pixels: black and red above, green and blue below.
  const image = Float32Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const png = await imageGrid(image, { size: 2, columns: 1, scale: 3 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([10, 10]);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * 10 + x), 3 * (y * 10 + x) + 3)];
  for (const [x, y] of [
    [2, 2],
    [4, 4],
  ] as const) {
    expect(at(x, y)).toEqual([0, 0, 0]);
    expect(at(x + 3, y)).toEqual([255, 0, 0]);
    expect(at(x, y + 3)).toEqual([0, 255, 0]);
    expect(at(x + 3, y + 3)).toEqual([0, 0, 255]);
  }
  expect(at(1, 1)).toEqual([255, 255, 255]);
  expect(at(8, 8)).toEqual([255, 255, 255]);
});

test('the same images have the same bytes', async () => {
  expect(await imageGrid(images, { size: 1, columns: 2 })).toEqual(
    await imageGrid(images.slice(), { size: 1, columns: 2 }),
  );
});

test.each([[[]], [[0, 0]]])('%j is no image', async (values) => {
  await expect(imageGrid(Float32Array.from(values), { size: 1, columns: 2 })).rejects.toThrow(RangeError);
});
