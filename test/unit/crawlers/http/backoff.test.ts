import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { backoffMs } from '../../../../src/crawlers/http/backoff.ts';

test('waits fill the whole span from 0 to base times two to the attempt', () => {
  const rng = createRng(1);
  const waits = Array.from({ length: 2000 }, () => backoffMs(1000, 3, rng));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...waits)).toBeLessThan(8000);
  // The mean of 2,000 uniform draws on [0, 8000) has a standard error of 52: five of them.
  expect(Math.abs(waits.reduce((a, b) => a + b) / 2000 - 4000)).toBeLessThan(260);
});

test('no wait is longer than ten minutes', () => {
  const rng = createRng(1);
  expect(Math.max(...Array.from({ length: 200 }, () => backoffMs(1000, 30, rng)))).toBeLessThan(600_000);
});

test('the same seed waits the same', () => {
  expect(backoffMs(1000, 2, createRng(7))).toBe(backoffMs(1000, 2, createRng(7)));
});
