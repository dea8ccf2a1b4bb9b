import { expect, test } from 'vitest';
import { type CohortWindow, countTable, poolTables } from '../../../src/analysis/count-table.ts';
import { monthlySeries } from '../../../src/analysis/series.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import type { Group, Measure } from '../../../src/core/trend-tables.ts';
import { activityOf, type TestArtist } from '../../support/activity.ts';

const WINDOW: CohortWindow = {
  from: monthFromText('2021-11'),
  to: monthFromText('2022-03'),
  cutoff: monthFromText('2022-01'),
};

function values(artists: readonly TestArtist[], measure: Measure, group: Group): (number | null)[] {
  const table = countTable(activityOf(artists), 0, [WINDOW], 20, createRng(1));
  return monthlySeries(table, WINDOW, measure, group).map(({ value }) => value);
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
  const table = countTable(activityOf(many), 0, [WINDOW], 2000, createRng(2));
  const [first] = monthlySeries(table, WINDOW, 'uploads', 'all');
  // The total of 200 draws from {1, 3} has standard deviation √200, so a 95 % band of 400 ± 27.7; ± 3 for 2000 draws.
  expect(first!.value).toBe(400);
  expect(Math.abs(first!.low! - 372.3)).toBeLessThan(3);
  expect(Math.abs(first!.high! - 427.7)).toBeLessThan(3);
  const [active] = monthlySeries(table, WINDOW, 'artists', 'all');
  expect(active).toMatchObject({ value: 200, low: 200, high: 200 });
});

test('sites drawn apart are pooled by adding counts, and known as far as the least known of them', () => {
  const activity = activityOf([
    { site: 'a', ...SENIOR },
    { site: 'b', ...JUNIOR, lastFullMonth: '2022-02' },
  ]);
  const tables = [0, 1].map((site) => countTable(activity, site, [WINDOW], 20, createRng(site)));
  const pooled = monthlySeries(poolTables(tables), WINDOW, 'uploads', 'all');
  expect(pooled.map(({ value }) => value)).toEqual([5, 0, 3, 3, null]);
});

test('pooling nothing is refused', () => {
  expect(() => poolTables([])).toThrow(RangeError);
});
