import { expect, test } from 'vitest';
import { apportion } from '../../../src/loop/apportion.ts';

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [10, [0.7, 0.1, 0.1, 0.1], [7, 1, 1, 1]],
  [7, [0, 1], [0, 7]],
  [0, [1, 2], [0, 0]],
  [5, [0.49, 0.31, 0.2], [2, 2, 1]], // exact parts 2.45, 1.55, 1
])('%d items by weights %j are %j', (total, weights, counts) => {
  expect(apportion(total, weights)).toEqual(counts);
});

test.each([
  ['a part of an item', 1.5, [1]],
  ['a negative weight', 3, [1, -1]],
  ['no weight at all', 3, [0, 0]],
  ['nobody', 3, []],
  ['a weight that is no number', 3, [Number.NaN]],
])('%s is refused', (_, total, weights) => {
  expect(() => apportion(total, weights)).toThrow(RangeError);
});
