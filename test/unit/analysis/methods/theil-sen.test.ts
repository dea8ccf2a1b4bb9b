import { expect, test } from 'vitest';
import { siegel } from '../../../../src/analysis/methods/siegel.ts';
import { theilSen, theilSenSlope } from '../../../../src/analysis/methods/theil-sen.ts';

test('an even number of pairs takes the mean of the two middle slopes', () => {
  // Slopes of 3, 1, 4, 2: -2, 0.5, -1/3, 3, 0.5, -2; the middle two are -1/3 and 0.5.
  expect(theilSenSlope([3, 1, 4, 2])).toBeCloseTo((0.5 - 1 / 3) / 2, 12);
});

test('the line passes through the median month at the median value', () => {
  const { slope, intercept } = theilSen([2, 4, 9, 8, 10]);
  expect(intercept! + slope! * 2).toBeCloseTo(8, 12);
});

test('a wider level gives a wider interval around the slope', () => {
  const y = Array.from({ length: 20 }, (_, i) => i + ((i * 7) % 5));
  const narrow = theilSen(y, { level: 0.8 });
  const wide = theilSen(y, { level: 0.99 });
  expect(wide.low!).toBeLessThan(narrow.low!);
  expect(wide.high!).toBeGreaterThan(narrow.high!);
  expect(narrow.low!).toBeLessThanOrEqual(narrow.slope!);
  expect(narrow.high!).toBeGreaterThanOrEqual(narrow.slope!);
});

test('repeated medians stand more wild months than the median of all pairs', () => {
  const y = Array.from({ length: 21 }, (_, i) => (i < 12 ? i : 1000 + 50 * i));
  expect(siegel(y).slope).toBe(1);
  expect(theilSen(y).slope!).toBeGreaterThan(1.5);
});

test('one value has no slope, and a level outside (0, 1) is refused', () => {
  expect(() => theilSenSlope([1])).toThrow(RangeError);
  expect(() => theilSen([1, 2, 3], { level: 1 })).toThrow(RangeError);
});
