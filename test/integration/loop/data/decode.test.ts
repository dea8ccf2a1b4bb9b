import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { decodeImages } from '../../../../src/loop/data/decode.ts';
import { readImageFolder } from '../../../../src/loop/data/image-folder.ts';
import { emptyFolder } from '../../../support/cli.ts';

const plain = (background: string, width = 9, height = 6) =>
  sharp({ create: { width, height, channels: 3, background } });

/** The planes of one image, each value in 255ths. */
async function decoded(bytes: Uint8Array, size: number): Promise<number[]> {
  const folder = emptyFolder();
  await writeFile(join(folder, 'image'), bytes);
  return [...(await decodeImages(folder, ['image'], size))].map((value) => Math.round(value * 255));
}

/** An image out of its pixels' colours, row by row. */
function pixels(width: number, colours: readonly (readonly number[])[]): Sharp {
  const channels = colours[0]!.length as 3 | 4;
  const raw = { width, height: colours.length / width, channels };
  return sharp(Uint8Array.from(colours.flat()), { raw });
}

const [red, green, blue, black, white] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [0, 0, 0],
  [255, 255, 255],
] as const;

test('colours come as planes, row by row', async () => {
  const image = await pixels(2, [red, green, blue, white]).png().toBuffer();
  expect(await decoded(image, 2)).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
});

test('the longer side is cut on both ends', async () => {
  const lying = await pixels(4, [red, green, blue, red, red, blue, green, red]).png().toBuffer();
  expect(await decoded(lying, 2)).toEqual([0, 0, 0, 0, 255, 0, 0, 255, 0, 255, 255, 0]);
  const standing = await pixels(1, [red, green, blue]).png().toBuffer();
  expect(await decoded(standing, 1)).toEqual([0, 255, 0]);
});

test('stripes of one pixel become grey, not stripes', async () => {
  const stripes = Array.from({ length: 32 * 32 }, (_, i) => (i % 2 === 0 ? black : white));
  const values = await decoded(await pixels(32, stripes).png().toBuffer(), 8);
  expect(Math.min(...values)).toBeGreaterThan(100);
  expect(Math.max(...values)).toBeLessThan(155);
});

test('an image smaller than asked for is enlarged', async () => {
  expect(await decoded(await plain('#336699', 2, 2).png().toBuffer(), 4)).toEqual([
    ...Array(16).fill(0x33),
    ...Array(16).fill(0x66),
    ...Array(16).fill(0x99),
  ]);
});

test('white shows through what is transparent', async () => {
  const image = await pixels(2, [
    [255, 0, 0, 255],
    [255, 0, 0, 0],
    [0, 0, 255, 0],
    [0, 0, 255, 255],
  ])
    .png()
    .toBuffer();
  expect(await decoded(image, 2)).toEqual([255, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 255]);
});

test('grey, grey with transparency, 16 bits and CMYK become RGB', async () => {
  const grey = await plain('#808080').toColourspace('b-w').png().toBuffer();
  expect(await decoded(grey, 1)).toEqual([128, 128, 128]);
  const half = sharp({ create: { width: 3, height: 3, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } });
  for (const value of await decoded(await half.toColourspace('b-w').png().toBuffer(), 1)) {
    expect(Math.abs(value - 127)).toBeLessThanOrEqual(1);
  }
  const deep = await plain('#804020').toColourspace('rgb16').png().toBuffer();
  for (const [i, value] of (await decoded(deep, 1)).entries()) {
    expect(Math.abs(value - [0x80, 0x40, 0x20][i]!)).toBeLessThanOrEqual(1);
  }
  const cmyk = await plain('#ff0000').toColourspace('cmyk').jpeg().toBuffer();
  const [r, g, b] = await decoded(cmyk, 1);
  expect(r).toBeGreaterThan(200); // printing inks have no purer red
  expect(g! + b!).toBeLessThan(40);
});

test('a picture that the camera held sideways is turned upright', async () => {
  const sideways = await pixels(2, [red, green, blue, white]).withMetadata({ orientation: 6 }).png().toBuffer();
  expect(await decoded(sideways, 2)).toEqual([0, 255, 255, 0, 0, 0, 255, 255, 255, 0, 255, 0]);
});

test('many images come in the order asked for, and again the same', async () => {
  const folder = emptyFolder();
  const files = Array.from({ length: 20 }, (_, i) => `${i}.png`);
  for (const [i, file] of files.entries()) {
    await plain(`rgb(${i}, 0, 0)`, 5 + i, 7)
      .png()
      .toFile(join(folder, file));
  }
  const images = await decodeImages(folder, files, 2);
  expect(files.map((_, i) => Math.round(images[i * 12]! * 255))).toEqual(files.map((_, i) => i));
  expect(await decodeImages(folder, files, 2)).toEqual(images);
});

test('a broken image is refused by name', async () => {
  const folder = emptyFolder();
  const whole = await plain('#123456', 64, 64).jpeg().toBuffer();
  await writeFile(join(folder, 'cut.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(join(folder, 'text.png'), 'no image');
  for (const file of ['cut.jpg', 'text.png']) {
    await expect(decodeImages(folder, [file], 8)).rejects.toThrow(InputError);
    await expect(decodeImages(folder, [file], 8)).rejects.toThrow(
      `${join(folder, file)}: cannot be decoded as an image`,
    );
  }
});

test('decoding stops when asked to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(decodeImages('/nowhere', ['a.png'], 8, { signal })).rejects.toThrow('enough');
});

const data = process.env.TIDEMARK_TEST_DATA;
test.skipIf(data === undefined)('flowers of TIDEMARK_TEST_DATA decode to what they are', async () => {
  const { path, heldOut, classNames } = await readImageFolder(join(data!, 'flowers12-224'));
  const sunflowers = heldOut.filter(({ classIndex }) => classNames[classIndex!] === 'sunflower');
  const bluebells = heldOut.filter(({ classIndex }) => classNames[classIndex!] === 'bluebell');
  const blueLessRed = async (images: typeof heldOut) => {
    const planes = await decodeImages(
      path,
      images.map(({ file }) => file),
      16,
    );
    const sum = (colour: number) =>
      planes.reduce((all, value, i) => (Math.floor(i / 256) % 3 === colour ? all + value : all), 0);
    return (sum(2) - sum(0)) / (images.length * 256);
  };
  expect(await blueLessRed(sunflowers)).toBeLessThan(-0.2);
  expect(await blueLessRed(bluebells)).toBeGreaterThan(-0.15);
});
