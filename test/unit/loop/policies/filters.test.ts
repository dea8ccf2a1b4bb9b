import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { itemsToDraw, kCenter, randomControl, topByScore } from '../../../../src/loop/policies/filters.ts';

test('the most real items are kept, in their own order', () => {
  expect([...topByScore(Float64Array.of(0.1, 0.9, 0.5, 0.7), 3)]).toEqual([1, 2, 3]);
});
test('of equal scores the earlier item is kept', () => {
  expect([...topByScore(Float32Array.of(2, 1, 2, 2), 2)]).toEqual([0, 2]);
});
test('a score that is no number is refused', () => {
  expect(() => topByScore(Float64Array.of(1, Number.NaN), 1)).toThrow(/NaN/);
});

test('the farthest item is taken again and again', () => {
  // On a line: 0, then 10 (farthest from 0), then 4 (4 from 0; 1 is 1, 9 is 1).
  const features = { values: Float64Array.of(0, 1, 10, 9, 4), dimension: 1 };
  expect([...kCenter(features, 1)]).toEqual([0]);
  expect([...kCenter(features, 2)]).toEqual([0, 2]);
  expect([...kCenter(features, 3)]).toEqual([0, 2, 4]);
  expect([...kCenter(features, 5)]).toEqual([0, 1, 2, 3, 4]);
});
test('equal items are kept only when nothing else is left', () => {
  const features = { values: Float32Array.of(1, 1, 1, 1, 2, 2), dimension: 2 };
  expect([...kCenter(features, 2)]).toEqual([0, 2]);
  expect([...kCenter(features, 3)]).toEqual([0, 1, 2]);
});
test('numbers that make no whole rows are refused', () => {
  expect(() => kCenter({ values: new Float32Array(5), dimension: 2 }, 1)).toThrow(/rows of 2 numbers/);
});

test('the control keeps as many, the same ones under the same seed', () => {
  const kept = randomControl(100, 30, createRng(2));
  expect(kept).toHaveLength(30);
  expect(new Set(kept).size).toBe(30);
  expect(randomControl(100, 30, createRng(2))).toEqual(kept);
  expect(randomControl(100, 30, createRng(3))).not.toEqual(kept);
});

test.each([
  [100, 0.3, 334],
  [100, 1, 100],
  [0, 0.5, 0],
])('%d items left of a share %d need %d drawn', (items, share, drawn) => {
  expect(itemsToDraw(items, share)).toBe(drawn);
});
test.each([
  ['more than there are', () => topByScore(Float64Array.of(1), 2)],
  ['a negative count', () => kCenter({ values: Float64Array.of(1), dimension: 1 }, -1)],
  ['a share of nothing', () => itemsToDraw(10, 0)],
  ['a share above 1', () => itemsToDraw(10, 1.1)],
])('%s is refused', (_, act) => {
  expect(act).toThrow(RangeError);
});
