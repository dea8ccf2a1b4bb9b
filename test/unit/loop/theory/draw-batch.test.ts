import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { drawMoments, drawPoints } from '../../../../src/loop/theory/draw-batch.ts';

const replications = 20_000;

test.each([
  ['points', drawPoints, 2],
  ['points', drawPoints, 10],
  ['moments', drawMoments, 2],
  ['moments', drawMoments, 3],
  ['moments', drawMoments, 10],
  ['moments', drawMoments, 501],
] as const)('%s of N(3, 4): mean and sum of squares have the right mean and variance', (_, draw, items) => {
  const rng = createRng(items);
  const batches = Array.from({ length: replications }, () => draw(3, 2, items, rng));
  const means = batches.map((batch) => (batch.mean - 3) / Math.sqrt(4 / items));
  const squares = batches.map((batch) => batch.sumOfSquares / 4);
  const degrees = items - 1;
  expect(Math.abs(average(means))).toBeLessThan(4 / Math.sqrt(replications));
  expect(Math.abs(average(means.map((z) => z * z)) - 1)).toBeLessThan(4 * Math.sqrt(2 / replications));
  expect(Math.abs(average(squares) - degrees)).toBeLessThan(4 * Math.sqrt((2 * degrees) / replications));
  // Fourth central moment of a chi-square with k degrees: 12k(k + 4); its variance: 2k.
  const spread = Math.sqrt((12 * degrees * (degrees + 4) - 4 * degrees * degrees) / replications);
  expect(Math.abs(average(squares.map((x) => (x - degrees) ** 2)) - 2 * degrees)).toBeLessThan(4 * spread);
});

test('a single item has no spread of its own', () => {
  expect(drawMoments(0, 1, 1, createRng(1)).sumOfSquares).toBe(0);
  expect(drawPoints(0, 1, 1, createRng(1)).sumOfSquares).toBe(0);
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
