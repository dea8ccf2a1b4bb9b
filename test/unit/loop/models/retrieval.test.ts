import { expect, test } from 'vitest';
import { fromRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { retrievalAccuracy } from '../../../../src/loop/models/retrieval.ts';

const axes = fromRows([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]);

test('images whose own text is the nearest are right', () => {
  expect(retrievalAccuracy(axes, axes)).toBe(1);
  const turned = fromRows([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ]);
  expect(retrievalAccuracy(axes, turned)).toBeCloseTo(1 / 3, 12);
});

test('a text that is as near as the own one makes an image wrong', () => {
  const alike = fromRows([
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ]);
  expect(retrievalAccuracy(axes, alike)).toBe(0);
});
