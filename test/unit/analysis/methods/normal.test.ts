import { expect, test } from 'vitest';
import { normalCdf, twoSidedNormalP } from '../../../../src/analysis/methods/normal.ts';

// Abramowitz & Stegun (1964), table 26.1; the last by the asymptotic series of erfc.
test.each([
  { z: 0, p: 1 },
  { z: 1.23456, p: 0.21699 },
  { z: -1.959963984540054, p: 0.05 },
  { z: 3, p: 0.002699796 },
])('p of z = $z', ({ z, p }) => {
  expect(twoSidedNormalP(z)).toBeCloseTo(p, 5);
});

test('far tails keep their digits', () => {
  expect(twoSidedNormalP(20) / 5.507248237212e-89).toBeCloseTo(1, 9);
  expect(normalCdf(-20) / 2.753624118606e-89).toBeCloseTo(1, 9);
});
