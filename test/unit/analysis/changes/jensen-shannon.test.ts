import { expect, test } from 'vitest';
import { jensenShannon, jensenShannonParts } from '../../../../src/analysis/changes/jensen-shannon.ts';

test('is 0 for the same distribution at any size, 1 for disjoint ones', () => {
  expect(jensenShannon([1, 2, 3], [10, 20, 30])).toBeCloseTo(0, 15);
  expect(jensenShannon([1, 0], [0, 5])).toBe(1);
});

test('is that of two coins by hand', () => {
  // Midpoint 3/4: ½·(1·log2(4/3)) + ½·(½·log2(2/3) + ½·log2 2).
  const expected = 0.5 * Math.log2(4 / 3) + 0.25 * Math.log2(2 / 3) + 0.25;
  expect(jensenShannon([1, 0], [1, 1])).toBeCloseTo(expected, 14);
});

test('does not care for order, and is made of its parts', () => {
  const [p, q] = [
    [5, 1, 0, 9],
    [2, 2, 7, 1],
  ] as const;
  expect(jensenShannon(p, q)).toBeCloseTo(jensenShannon(q, p)!, 14);
  expect(jensenShannonParts(p, q)!.reduce((sum, part) => sum + part, 0)).toBeCloseTo(jensenShannon(p, q)!, 14);
});

test('an empty side has none', () => {
  expect(jensenShannon([0, 0], [1, 1])).toBeNull();
  expect(jensenShannon([], [])).toBeNull();
});
