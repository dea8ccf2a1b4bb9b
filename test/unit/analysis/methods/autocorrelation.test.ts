import { expect, test } from 'vitest';
import { autocorrelation, durbinWatson, ljungBox } from '../../../../src/analysis/methods/autocorrelation.ts';

test('a small example agrees with the sums worked by hand', () => {
  // 1 2 3 4 about 2.5: squares sum to 5; lag 1: 0.75 - 0.25 + 0.75 = 1.25; lag 2: -0.75 - 0.75 = -1.5; lag 3: -2.25.
  expect(autocorrelation([1, 2, 3, 4], 3)).toEqual([1, 0.25, -0.3, -0.45].map((r) => expect.closeTo(r, 12)));
});

test('an alternating series fails the test of Ljung and Box at once', () => {
  // r₁ = -3/4, so Q = 4·6·(9/16)/3 = 4.5; χ² with 1 degree of freedom leaves 0.0338948535 above.
  const { q, p } = ljungBox([1, -1, 1, -1], 1);
  expect(q).toBeCloseTo(4.5, 12);
  expect(p).toBeCloseTo(0.0338948535246893, 10);
  expect(durbinWatson([1, -1, 1, -1])).toBe(3);
});

test('a constant series has no autocorrelation', () => {
  expect(autocorrelation([2, 2, 2], 1)).toBeNull();
  expect(ljungBox([2, 2, 2], 1)).toEqual({ q: null, p: null });
  expect(durbinWatson([0, 0])).toBeNull();
});

test('lags that are not whole numbers are refused', () => {
  expect(() => autocorrelation([1, 2], -1)).toThrow(RangeError);
  expect(() => ljungBox([1, 2], 0)).toThrow(RangeError);
});
