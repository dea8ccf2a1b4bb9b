import { describe, expect, test } from 'vitest';
import { instantFromHttpDate, retryAfterMs } from '../../../../src/crawlers/http/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1);
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

test('digits are seconds, however many', () => {
  expect(retryAfterMs('120', undefined, NOW)).toBe(120_000);
  expect(retryAfterMs('86400', undefined, NOW)).toBe(86_400_000);
  expect(retryAfterMs(' 0 ', undefined, NOW)).toBe(0);
});

test.each(['Sun, 06 Nov 1994 08:50:37 GMT', 'Sunday, 06-Nov-94 08:50:37 GMT', 'Sun Nov  6 08:50:37 1994'])(
  'the date form %s counts from the reply, not from our clock',
  (value) => {
    expect(retryAfterMs(value, DATE, NOW)).toBe(60_000);
  },
);

test('a date before the reply means no wait', () => {
  expect(retryAfterMs('Sun, 06 Nov 1994 08:00:00 GMT', DATE, NOW)).toBe(0);
});

test('without a Date header our clock counts', () => {
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', undefined, NOW)).toBe(30_000);
});

test.each(['', '-5', '+5', '1.5', '5s', 'soon', 'Sun, 31 Feb 1994 08:50:37 GMT', '2026-01-01T00:00:00Z'])(
  'the malformed value "%s" is ignored, not read as 0',
  (value) => {
    expect(retryAfterMs(value, DATE, NOW)).toBeUndefined();
  },
);

test('no header, no pause', () => {
  expect(retryAfterMs(undefined, DATE, NOW)).toBeUndefined();
});

describe('two digits for the year', () => {
  test('up to 50 years ahead are this century', () => {
    expect(instantFromHttpDate('Wednesday, 06-Nov-75 08:49:37 GMT', NOW)).toBe(Date.UTC(2075, 10, 6, 8, 49, 37));
  });
  test('more than 50 years ahead are the last', () => {
    expect(instantFromHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  });
});
