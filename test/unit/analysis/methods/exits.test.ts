import { describe, expect, test } from 'vitest';
import { exitsOf } from '../../../../src/analysis/methods/exits.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

function exitsFrom(artists: readonly TestArtist[], silence?: number) {
  return exitsOf(
    indexActivity(activityOf(artists)),
    Uint32Array.from(artists, (_, i) => i),
    silence,
  );
}

describe('exitsOf', () => {
  test('half a year of silence is an exit in the month of the last upload', () => {
    const { time, event, entryMonth } = exitsFrom([
      { uploads: { '2020-01': 1, '2020-04': 2 }, lastFullMonth: '2020-10' },
    ]);
    expect([...time, ...event]).toEqual([4, 1]);
    expect(entryMonth[0]).toBe(monthFromText('2020-01'));
  });

  test('five months of silence leave the artist censored six months before the end of what is known', () => {
    const { time, event } = exitsFrom([{ uploads: { '2020-01': 1, '2020-05': 2 }, lastFullMonth: '2020-10' }]);
    expect([...time, ...event]).toEqual([4, 0]);
  });

  test('another length of silence moves the line', () => {
    const artists = [{ uploads: { '2020-01': 1, '2020-05': 2 }, lastFullMonth: '2020-10' }];
    expect(exitsFrom(artists, 3).event[0]).toBe(1);
    expect(exitsFrom(artists, 9).time[0]).toBe(1);
  });

  test('uploads after the last full month show that the artist is still there', () => {
    const { event } = exitsFrom([{ uploads: { '2020-01': 1, '2020-11': 1 }, lastFullMonth: '2020-10' }]);
    expect(event[0]).toBe(0);
  });

  test('artists too recent to show an exit, without uploads or stored in part are left out and counted', () => {
    const { artists, dropped } = exitsFrom([
      { uploads: { '2020-05': 1 }, lastFullMonth: '2020-10' },
      { uploads: {}, firstUploadAt: '2020-01-01T00:00:00Z' },
      { uploads: { '2020-01': 1 }, isComplete: false },
      { uploads: { '2020-01': 1 } },
    ]);
    expect(dropped).toEqual({ incomplete: 1, tooRecent: 2 });
    expect([...artists]).toEqual([3]);
  });

  test('silence must be a whole number of months', () => {
    expect(() => exitsFrom([], 0)).toThrow('silence must be a whole number of months >= 1, got 0');
  });
});
