import { describe, expect, test } from 'vitest';
import { monthFromInstant, textFromMonth } from '../../../src/core/month.ts';
import { instantFromSiteDate } from '../../../src/crawlers/dates.ts';

const BORDERS: readonly (readonly [string | number, string])[] = [
  ['2023-01-31T19:30:00.000-05:00', '2023-02'],
  ['2023-03-31T20:00:00.000-04:00', '2023-04'],
  ['2022-12-31T23:59:59.999-05:00', '2023-01'],
  ['2021-01-31T18:00:00.000-06:00', '2021-02'],
  ['2023-10-31T18:59:59.999-05:00', '2023-10'],
  ['1667260800', '2022-11'],
  ['1667260799', '2022-10'],
  [1667260800, '2022-11'],
  ['2022-10-31T17:00:00-0700', '2022-11'],
  ['Mon, 31 Oct 2022 17:00:00 PDT', '2022-11'],
  ['Thu, 31 Dec 2020 16:00:00 PST', '2021-01'],
  ['2021-01-01 00:00:00 UTC', '2021-01'],
  ['2020-12-31 23:59:59.99999 UTC', '2020-12'],
];

describe.each([
  ['UTC', 0],
  ['America/New_York', 300],
  ['America/Los_Angeles', 480],
  ['Asia/Kolkata', -330],
])('in a process in %s', (zone, minutesWest) => {
  test.each(BORDERS)('%s falls into %s', (raw, month) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      expect(new Date(2023, 0, 15).getTimezoneOffset()).toBe(minutesWest);
      expect(textFromMonth(monthFromInstant(instantFromSiteDate(raw)!))).toBe(month);
    } finally {
      process.env.TZ = before;
    }
  });
});

test('digits below the millisecond are cut, not rounded', () => {
  expect(instantFromSiteDate('2008-06-10 03:08:07.34299 UTC')).toBe(Date.UTC(2008, 5, 10, 3, 8, 7, 342));
});

test.each([
  '2023-01-31T19:30:00',
  '2023-01-31',
  '2023-02-30T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-01-01T25:00:00Z',
  '2023-01-31T20:00:00+99:99',
  '2023-01-31T20:00:00-24:00',
  'Mon, 31 Oct 2022 17:00:00 XYZ',
  'yesterday',
  '',
  -5,
  Number.NaN,
])('%s is refused: no zone, or no date', (raw) => {
  expect(instantFromSiteDate(raw)).toBeUndefined();
});
