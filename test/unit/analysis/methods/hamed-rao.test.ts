import { expect, test } from 'vitest';
import { hamedRao } from '../../../../src/analysis/methods/hamed-rao.ts';
import { mannKendall } from '../../../../src/analysis/methods/mann-kendall.ts';

/** Slow waves about a trend: neighbouring months are alike. */
const WAVES = Array.from({ length: 40 }, (_, i) => i + 20 * Math.sin(i / 3));

test('positive autocorrelation widens the variance, and the factor says by how much', () => {
  const plain = mannKendall(WAVES);
  const corrected = hamedRao(WAVES);
  expect(corrected.significantLags).toContain(1);
  expect(corrected.factor!).toBeGreaterThan(1.5);
  expect(corrected.variance).toBeCloseTo(plain.variance * corrected.factor!, 9);
  expect(corrected.p!).toBeGreaterThan(plain.p!);
});

test('a factor that leaves no variance gives no p', () => {
  const alternating = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (10 + (i % 3)));
  const { factor, p, reason } = hamedRao(alternating, { lags: 1 });
  expect(factor!).toBeLessThanOrEqual(0);
  expect({ p, reason }).toEqual({ p: null, reason: 'no-variance' });
});

test('lags below 1 are refused', () => {
  expect(() => hamedRao(WAVES, { lags: 0 })).toThrow(RangeError);
});
