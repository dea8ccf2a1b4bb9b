import { expect, test } from 'vitest';
import { conditionalNoiseProgram } from '../../../../src/loop/models/conditional-diffusion.ts';
import type { ConditionalUNetConfig } from '../../../../src/loop/models/conditional-unet.ts';
import { layoutOf, lengthOf } from '../../../../src/loop/models/layout.ts';

const CONFIG: ConditionalUNetConfig = {
  size: 16,
  channels: 3,
  widths: [4, 6, 8],
  depth: 2,
  embedding: 10,
  groups: 2,
  heads: 2,
  attentionSize: 8,
  conditionWidth: 12,
  text: { vocabulary: 9, length: 5, width: 7 },
};

/** What a block takes in and gives, and where it looks. */
const BLOCKS = [
  { level: 0, from: 4, to: 4 },
  { level: 0, from: 4, to: 4 },
  { level: 1, from: 4, to: 6 },
  { level: 1, from: 6, to: 6 },
  { level: 2, from: 6, to: 8 },
  { level: 2, from: 8, to: 8 },
  { level: 1, from: 8 + 6, to: 6 },
  { level: 1, from: 6 + 6, to: 6 },
  { level: 0, from: 6 + 4, to: 4 },
  { level: 0, from: 4 + 4, to: 4 },
];

const dense = (from: number, to: number) => from * to + to;
const conv = (kernel: number, from: number, to: number) => kernel ** 2 * from * to + to;
const norm = (c: number) => 2 * c;

/** The parameters, from the widths alone. @param captionLevel the first one that looks at captions */
function parametersOf(captionLevel: number): number {
  const { text, embedding, conditionWidth: told } = CONFIG;
  const outer = conv(3, 3, 4) + norm(4) + conv(3, 4, 3);
  const words = (text.vocabulary + text.length) * text.width + norm(text.width);
  const condition = dense(embedding, told) + dense(told, told) + dense(text.width, told);
  const blocks = BLOCKS.map(({ level, from, to }) => {
    const skip = from === to ? 0 : conv(1, from, to);
    const residual = norm(from) + conv(3, from, to) + dense(told, to) + norm(to) + conv(3, to, to) + skip;
    const around = level === 2 ? norm(to) + 3 * to * to + dense(to, to) : 0;
    const caption = level >= captionLevel ? norm(to) + to * to + 2 * text.width * to + dense(to, to) : 0;
    return residual + around + caption;
  });
  return outer + words + condition + blocks.reduce((sum, count) => sum + count, 0);
}

const countOf = (changes: Partial<ConditionalUNetConfig>) =>
  lengthOf(layoutOf(conditionalNoiseProgram({ ...CONFIG, ...changes }, 2)).parameters);

test('the network has the parameters that its widths come to', () => {
  expect(countOf({})).toBe(parametersOf(1));
  expect(countOf({ attentionSize: 16 })).toBe(parametersOf(0));
});

test('captions are looked at in the lowest resolution whatever size is asked for', () => {
  expect(countOf({ attentionSize: 1 })).toBe(parametersOf(2));
});

test('a configuration that describes no network is refused', () => {
  expect(() => countOf({ size: 18 })).toThrow('3 widths need images whose sides are multiples of 4, got 18 × 18');
  expect(() => countOf({ groups: 4 })).toThrow('channels in 4 equal groups');
  expect(() => countOf({ heads: 3 })).toThrow('a multiple of 3');
});
