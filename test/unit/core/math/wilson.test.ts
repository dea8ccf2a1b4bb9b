import { expect, test } from 'vitest';
import { wilsonInterval } from '../../../../src/core/math/wilson.ts';

test('600 of 5000 gives the interval worked out by hand', () => {
  const { low, high } = wilsonInterval(600, 5000);
  expect(low).toBeCloseTo(0.1112832, 7);
  expect(high).toBeCloseTo(0.1293003, 7);
});

test('with z = 1 and one success in two trials the interval is 1/2 ± √3/6', () => {
  const { low, high } = wilsonInterval(1, 2, 1);
  expect(low).toBeCloseTo(0.5 - Math.sqrt(3) / 6, 14);
  expect(high).toBeCloseTo(0.5 + Math.sqrt(3) / 6, 14);
});

test('no success in 250 trials reaches from exactly 0 to z²/(n + z²)', () => {
  const { low, high } = wilsonInterval(0, 250);
  expect(low).toBe(0);
  expect(high).toBeCloseTo(0.0151333, 7);
});

test('nothing but successes mirrors no success', () => {
  const { low, high } = wilsonInterval(250, 250);
  expect(low).toBeCloseTo(1 - 0.0151333, 7);
  expect(high).toBe(1);
});

test('no trials say nothing', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test.each([
  [3, 2],
  [-1, 2],
  [0.5, 2],
  [0, Number.NaN],
])('%d of %d is refused', (successes, trials) => {
  expect(() => wilsonInterval(successes, trials)).toThrow(RangeError);
});
