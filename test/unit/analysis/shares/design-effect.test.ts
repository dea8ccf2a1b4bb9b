import { expect, test } from 'vitest';
import { designEffect, flagSums } from '../../../../src/analysis/shares/design-effect.ts';
import { sumsOf } from './label-sums.ts';

const effectOf = (...artists: (readonly [number, number, number])[]) =>
  designEffect([flagSums(sumsOf(636, artists), 0)]);

test('two artists who do all or nothing are worth two works: 10 works have a design effect of 10', () => {
  // K/(K−1) · Σ(y − pn)² = 2 · (2.5² + 2.5²) = 25, against n·p·(1−p) = 2.5.
  expect(effectOf([5, 5, 0], [5, 0, 0])).toBeCloseTo(10, 12);
});

test('artists who all flag the same share have the least effect, 1', () => {
  expect(effectOf([4, 1, 0], [4, 1, 0], [4, 1, 0])).toBe(1);
});

test('months are pooled by their sums', () => {
  const spread = flagSums(
    sumsOf(636, [
      [5, 5, 0],
      [5, 0, 0],
    ]),
    0,
  );
  const alike = flagSums(
    sumsOf(637, [
      [5, 1, 0],
      [5, 1, 0],
    ]),
    0,
  );
  expect(designEffect([spread, alike])).toBeCloseTo(25 / (2.5 + 1.6), 12);
});

test('works of a single artist count as one', () => {
  expect(effectOf([30, 3, 0])).toBe(30);
});

test('where nothing or everything is flagged, or nothing labelled, there is none', () => {
  expect(effectOf([5, 0, 0], [5, 0, 0])).toBeNull();
  expect(effectOf([5, 5, 0], [5, 5, 0])).toBeNull();
  expect(effectOf()).toBeNull();
});

test('assisted works enter flags and their squares by their weight', () => {
  const half = flagSums(
    sumsOf(636, [
      [6, 2, 2],
      [4, 0, 1],
    ]),
    0.5,
  );
  expect(half).toEqual({
    artists: 2,
    labelled: 10,
    flagged: 3.5,
    labelledSquared: 52,
    labelledFlagged: 6 * 3 + 4 * 0.5,
    flaggedSquared: 9 + 0.25,
  });
});
