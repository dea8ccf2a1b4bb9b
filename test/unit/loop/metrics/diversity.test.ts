import { expect, test } from 'vitest';
import { fromRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { inceptionScore } from '../../../../src/loop/metrics/inception-score.ts';
import { vendiOfKernel, vendiScore } from '../../../../src/loop/metrics/vendi.ts';
import { inSinglePrecision, randomFeatures } from './random-features.ts';

test('the Vendi score of features is the same by items and by dimensions', async () => {
  const narrow = randomFeatures(30, 7, 'vendi');
  const padded = { rows: 30, columns: 40, values: new Float64Array(30 * 40) };
  for (let i = 0; i < 30; i++) padded.values.set(narrow.values.subarray(i * 7, (i + 1) * 7), i * 40);
  expect(await vendiScore(narrow)).toBeCloseTo(await vendiScore(padded), 10);
  expect(await vendiScore(inSinglePrecision(narrow))).toBeCloseTo(await vendiScore(narrow), 5);
});

test('higher orders of the Vendi score weigh common kinds more', async () => {
  // Three items of one kind and one of another: shares 3/4 and 1/4.
  const items = fromRows([
    [1, 0],
    [2, 0],
    [3, 0],
    [0, 1],
  ]);
  expect(await vendiScore(items, { order: 0 })).toBeCloseTo(2, 12);
  expect(await vendiScore(items, { order: 2 })).toBeCloseTo(1.6, 12);
  expect(await vendiScore(items, { order: Number.POSITIVE_INFINITY })).toBeCloseTo(4 / 3, 12);
  await expect(vendiScore(items, { order: -1 })).rejects.toThrow('order must be a number >= 0, got -1');
});

test('the Vendi score refuses zero vectors and kernels that do not have ones on the diagonal', async () => {
  await expect(
    vendiScore(
      fromRows([
        [1, 0],
        [0, 0],
      ]),
    ),
  ).rejects.toThrow(/zero vector/);
  await expect(
    vendiOfKernel(
      fromRows([
        [1, 0],
        [0, 2],
      ]),
    ),
  ).rejects.toThrow('must be 1, got 2 for 1');
});

test('the Inception score of splits has a spread, and rows that are no distribution are refused', () => {
  const split = fromRows([
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
  const { mean, sd } = inceptionScore(split, 2);
  expect(mean).toBeCloseTo(1.5, 12);
  expect(sd).toBeCloseTo(0.5, 12);
  expect(() => inceptionScore(fromRows([[0.9, 0.2]]), 1)).toThrow(/row 0 must hold probabilities/);
  expect(() => inceptionScore(fromRows([[1.5, -0.5]]), 1)).toThrow(/row 0 must hold probabilities/);
  expect(() => inceptionScore(split)).toThrow('at least 10 items, got 4');
});
