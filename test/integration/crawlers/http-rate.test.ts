import { expect, test } from 'vitest';
import { mostWithin, twoCrawls } from '../../bench/two-crawls.ts';

test('two crawls of one host climb to its ceiling, use it, and never start more in any sliding second', async () => {
  const { mostInASecond, climbedAfterMs, use } = await twoCrawls(50, 7);
  expect(mostInASecond).toBeLessThanOrEqual(50);
  expect(climbedAfterMs).toBeLessThan(6000);
  // 99 % on an idle machine. Timers that come late on a busy one cost use, never the ceiling.
  expect(use).toBeGreaterThan(0.6);
});

test('a sliding window finds a burst that calendar seconds cut in two', () => {
  expect(mostWithin([0, 900, 950, 1050, 1100, 2000], 1000)).toBe(4);
  expect(mostWithin([0, 1000, 2000], 1000)).toBe(1);
});
