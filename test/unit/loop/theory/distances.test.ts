import { expect, test } from 'vitest';
import { distancesFromStandardNormal, hellingerDistance, klDivergence } from '../../../../src/loop/theory/distances.ts';

test('distances of N(1, 4) from N(0, 1) are those of the formulas for one dimension', () => {
  const { w2Squared, kl, hellinger } = distancesFromStandardNormal(
    Float64Array.of(1),
    Float64Array.of(4),
    Float64Array.of(4),
  );
  expect(w2Squared).toBeCloseTo(1 + (2 - 1) ** 2, 14);
  expect(kl).toBeCloseTo(Math.log(1 / 2) + (4 + 1) / 2 - 1 / 2, 14);
  expect(hellinger).toBeCloseTo(Math.sqrt(1 - Math.sqrt(4 / 5) * Math.exp(-1 / 20)), 14);
});

test('in two dimensions with correlation, distances do not depend on the axes', () => {
  // Eigenvalues 3 and 1/2 of a covariance turned by 45°, mean along the first eigenvector.
  const turned = distancesFromStandardNormal(
    Float64Array.of(Math.SQRT1_2, Math.SQRT1_2),
    Float64Array.of(1.75, 1.25, 1.25, 1.75),
    Float64Array.of(3, 0.5),
  );
  const straight = distancesFromStandardNormal(
    Float64Array.of(1, 0),
    Float64Array.of(3, 0, 0, 0.5),
    Float64Array.of(3, 0.5),
  );
  expect(turned.w2Squared).toBeCloseTo(straight.w2Squared, 13);
  expect(turned.kl).toBeCloseTo(straight.kl, 13);
  expect(turned.hellinger).toBeCloseTo(straight.hellinger, 13);
  expect(straight.w2Squared).toBeCloseTo(1 + (Math.sqrt(3) - 1) ** 2 + (Math.SQRT1_2 - 1) ** 2, 13);
});

test('a distribution has no distance from itself', () => {
  const { w2Squared, kl, hellinger } = distancesFromStandardNormal(
    Float64Array.of(0),
    Float64Array.of(1),
    Float64Array.of(1),
  );
  expect([w2Squared, kl, hellinger]).toEqual([0, 0, 0]);
  expect(hellingerDistance([0.5, 0.5], [0.5, 0.5])).toBeCloseTo(0, 7);
  expect(klDivergence([0.5, 0.5], [0.5, 0.5])).toBe(0);
});

test('discrete distances by hand', () => {
  expect(hellingerDistance([1, 0], [0, 1])).toBe(1);
  expect(hellingerDistance([1, 0], [0.25, 0.75])).toBeCloseTo(Math.SQRT1_2, 14);
  expect(klDivergence([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2, 14);
  expect(klDivergence([0.5, 0.5], [1, 0])).toBe(Number.POSITIVE_INFINITY);
  expect(() => klDivergence([1], [0.5, 0.5])).toThrow(/as many classes/);
});
