import { expect, test } from 'vitest';
import { classCounts, concentratedWeights } from '../../../../src/loop/policies/classes.ts';

test('half of all synthetic flowers in 2 of 102 classes', () => {
  const counts = classCounts(1020, concentratedWeights(102, [7, 30], 0.5));
  expect([counts[7], counts[30]]).toEqual([255, 255]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1020);
  // The other 100 classes share 510 items: 5 each and 10 left over.
  expect(counts.filter((count) => count === 5)).toHaveLength(90);
  expect(counts.filter((count) => count === 6)).toHaveLength(10);
});

test('the classes’ own part of all classes is no concentration', () => {
  for (const weight of concentratedWeights(4, [1], 0.25)) expect(weight).toBeCloseTo(0.25, 14);
});

test('everything can crowd into one class', () => {
  expect(classCounts(10, concentratedWeights(3, [2], 1))).toEqual([0, 0, 10]);
});

test.each([
  ['no class', [], 0.5],
  ['all classes', [0, 1, 2], 0.5],
  ['a class twice', [1, 1], 0.5],
  ['a class there is not', [3], 0.5],
  ['a share above 1', [1], 1.5],
])('%s is refused', (_, focus, share) => {
  expect(() => concentratedWeights(3, focus, share)).toThrow(RangeError);
});
