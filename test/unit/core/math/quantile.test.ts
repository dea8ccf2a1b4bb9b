import { expect, test } from 'vitest';
import { percentileInterval, quantileSorted } from '../../../../src/core/math/quantile.ts';

test('quantiles lie linearly between order statistics, as R type 7 and numpy have them', () => {
  const sorted = Float64Array.of(1, 2, 4, 8, 16);
  expect([0, 0.025, 0.25, 0.5, 0.975, 1].map((p) => quantileSorted(sorted, p))).toEqual([1, 1.1, 2, 4, 15.2, 16]);
});

test('the quantile of one value is that value', () => {
  expect(quantileSorted(Float64Array.of(7), 0.975)).toBe(7);
});

test('no values, or a probability outside [0, 1], is refused', () => {
  expect(() => quantileSorted(new Float64Array(), 0.5)).toThrow(RangeError);
  expect(() => quantileSorted(Float64Array.of(1), 1.1)).toThrow(RangeError);
  expect(() => quantileSorted(Float64Array.of(1), Number.NaN)).toThrow(RangeError);
});

test('an interval takes draws in any order and leaves out those that are not finite', () => {
  const draws = Float64Array.of(4, Number.NaN, 0, 2, 1, 3, Number.POSITIVE_INFINITY);
  expect(percentileInterval(draws, 0.5)).toEqual({ low: 1, high: 3 });
  expect(draws[0]).toBe(4);
});

test('there is no interval where no draw is finite', () => {
  expect(percentileInterval(Float64Array.of(Number.NaN))).toBeNull();
});
