import { expect, test } from 'vitest';
import { meanAndVariance, meanOf } from '../../../../src/core/math/mean.ts';

test('a mean is the sum over the number of values, and no number of none', () => {
  expect(meanOf([1, 2, 6])).toBe(3);
  expect(meanOf([])).toBeNaN();
});

test('a variance has the divisor n − 1', () => {
  expect(meanAndVariance([1, 2, 6])).toEqual({ mean: 3, variance: 7 });
  expect(meanAndVariance([4]).variance).toBeNaN();
});

test('a variance far from zero keeps its digits', () => {
  expect(meanAndVariance(Float64Array.of(1e9 + 1, 1e9 + 2, 1e9 + 6)).variance).toBe(7);
});
