import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { curatedSample, curationBias, curationWeights } from '../../../../src/loop/schedules/curation.ts';

test('weights are favourites to the power gamma', () => {
  expect([...curationWeights([1, 3], 1)]).toEqual([0.25, 0.75]);
  expect([...curationWeights([1, 3], 2)]).toEqual([0.1, 0.9]);
  expect([...curationWeights([0, 3], 0)]).toEqual([0.5, 0.5]);
});

test('choosing the middle narrows what is trained on: variance ½ of the chosen over ⅔ as made', () => {
  const features = { values: Float64Array.of(-1, 0, 1), dimension: 1 };
  expect(curationBias(features, curationWeights([1, 2, 1], 1))).toBeCloseTo(0.75, 14);
  expect(curationBias(features, curationWeights([1, 2, 1], 0))).toBe(1);
  // Three times the favourites on both ends: it widens, and a bias is at most 1.
  expect(curationBias(features, curationWeights([3, 1, 3], 1))).toBe(1);
});

test('features add up their variances', () => {
  // First column as above, second spread twice as far: (½ + 2) / (⅔ + 8/3)
  const features = { values: Float64Array.of(-1, -2, 0, 0, 1, 2), dimension: 2 };
  expect(curationBias(features, curationWeights([1, 2, 1], 1))).toBeCloseTo(0.75, 14);
});

test('one item of two is drawn by its weight: 4,000 draws, four standard errors', () => {
  const weights = curationWeights([1, 3], 1);
  const rng = createRng(4);
  let second = 0;
  for (let draw = 0; draw < 4000; draw++) second += curatedSample(weights, 1, rng)[0]!;
  expect(Math.abs(second / 4000 - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 4000));
});
test('items without a favourite are never drawn', () => {
  expect([...curatedSample(curationWeights([0, 5, 0, 1], 1), 2, createRng(1))]).toEqual([1, 3]);
});

test.each([
  ['no favourite at all', () => curationWeights([0, 0], 1)],
  ['a negative count', () => curationWeights([1, -1], 1)],
  ['a negative gamma', () => curationWeights([1, 1], -1)],
  ['more items than have a weight', () => curatedSample(Float64Array.of(0, 1), 2, createRng(1))],
  [
    'features that do not vary',
    () => curationBias({ values: Float64Array.of(2, 2), dimension: 1 }, Float64Array.of(0.5, 0.5)),
  ],
  ['a row too few', () => curationBias({ values: Float64Array.of(2), dimension: 1 }, Float64Array.of(0.5, 0.5))],
])('%s is refused', (_, act) => {
  expect(act).toThrow(RangeError);
});
