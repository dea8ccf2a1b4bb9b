import { expect, test } from 'vitest';
import { addCells } from '../../../src/analysis/cohorts/cells.ts';
import type { CohortWindow } from '../../../src/analysis/cohorts/windows.ts';
import { monthlySeries, seriesSlope } from '../../../src/analysis/series.ts';
import { monthFromText, textFromMonth } from '../../../src/core/month.ts';
import type { Group, Measure } from '../../../src/core/trend-tables.ts';
import { activityOf, type TestArtist } from '../../support/activity.ts';
import { resampled } from '../../support/cells.ts';

const WINDOW: CohortWindow = {
  from: monthFromText('2021-11'),
  to: monthFromText('2022-03'),
  cutoff: monthFromText('2022-01'),
};

function values(artists: readonly TestArtist[], measure: Measure, group: Group): (number | null)[] {
  const { activity, cells } = resampled(activityOf(artists), WINDOW);
  return monthlySeries(cells, Math.min(...activity.lastFullMonth), measure, group).map(({ value }) => value);
}

const SENIOR = { uploads: { '2019-05': 9, '2021-11': 5, '2022-02': 2 } };
const JUNIOR = { uploads: { '2022-01': 3, '2022-02': 1 } };

test('five uploads of one artist in a month count five, and one under the cap', () => {
  expect(values([SENIOR], 'uploads', 'all')).toEqual([5, 0, 0, 2, 0]);
  expect(values([SENIOR], 'artists', 'all')).toEqual([1, 0, 0, 1, 0]);
});

test('seniors and juniors are counted apart and add up to all', () => {
  const artists = [SENIOR, JUNIOR, JUNIOR];
  expect(values(artists, 'uploads', 'senior')).toEqual([5, 0, 0, 2, 0]);
  expect(values(artists, 'uploads', 'junior')).toEqual([0, 0, 6, 2, 0]);
  expect(values(artists, 'uploads', 'all')).toEqual([5, 0, 6, 4, 0]);
  expect(values(artists, 'artists', 'all')).toEqual([1, 0, 2, 3, 0]);
});

test('months after the last one that was read for every artist are null, not zero', () => {
  const stale = { ...JUNIOR, lastFullMonth: '2022-01' };
  expect(values([SENIOR, stale], 'uploads', 'all')).toEqual([5, 0, 3, null, null]);
});

test('uploads outside the window change nothing', () => {
  expect(values([{ uploads: { '2021-10': 1, '2022-04': 1 } }], 'uploads', 'all')).toEqual([0, 0, 0, 0, 0]);
});

test('the band holds the value and tells artists apart from uploads', () => {
  const many = Array.from({ length: 200 }, (_, i) => ({ uploads: { '2021-11': i < 100 ? 1 : 3 } }));
  const { cells } = resampled(activityOf(many), WINDOW, { draws: 2000 });
  const [first] = monthlySeries(cells, WINDOW.to, 'uploads', 'all');
  // The total of 200 draws from {1, 3} has standard deviation √200, so a 95 % band of 400 ± 27.7; ± 3 for 2000 draws.
  expect(first!.value).toBe(400);
  expect(Math.abs(first!.low! - 372.3)).toBeLessThan(3);
  expect(Math.abs(first!.high! - 427.7)).toBeLessThan(3);
  const [active] = monthlySeries(cells, WINDOW.to, 'artists', 'all');
  expect(active).toMatchObject({ value: 200, low: 200, high: 200 });
});

test('sites drawn apart are pooled by adding counts', () => {
  const activity = activityOf([
    { site: 'a', ...SENIOR },
    { site: 'b', ...JUNIOR },
  ]);
  const [pool, other] = [0, 1].map((site) => resampled(activity, WINDOW, { site }).cells);
  addCells(pool!, other!);
  const pooled = monthlySeries(pool!, WINDOW.to, 'uploads', 'all');
  expect(pooled.map(({ value }) => value)).toEqual([5, 0, 3, 3, 0]);
});

/** Month i has 50 − i artists, each one in all months up to theirs. */
const FALLING = activityOf(
  Array.from({ length: 50 }, (_, artist) => ({
    firstUploadAt: '2020-01-01T00:00:00Z',
    uploads: Object.fromEntries(
      Array.from({ length: Math.min(22, 50 - artist) }, (_, i) => [textFromMonth(624 + i), 1]),
    ),
  })),
);

test('the slope of a series leaves out the months that are not known', () => {
  const { cells } = resampled(FALLING, { from: 624, to: 645, cutoff: 624 }, { draws: 50 });
  const whole = seriesSlope(cells, 645, 'artists', 'all');
  // 50, 49, …, 29: mean 39.5, slope −1 a month; in the first twelve months the mean is 44.5.
  expect(whole.percentPerYear).toBeCloseTo(-1200 / 39.5, 10);
  expect(whole.low!).toBeLessThan(whole.percentPerYear!);
  expect(seriesSlope(cells, 635, 'artists', 'all').percentPerYear).toBeCloseTo(-1200 / 44.5, 10);
  expect(seriesSlope(cells, 628, 'artists', 'all')).toMatchObject({ percentPerYear: null, months: 5 });
  expect(seriesSlope(cells, 600, 'artists', 'all')).toMatchObject({ percentPerYear: null, months: 0 });
});
