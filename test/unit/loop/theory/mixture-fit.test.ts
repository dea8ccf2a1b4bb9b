import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { fitMixture } from '../../../../src/loop/theory/mixture-fit.ts';

const rng = createRng('mixture');
const items = Float64Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 10 + 2 * rng.normal() : rng.normal()));

test('two well separated clusters are told apart', () => {
  const { weights, means, variances } = fitMixture(items, 2);
  expect(weights[0]).toBeCloseTo(2 / 3, 1);
  expect(Math.abs(means[0]!)).toBeLessThan(0.2);
  expect(Math.abs(means[1]! - 10)).toBeLessThan(0.6);
  expect(Math.abs(variances[1]! - 4)).toBeLessThan(1.2);
});

test.each([1, 2, 5, 40])('a fit with up to %d components has the mean and variance of its items', (components) => {
  const { weights, means, variances } = fitMixture(items, components);
  const mean = items.reduce((sum, item) => sum + item, 0) / items.length;
  const variance = items.reduce((sum, item) => sum + (item - mean) ** 2, 0) / items.length;
  const fitted = weights.reduce((sum, weight, k) => sum + weight * means[k]!, 0);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(fitted).toBeCloseTo(mean, 11);
  expect(weights.reduce((sum, weight, k) => sum + weight * (variances[k]! + (means[k]! - fitted) ** 2), 0)).toBeCloseTo(
    variance,
    10,
  );
});

test('a component that sits on repeated values dies', () => {
  const repeated = Float64Array.from({ length: 40 }, (_, i) => (i < 10 ? 5 : i / 40));
  expect(fitMixture(repeated, 2).weights.length).toBeLessThanOrEqual(2);
  expect(Math.min(...fitMixture(repeated, 4).variances)).toBeGreaterThan(0);
});
