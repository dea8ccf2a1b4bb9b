import { describe, expect, test } from 'vitest';
import { rateRatio, rateRatioWithPlacebos } from '../../../../src/analysis/methods/rate-ratio.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

const DATE = monthFromText('2022-08');

/** Uploads in each month from–to, and one in the month before as the first. */
function steady(from: string, to: string, uploadsIn: (month: number) => number): Record<string, number> {
  const uploads: Record<string, number> = { [textFromMonth(monthFromText(from) - 1)]: 50 };
  for (let month = monthFromText(from); month <= monthFromText(to); month++) {
    if (uploadsIn(month) > 0) uploads[textFromMonth(month)] = uploadsIn(month);
  }
  return uploads;
}

function indexed(artists: readonly TestArtist[]) {
  return indexActivity(activityOf(artists));
}

function ratioOf(artists: readonly TestArtist[], date = DATE, months?: number) {
  return rateRatio(
    indexed(artists),
    Uint32Array.from(artists, (_, i) => i),
    date,
    months,
  );
}

describe('rateRatio', () => {
  test('compares the uploads a month before and after, the first upload not among them', () => {
    const artists = [
      { uploads: steady('2021-08', '2023-07', (month) => (month < DATE ? 4 : 2)) },
      { uploads: steady('2021-08', '2023-07', (month) => (month < DATE ? 6 : 3)) },
    ];
    const { ratio, low, high, before, after } = ratioOf(artists);
    expect(ratio).toBeCloseTo(0.5, 12);
    expect([before, after]).toEqual([
      { uploads: 120, artistMonths: 24 },
      { uploads: 60, artistMonths: 24 },
    ]);
    expect([low, high]).toEqual([null, null]); // both halve: no difference between artists to judge by
  });

  test('months not known are no zeros', () => {
    const uploads = steady('2021-08', '2022-10', () => 3);
    const { ratio, after } = ratioOf([{ uploads, lastFullMonth: '2022-10' }]);
    expect(ratio).toBeCloseTo(1, 12);
    expect(after).toEqual({ uploads: 9, artistMonths: 3 });
  });

  test('months before an artist came are no zeros', () => {
    const { ratio, before } = ratioOf([{ uploads: steady('2022-06', '2023-07', () => 3) }]);
    expect(ratio).toBeCloseTo(1, 12);
    expect(before).toEqual({ uploads: 6, artistMonths: 2 });
  });

  test('artists on one side only, or stored in part, are left out', () => {
    const { artists } = ratioOf([
      { uploads: steady('2021-08', '2022-05', () => 3) },
      { uploads: steady('2022-09', '2023-05', () => 3) },
      { uploads: steady('2021-08', '2023-05', () => 3), isComplete: false },
      { uploads: steady('2021-08', '2023-05', () => 3) },
    ]);
    expect(artists).toBe(1);
  });

  test('the interval is that of the weighted artists, worked by hand', () => {
    const one = { uploads: { '2022-06': 9, '2022-07': 1, '2022-08': 2 } };
    const two = { uploads: { '2022-06': 9, '2022-07': 3, '2022-08': 2 } };
    const { ratio, low, high } = ratioOf([one, two], DATE, 1);
    expect(ratio).toBeCloseTo(1, 12);
    // Influences ±(2/4 − 1/4), two artists: variance 2·(1/16 + 1/16), and t at 1 degree of freedom reaches 12.7062.
    expect(Math.log(high!)).toBeCloseTo(12.706204736432095 * 0.5, 8);
    expect(Math.log(low!)).toBeCloseTo(-12.706204736432095 * 0.5, 8);
  });

  test('one artist has a ratio without an interval, none has a reason', () => {
    expect(ratioOf([{ uploads: steady('2021-08', '2023-07', () => 1) }])).toMatchObject({
      ratio: 1,
      low: null,
      high: null,
      reason: null,
    });
    expect(ratioOf([])).toMatchObject({
      ratio: null,
      low: null,
      high: null,
      reason: 'no artist uploaded both before and after',
    });
  });

  test('a window of no months is refused', () => {
    expect(() => ratioOf([], DATE, 0)).toThrow('months must be a whole number >= 1, got 0');
  });
});

describe('rateRatioWithPlacebos', () => {
  const placebos = ['2018-08', '2019-08', '2020-08'].map(monthFromText);

  test('a fall at the event alone ranks first among the dates', () => {
    const activity = indexed([{ uploads: steady('2017-01', '2023-07', (month) => (month < DATE ? 4 : 2)) }]);
    const result = rateRatioWithPlacebos(activity, Uint32Array.of(0), DATE, placebos);
    expect(result.placebos.map(({ ratio }) => ratio)).toEqual([1, 1, 1]);
    expect([result.event.ratio, result.rankP, result.leastP]).toEqual([0.5, 0.25, 0.25]);
  });

  test('the same everywhere ranks last', () => {
    const activity = indexed([{ uploads: steady('2017-01', '2023-07', () => 4) }]);
    expect(rateRatioWithPlacebos(activity, Uint32Array.of(0), DATE, placebos).rankP).toBe(1);
  });

  test('there is no rank where a date has no ratio', () => {
    const activity = indexed([{ uploads: steady('2019-01', '2023-07', () => 4) }]);
    expect(rateRatioWithPlacebos(activity, Uint32Array.of(0), DATE, placebos).rankP).toBeNull();
  });
});
