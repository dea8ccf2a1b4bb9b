import { expect, test } from 'vitest';
import { multinomialDraws } from '../../../../src/analysis/cohorts/multinomial.ts';
import { createRng } from '../../../../src/core/rng.ts';

test('a draw takes as many artists as there are, and the same seed the same ones', () => {
  const weights = new Uint16Array(1000);
  const draw = multinomialDraws(createRng(1));
  draw(weights);
  const first = weights.slice();
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(1000);
  draw(weights);
  expect(weights).not.toEqual(first);
  multinomialDraws(createRng(1))(weights);
  expect(weights).toEqual(first);
});

test('weights have the variance and the covariance of a multinomial draw', () => {
  const n = 50;
  const draws = 20_000;
  const weights = new Uint16Array(n);
  const draw = multinomialDraws(createRng('moments'));
  let square = 0;
  let cross = 0;
  let zeros = 0;
  for (let i = 0; i < draws; i++) {
    draw(weights);
    square += (weights[0]! - 1) ** 2;
    cross += (weights[0]! - 1) * (weights[n - 1]! - 1);
    zeros += Number(weights[1] === 0);
  }
  // Variance 1 − 1/n, covariance −1/n, P(0) = (1 − 1/n)^n; four standard errors each.
  expect(Math.abs(square / draws - 0.98)).toBeLessThan(0.05);
  expect(Math.abs(cross / draws + 0.02)).toBeLessThan(0.03);
  expect(Math.abs(zeros / draws - 0.98 ** 50)).toBeLessThan(0.014);
});
