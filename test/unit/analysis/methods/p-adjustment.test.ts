import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../../src/analysis/methods/benjamini-hochberg.ts';
import { holm } from '../../../../src/analysis/methods/holm.ts';

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

// Benjamini & Hochberg (1995), section 4.1: 15 p-values, of which their procedure rejects 4 at 0.05 and Holm's 3.
const PAPER = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

test('the example of the paper rejects four, and Holm three', () => {
  expect(benjaminiHochberg(PAPER).filter((p) => p! <= 0.05)).toHaveLength(4);
  expect(holm(PAPER).filter((p) => p! <= 0.05)).toHaveLength(3);
});

test('adjusted values stay in the places of their p', () => {
  expect(benjaminiHochberg([0.5, 0.01, 0.02])).toEqual(close([0.5, 0.03, 0.03]));
  expect(holm([0.5, 0.01, 0.02])).toEqual(close([0.5, 0.03, 0.04]));
});

test('tests without a result are not counted', () => {
  expect(benjaminiHochberg([null, 0.04, null])).toEqual([null, 0.04, null]);
  expect(holm([null, 0.04, null])).toEqual([null, 0.04, null]);
  expect(benjaminiHochberg([])).toEqual([]);
});

test('a p outside [0, 1] is refused', () => {
  expect(() => benjaminiHochberg([1.5])).toThrow(RangeError);
  expect(() => holm([Number.NaN])).toThrow(RangeError);
});
