import { describe, expect, test } from 'vitest';
import { noiseProgram } from '../../../../src/loop/models/diffusion.ts';
import { layoutOf, lengthOf, type Part } from '../../../../src/loop/models/layout.ts';
import { sinusoidalEmbedding, type UNetConfig, type UShape, uShape } from '../../../../src/loop/models/unet.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';

/** The network of the Keras example. */
const KERAS: UNetConfig = { size: 64, channels: 3, widths: [32, 64, 96, 128], depth: 2, embedding: 32 };
const { parameters, statistics } = layoutOf(noiseProgram(KERAS, 1));

function countIn(parts: readonly Part[], name: string): number {
  return lengthOf(parts.filter((part) => part.name.startsWith(`${name}/`)));
}

describe("the Keras example's network", () => {
  test('has 1 950 627 parameters and 2 880 running statistics', () => {
    expect(lengthOf(parameters)).toBe(1_950_627);
    expect(lengthOf(statistics)).toBe(2_880);
  });

  test.each([
    // block, of the skip, of the first and the second convolution, statistics
    ['down0-0', 2_080, 18_464, 9_248, 128],
    ['down0-1', 0, 9_248, 9_248, 64],
    ['down1-0', 2_112, 18_496, 36_928, 64],
    ['down1-1', 0, 36_928, 36_928, 128],
    ['down2-0', 6_240, 55_392, 83_040, 128],
    ['down2-1', 0, 83_040, 83_040, 192],
    ['mid-0', 12_416, 110_720, 147_584, 192],
    ['mid-1', 0, 147_584, 147_584, 256],
    ['up2-0', 21_600, 193_632, 83_040, 448],
    ['up2-1', 18_528, 165_984, 83_040, 384],
    ['up1-0', 10_304, 92_224, 36_928, 320],
    ['up1-1', 8_256, 73_792, 36_928, 256],
    ['up0-0', 3_104, 27_680, 9_248, 192],
    ['up0-1', 2_080, 18_464, 9_248, 128],
  ])('has as many numbers in block %s', (block, skip, first, second, moments) => {
    expect(countIn(parameters, `${block}/skip`)).toBe(skip);
    expect(countIn(parameters, `${block}/conv1`)).toBe(first);
    expect(countIn(parameters, `${block}/conv2`)).toBe(second);
    expect(countIn(statistics, `${block}/norm`)).toBe(moments);
  });

  test('has a stem and a head of one pixel', () => {
    expect(countIn(parameters, 'stem')).toBe(128);
    expect(countIn(parameters, 'head')).toBe(99);
    const inBlocks = parameters.filter(({ name }) => /^(down|mid|up)/.test(name));
    expect(lengthOf(inBlocks)).toBe(1_950_627 - 128 - 99);
  });
});

test('has the same parameters at any size of image', () => {
  expect(layoutOf(noiseProgram({ ...KERAS, size: 16 }, 2)).parameters).toEqual(parameters);
});

test.each<[string, Partial<UShape>, number, string]>([
  ['no width', { widths: [] }, 8, 'at least one width is needed, got none'],
  ['a width of 0', { widths: [8, 0] }, 8, 'width 2 must be a whole number >= 1, got 0'],
  ['a depth of half a block', { depth: 0.5 }, 8, 'depth must be a whole number >= 1, got 0.5'],
  ['images that do not halve', {}, 10, '3 widths need images whose sides are multiples of 4, got 10 × 10'],
])('a U-Net with %s is refused', (_, change, size, message) => {
  const x = new Graph().input('x', [1, 8, size, size]);
  const shape = { widths: [8, 8, 8], depth: 1, ...change };
  expect(() => layoutOf((scope) => uShape(scope, x, shape, (_own, y) => y))).toThrow(message);
});

test.each([0, 5, 2.5])('an embedding of %f channels is refused', (channels) => {
  const x = new Graph().input('x', [1]);
  expect(() => sinusoidalEmbedding(x, channels)).toThrow(`an even number of channels >= 2, got ${channels}`);
});
