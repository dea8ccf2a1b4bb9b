import { describe, expect, test } from 'vitest';
import {
  CENTRAL,
  EASTERN,
  isoCompact,
  isoLocal,
  PACIFIC,
  startOfLocalDay,
  utcOffset,
} from '../../../src/sandbox/time-zones.ts';

describe('local time of the sites', () => {
  test.each([
    ['2023-02-01T00:30:00.000Z', EASTERN, '2023-01-31T19:30:00.000-05:00'],
    ['2023-04-01T00:00:00.000Z', EASTERN, '2023-03-31T20:00:00.000-04:00'],
    ['2023-01-01T04:59:59.999Z', EASTERN, '2022-12-31T23:59:59.999-05:00'],
    ['2021-02-01T00:00:00.000Z', CENTRAL, '2021-01-31T18:00:00.000-06:00'],
    ['2023-10-31T23:59:59.999Z', CENTRAL, '2023-10-31T18:59:59.999-05:00'],
  ] as const)('%s in zone %i reads %s', (utc, zone, local) => {
    expect(isoLocal(Date.parse(utc), zone)).toBe(local);
    expect(new Date(local).toISOString()).toBe(utc);
  });

  test('the website of DeviantArt writes seconds and an offset without a colon', () => {
    expect(isoCompact(Date.UTC(2022, 10, 1), PACIFIC)).toBe('2022-10-31T17:00:00-0700');
    expect(isoCompact(Date.UTC(2021, 0, 1), PACIFIC)).toBe('2020-12-31T16:00:00-0800');
  });

  test('clocks change at 02:00 local time on the second Sunday of March and the first of November', () => {
    expect(isoLocal(Date.UTC(2021, 2, 14, 6, 59, 59, 999), EASTERN)).toBe('2021-03-14T01:59:59.999-05:00');
    expect(isoLocal(Date.UTC(2021, 2, 14, 7), EASTERN)).toBe('2021-03-14T03:00:00.000-04:00');
    expect(isoLocal(Date.UTC(2021, 10, 7, 5, 59), EASTERN)).toBe('2021-11-07T01:59:00.000-04:00');
    expect(isoLocal(Date.UTC(2021, 10, 7, 6), EASTERN)).toBe('2021-11-07T01:00:00.000-05:00');
  });

  test.each([
    [EASTERN, 'America/New_York'],
    [CENTRAL, 'America/Chicago'],
    [PACIFIC, 'America/Los_Angeles'],
  ] as const)('zone %i agrees with %s from 2012 to 2024', (zone, name) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    for (let at = Date.UTC(2012, 0, 1); at < Date.UTC(2024, 0, 15); at += 37 * 3_600_000) {
      const offset = `GMT-${String(-utcOffset(at, zone) / 3_600_000).padStart(2, '0')}:00`;
      expect(format.format(at)).toContain(offset);
    }
  });

  test('a local day begins at local midnight, in winter and in summer', () => {
    expect(new Date(startOfLocalDay(2023, 1, 31, EASTERN)).toISOString()).toBe('2023-01-31T05:00:00.000Z');
    expect(new Date(startOfLocalDay(2023, 7, 1, EASTERN)).toISOString()).toBe('2023-07-01T04:00:00.000Z');
  });
});
