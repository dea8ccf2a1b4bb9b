import { expect, test } from 'vitest';
import { waldTest } from '../../../../src/analysis/methods/wald.ts';

test('uncorrelated estimates add up their squared ratios', () => {
  const { chiSquare, p, degreesOfFreedom } = waldTest([2, 3], Float64Array.of(4, 0, 0, 1));
  expect(chiSquare).toBeCloseTo(10, 12);
  expect(degreesOfFreedom).toBe(2);
  expect(p).toBeCloseTo(Math.exp(-5), 12);
});

test('a correlation is taken into account', () => {
  expect(waldTest([1, 1], Float64Array.of(1, 0.5, 0.5, 1)).chiSquare).toBeCloseTo(4 / 3, 12);
});

test('a covariance of too low a rank, or none, is a reason and no number', () => {
  expect(waldTest([1, 1], Float64Array.of(1, 1, 1, 1))).toMatchObject({
    chiSquare: null,
    p: null,
    degreesOfFreedom: 2,
  });
  expect(waldTest([1], null)).toMatchObject({ chiSquare: null, reason: 'the covariance is not known' });
  expect(waldTest([], new Float64Array())).toMatchObject({
    chiSquare: null,
    reason: 'there is no coefficient to test',
  });
});
