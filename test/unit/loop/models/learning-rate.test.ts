import { expect, test } from 'vitest';
import { learningRateOf } from '../../../../src/loop/models/learning-rate.ts';

const rates = (schedule: 'constant' | 'cosine', warmup: number, total: number) => {
  const rate = learningRateOf({ learning_rate: 2, warmup, schedule }, total);
  return Array.from({ length: total }, (_, i) => Number(rate(i + 1).toFixed(12)));
};

test('a constant rate is the same from the first step on', () => {
  expect(rates('constant', 0, 3)).toEqual([2, 2, 2]);
});

test('a warm-up rises evenly to the rate', () => {
  expect(rates('constant', 4, 6)).toEqual([0.5, 1, 1.5, 2, 2, 2]);
});

test('half a cosine falls from the rate to 0 at the last step', () => {
  expect(rates('cosine', 2, 6)).toEqual([
    1,
    2,
    ...[1, 2, 3, 4].map((i) => Number((1 + Math.cos((Math.PI * i) / 4)).toFixed(12))),
  ]);
  expect(rates('cosine', 0, 6).at(-1)).toBe(0);
});
