import { expect, test } from 'vitest';
import { kendallTau } from '../../../../src/analysis/methods/kendall-tau.ts';
import { mannKendall } from '../../../../src/analysis/methods/mann-kendall.ts';

test('a straight line of 34 months has every pair rising', () => {
  const { score, variance, z, method } = mannKendall(Array.from({ length: 34 }, (_, i) => i));
  expect(score).toBe((34 * 33) / 2);
  expect(variance).toBeCloseTo((34 * 33 * 73) / 18, 9);
  expect(z).toBeCloseTo(560 / Math.sqrt((34 * 33 * 73) / 18), 12);
  expect(method).toBe('normal');
});

// Kendall (1975), table of S: for n = 4, P(S ≥ 6) = 1/24 and P(S ≥ 4) = 4/24; for n = 5, P(S ≥ 8) = 5/120.
test.each([
  { y: [1, 2, 3, 4], p: 2 / 24 },
  { y: [1, 2, 4, 3], p: 8 / 24 },
  { y: [1, 2, 3, 5, 4], p: 10 / 120 },
  { y: [5, 4, 3, 2, 1], p: 2 / 120 },
  { y: [3, 1, 4, 2], p: 1 },
])('short series without ties have the exact p: $y', ({ y, p }) => {
  expect(mannKendall(y)).toMatchObject({ method: 'exact' });
  expect(mannKendall(y).p).toBeCloseTo(p, 12);
});

test('ties and longer series take the normal approximation', () => {
  expect(mannKendall([1, 2, 2, 3]).method).toBe('normal');
  expect(mannKendall(Array.from({ length: 12 }, (_, i) => i)).method).toBe('exact');
  expect(mannKendall(Array.from({ length: 13 }, (_, i) => i)).method).toBe('normal');
  expect(mannKendall([1, 2, 3, 4], { method: 'normal' }).method).toBe('normal');
});

test('tau is the share of rising pairs less that of falling ones, and undefined without differing months', () => {
  expect(kendallTau([1, 2, 3, 5, 4]).tau).toBeCloseTo(0.8, 12);
  expect(kendallTau([2, 2, 2])).toEqual({ tau: null, p: null });
});
