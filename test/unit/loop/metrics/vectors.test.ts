import { expect, test } from 'vitest';
import { errorOf, vectors } from './vectors.ts';

test.each(vectors)('$metric of $of is $reference', async ({ value, reference, tolerance }) => {
  expect(errorOf(await value(), reference)).toBeLessThanOrEqual(tolerance);
});

test('an undefined value counts as an error where a number is expected', () => {
  expect(errorOf(Number.NaN, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(errorOf(0, Number.NaN)).toBe(Number.POSITIVE_INFINITY);
  expect(errorOf(Number.NaN, Number.NaN)).toBe(0);
});
