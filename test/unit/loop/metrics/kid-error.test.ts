import { expect, test } from 'vitest';
import { meanAndVariance } from '../../../../src/core/math/mean.ts';
import { takeRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { kid } from '../../../../src/loop/metrics/kid.ts';
import { kidWithError } from '../../../../src/loop/metrics/kid-error.ts';
import { randomFeatures } from './random-features.ts';

const a = randomFeatures(30, 4, 'a');
const b = randomFeatures(40, 4, 'b', 1.2, 0.3);

test('the value is the kernel distance over all pairs', async () => {
  expect((await kidWithError(a, b)).kid).toBeCloseTo(await kid(a, b), 10);
});

test('the error is how the distance moves as each item is left out', async () => {
  const others = (rows: number, left: number) => Array.from({ length: rows }, (_, i) => i).filter((i) => i !== left);
  const withoutA = await Promise.all(Array.from({ length: 30 }, (_, left) => kid(takeRows(a, others(30, left)), b)));
  const withoutB = await Promise.all(Array.from({ length: 40 }, (_, left) => kid(a, takeRows(b, others(40, left)))));
  const part = (values: readonly number[]) =>
    ((values.length - 1) ** 2 / values.length) * meanAndVariance(values).variance;
  const { standardError } = await kidWithError(a, b);
  expect(standardError).toBeCloseTo(Math.sqrt(part(withoutA) + part(withoutB)), 10);
});

test('the error is about the deviation of the distance over new sets', async () => {
  const values: number[] = [];
  const errors: number[] = [];
  for (let draw = 0; draw < 60; draw++) {
    const { kid: value, standardError } = await kidWithError(
      randomFeatures(60, 4, `a${draw}`),
      randomFeatures(60, 4, `b${draw}`, 1.2, 0.3),
    );
    values.push(value);
    errors.push(standardError);
  }
  const ratio = meanAndVariance(errors).mean / Math.sqrt(meanAndVariance(values).variance);
  expect(ratio).toBeGreaterThan(0.75);
  expect(ratio).toBeLessThan(1.35);
});

test('sets of two items have no error', async () => {
  await expect(kidWithError(takeRows(a, [0, 1]), b)).rejects.toThrow(RangeError);
});
