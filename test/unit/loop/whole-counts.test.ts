import { expect, test } from 'vitest';
import { wholeCounts } from '../../../src/loop/whole-counts.ts';

test('remainders are carried on', () => {
  expect(wholeCounts([0.4, 0.4, 0.4, 2.5])).toEqual([0, 1, 0, 3]);
});

test('whole amounts stay what they are', () => {
  expect(wholeCounts([3, 0, 5])).toEqual([3, 0, 5]);
});
