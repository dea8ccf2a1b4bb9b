import { describe, expect, test } from 'vitest';
import {
  fromRows,
  normalizeRows,
  requireFeatures,
  requirePair,
  takeRows,
  transpose,
} from '../../../../src/loop/metrics/feature-matrix.ts';
import { inSinglePrecision, randomFeatures } from './random-features.ts';

test('a transpose swaps rows and columns, also beyond one tile', () => {
  const matrix = randomFeatures(70, 37, 'transpose');
  const turned = transpose(matrix);
  expect([turned.rows, turned.columns]).toEqual([37, 70]);
  expect(turned.values[36 * 70 + 69]).toBe(matrix.values[69 * 37 + 36]);
  expect(transpose(turned)).toEqual(matrix);
});

test('rows may be taken in any order and more than once, and keep their precision', () => {
  const rows = takeRows(
    inSinglePrecision(
      fromRows([
        [1, 2],
        [3, 4],
      ]),
    ),
    [1, 1, 0],
  );
  expect(rows).toEqual({ rows: 3, columns: 2, values: Float32Array.of(3, 4, 3, 4, 1, 2) });
});

test('rows are scaled to length 1, and a zero vector is refused', () => {
  const { values } = normalizeRows(fromRows([[3, 4]]));
  expect(values[0]).toBeCloseTo(0.6, 15);
  expect(values[1]).toBeCloseTo(0.8, 15);
  expect(() =>
    normalizeRows(
      fromRows([
        [1, 0],
        [0, 0],
      ]),
    ),
  ).toThrow(/row 1 must not be the zero vector/);
});

describe('features are refused', () => {
  const good = fromRows([
    [1, 2],
    [3, 4],
  ]);
  test('when there are too few items', () => {
    expect(() => requireFeatures('the set', good, 3)).toThrow('the set must have at least 3 items, got 2');
  });
  test('when a value is not finite, naming the item', () => {
    expect(() =>
      requireFeatures(
        'the set',
        fromRows([
          [1, 2],
          [3, Number.NaN],
        ]),
        1,
      ),
    ).toThrow('got NaN in item 1');
  });
  test('when the length is not rows · columns', () => {
    expect(() => requireFeatures('the set', { ...good, columns: 3 }, 1)).toThrow('2 × 3 values, got 4');
  });
  test('when two sets come from different encoders', () => {
    expect(() => requirePair(good, fromRows([[1], [2]]), 1)).toThrow('got 2 and 1 features');
  });
  test('when rows differ in length', () => {
    expect(() => fromRows([[1, 2], [3]])).toThrow('row 1 must have 2 columns, got 1');
  });
});
