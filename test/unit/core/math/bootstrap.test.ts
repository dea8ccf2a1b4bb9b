import { expect, test } from 'vitest';
import {
  type ClusterCounts,
  clusterBootstrap,
  multinomialWeights,
  tally,
} from '../../../../src/core/math/bootstrap.ts';
import { createRng } from '../../../../src/core/rng.ts';

/** Three clusters, two cells: (5, 0), (1, 2), (0, 0). */
const counts: ClusterCounts = {
  clusters: 3,
  cells: 2,
  start: Uint32Array.of(0, 1, 3, 3),
  cell: Uint32Array.of(0, 0, 1),
  value: Uint32Array.of(5, 1, 2),
};

test('a tally takes every cluster once', () => {
  expect([...tally(counts)]).toEqual([6, 2]);
});

test('a draw adds each cluster as often as it was drawn', () => {
  const listed = [
    [2, 1, 0],
    [0, 0, 3],
  ];
  let draw = 0;
  const result = clusterBootstrap(counts, 2, (weights) => weights.set(listed[draw++]!));
  expect([...result]).toEqual([11, 2, 0, 0]);
});

test('as many clusters are drawn as there are, with the mean and variance of a multinomial', () => {
  const draw = multinomialWeights(createRng('weights'));
  const weights = new Uint16Array(20);
  const draws = 4000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < draws; i++) {
    draw(weights);
    expect(weights.reduce((total, weight) => total + weight, 0)).toBe(20);
    sum += weights[3]!;
    squares += weights[3]! ** 2;
  }
  const mean = sum / draws;
  // One weight is binomial(20, 1/20): mean 1 with standard error 0.0154, variance 0.95 with standard error 0.03; 4 of each.
  expect(Math.abs(mean - 1)).toBeLessThan(0.062);
  expect(Math.abs(squares / draws - mean ** 2 - 0.95)).toBeLessThan(0.12);
});

test('the same seed draws the same', () => {
  const once = clusterBootstrap(counts, 50, multinomialWeights(createRng(3)));
  expect(clusterBootstrap(counts, 50, multinomialWeights(createRng(3)))).toEqual(once);
  expect(clusterBootstrap(counts, 50, multinomialWeights(createRng(4)))).not.toEqual(once);
});

test('no draws are refused', () => {
  expect(() => clusterBootstrap(counts, 0, multinomialWeights(createRng(1)))).toThrow(RangeError);
});
