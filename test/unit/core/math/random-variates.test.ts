import { expect, test } from 'vitest';
import { betaDraw, gammaDraw } from '../../../../src/core/math/random-variates.ts';
import { createRng } from '../../../../src/core/rng.ts';

const N = 20_000;

test.each([0.3, 1, 4.5, 200])('gamma draws of shape %d have mean and variance equal to the shape', (shape) => {
  const rng = createRng(`gamma ${shape}`);
  const draws = Array.from({ length: N }, () => gammaDraw(shape, rng));
  const mean = draws.reduce((sum, x) => sum + x, 0) / N;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / N;
  // Five standard errors: that of the variance is √((2 + 6/shape)/N) of it.
  expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / N));
  expect(Math.abs(variance / shape - 1)).toBeLessThan(5 * Math.sqrt((2 + 6 / shape) / N));
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
});

test('beta draws have mean a / (a + b), and stay in [0, 1] however small a and b are', () => {
  const rng = createRng('beta');
  const draws = Array.from({ length: N }, () => betaDraw(2, 6, rng));
  const mean = draws.reduce((sum, x) => sum + x, 0) / N;
  expect(Math.abs(mean - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 9 / N));
  const ends = Array.from({ length: 200 }, () => betaDraw(1e-4, 1e-4, rng));
  expect(ends.every((x) => x >= 0 && x <= 1)).toBe(true);
});

test('shapes that are not above 0 are refused', () => {
  expect(() => gammaDraw(0, createRng(1))).toThrow(RangeError);
  expect(() => gammaDraw(Number.NaN, createRng(1))).toThrow(RangeError);
});
