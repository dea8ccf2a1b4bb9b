import { expect, test } from 'vitest';
import { matchedAdditions, matchedAlpha } from '../../../../src/loop/schedules/matched.ts';
import { flowsOf } from '../flow-of.ts';

test.each([
  [0, 0],
  [0.2, 0.25],
  [1 / 3, 0.5],
  [0.5, 1],
  [2 / 3, 2],
])('share %d is alpha %d', (share, alpha) => {
  expect(matchedAlpha(share)).toBeCloseTo(alpha, 14);
});

test('the newest items have the share of the uploads in the new set', () => {
  // 100 → +25 = 125 → +125 = 250 → +750 = 1000
  expect(matchedAdditions(flowsOf([7, 0.2], [7, 0.5], [7, 0.75]), 100)).toEqual([
    { real: 0, synthetic: 25 },
    { real: 0, synthetic: 125 },
    { real: 0, synthetic: 750 },
  ]);
});

test('shares of one third grow 1020 items to 1530, 2295 and 3442.5 rounded, as the paper’s alpha 0.5 does', () => {
  const [first, second, third] = matchedAdditions(flowsOf([1, 1 / 3], [1, 1 / 3], [1, 1 / 3]), 1020);
  expect([first?.synthetic, second?.synthetic]).toEqual([510, 765]);
  expect([1147, 1148]).toContain(third?.synthetic);
});

test.each([1, -0.1, Number.NaN])('share %d is refused', (share) => {
  expect(() => matchedAlpha(share)).toThrow(RangeError);
});
