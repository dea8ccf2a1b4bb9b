import { expect, test } from 'vitest';
import { chowTest } from '../../../../src/analysis/methods/chow.ts';
import { neweyWest, neweyWestLags } from '../../../../src/analysis/methods/newey-west.ts';
import { ols, olsTrend } from '../../../../src/analysis/methods/ols.ts';

test('a small example agrees with the sums worked by hand', () => {
  // x 0..3, y 1 3 2 5: Sxx = 5, Sxy = 5.5, fit 1.1 + 1.1 x, residuals -0.1 0.8 -1.3 0.6, SSR = 2.7.
  const { coefficients, residuals, ssr, rSquared } = olsTrend([1, 3, 2, 5]);
  expect(coefficients.map(({ estimate }) => estimate)).toEqual([expect.closeTo(1.1, 12), expect.closeTo(1.1, 12)]);
  expect(Array.from(residuals)).toEqual([-0.1, 0.8, -1.3, 0.6].map((value) => expect.closeTo(value, 12)));
  expect(ssr).toBeCloseTo(2.7, 12);
  expect(rSquared).toBeCloseTo(1 - 2.7 / 8.75, 12);
  expect(coefficients[1]!.standardError).toBeCloseTo(Math.sqrt(2.7 / 2 / 5), 12);
});

test('a large level in front of a small trend costs no digits', () => {
  const small = Array.from({ length: 34 }, (_, i) => i / 64 + ((i * 7) % 5) / 1024);
  const { coefficients } = olsTrend(small.map((value) => value + 2 ** 30));
  expect(coefficients[1]!.estimate).toBeCloseTo(olsTrend(small).coefficients[1]!.estimate, 14);
});

test('regressors that make each other up are named so, and too few months too', () => {
  const x = [0, 1, 2, 3, 4];
  const twice = x.map((value) => 2 * value);
  const ones = [1, 1, 1, 1, 1];
  expect(ols([x, twice], [1, 3, 2, 5, 4])).toMatchObject({ coefficients: [], reason: 'collinear' });
  expect(ols([ones], [1, 3, 2, 5, 4])).toMatchObject({ coefficients: [], reason: 'collinear' });
  expect(ols([x.slice(0, 2), [0, 1]], [1, 3])).toMatchObject({ coefficients: [], reason: 'too-few-months' });
  expect(() => ols([[1, 2]], [1, 2, 3])).toThrow(RangeError);
});

test('without lags Newey–West is the sandwich for unequal variances', () => {
  // White's HC0 for a slope: Σ (x − x̄)² u² / Sxx².
  const { model, residuals } = olsTrend([1, 3, 2, 5]);
  const { coefficients } = neweyWest(model!, { lags: 0, smallSample: false });
  const meat = [0, 1, 2, 3].reduce((sum, x) => sum + (x - 1.5) ** 2 * residuals[x]! ** 2, 0);
  expect(coefficients[1]!.standardError).toBeCloseTo(Math.sqrt(meat) / 5, 12);
});

test('waves make the errors larger than independent months would', () => {
  const fit = olsTrend(Array.from({ length: 60 }, (_, i) => i + 10 * Math.sin(i / 4)));
  const robust = neweyWest(fit.model!, { lags: 8 });
  expect(robust.coefficients[1]!.standardError!).toBeGreaterThan(1.3 * fit.coefficients[1]!.standardError!);
});

test('the number of lags grows slowly with the series', () => {
  expect([20, 34, 100, 200].map(neweyWestLags)).toEqual([2, 3, 4, 4]);
});

test('a break in the line is found where it is, and a month outside is refused', () => {
  const bent = Array.from({ length: 30 }, (_, i) => (i < 15 ? i : 40 - 2 * i) + ((i * 7) % 5));
  expect(chowTest(bent, 15).p!).toBeLessThan(1e-6);
  expect(() => chowTest(bent, 0)).toThrow(RangeError);
  expect(() => chowTest(bent, 30)).toThrow(RangeError);
});
