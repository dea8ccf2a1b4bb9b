import { expect, test } from 'vitest';
import { theilSenSlope } from '../../../src/analysis/methods/theil-sen.ts';
import { olsSlope, percentPerYear } from '../../../src/analysis/slope.ts';

test('a straight line has its own slope, by both methods', () => {
  const line = Array.from({ length: 34 }, (_, i) => i);
  expect(olsSlope(line)).toBeCloseTo(1, 12);
  expect(theilSenSlope(line)).toBe(1);
});

// By scipy.stats.theilslopes and exact rational least squares, over x = 0, 1, 2, …; the last but one by hand.
const TIES = [0, 0, 2, 3, 4, 3, 2, 2, 3, 2, 1, 4, 2, 2, 2, 1, 2, 0, 4, 0, 4, 4, 1, 4, 1, 4, 4, 1, 4, 4, 2, 4, 3, 2];
test.each([
  { y: [3, 1, 4, 2], ols: 0, theilSen: 0.08333333333333334 },
  { y: [1, 5, 2, 8], ols: 1.8, theilSen: 23 / 12 },
  { y: TIES, ols: 0.04079449961802903, theilSen: 0 },
])('slopes agree with reference implementations for $y', ({ y, ols, theilSen }) => {
  expect(olsSlope(y)).toBeCloseTo(ols, 12);
  expect(theilSenSlope(y)).toBeCloseTo(theilSen, 12);
});

test('one wild month moves least squares and hardly moves Theil–Sen', () => {
  const calm = Array.from({ length: 21 }, (_, i) => 100 - i);
  const wild = calm.with(20, 1000);
  expect(theilSenSlope(wild)).toBeCloseTo(-1, 12);
  expect(olsSlope(wild)).toBeGreaterThan(5);
});

test('a slope is compared with the mean of its window and given per year', () => {
  expect(percentPerYear(1, [9, 10, 11])).toBeCloseTo(120, 12);
  expect(percentPerYear(0, [0, 0, 0])).toBeNaN();
});

test('one point has no slope', () => {
  expect(() => olsSlope([1])).toThrow(RangeError);
  expect(() => theilSenSlope([])).toThrow(RangeError);
});
