import { expect, test } from 'vitest';
import { type CohortWindow, countTable } from '../../../src/analysis/count-table.ts';
import { slopeEstimate } from '../../../src/analysis/trend.ts';
import { monthFromText, textFromMonth } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import { activityOf } from '../../support/activity.ts';

const FROM = monthFromText('2022-01');
const WINDOW: CohortWindow = { from: FROM, to: FROM + 21, cutoff: FROM };

/** Month i has 50 − i artists, each one in all months up to theirs. */
function falling(months: number, lastFullMonth = '2024-01') {
  return Array.from({ length: 50 }, (_, artist) => ({
    firstUploadAt: '2020-01-01T00:00:00Z',
    lastFullMonth,
    uploads: Object.fromEntries(
      Array.from({ length: Math.min(months, 50 - artist) }, (_, i) => [textFromMonth(FROM + i), 1]),
    ),
  }));
}

test('the slope is in per cent of the window mean a year, and its interval holds it', () => {
  const table = countTable(activityOf(falling(22)), 0, [WINDOW], 500, createRng(1));
  const slope = slopeEstimate(table, WINDOW, 'artists', 'senior');
  // 50, 49, …, 29: mean 39.5, slope −1 a month.
  expect(slope.percentPerYear).toBeCloseTo(-1200 / 39.5, 10);
  expect(slope.theilSenPercentPerYear).toBeCloseTo(-1200 / 39.5, 10);
  expect(slope.low!).toBeLessThan(slope.percentPerYear!);
  expect(slope.high!).toBeGreaterThan(slope.percentPerYear!);
  expect(slope.months).toBe(22);
});

test('months that were not observed are left out of the fit', () => {
  const table = countTable(activityOf(falling(12, '2022-12')), 0, [WINDOW], 50, createRng(1));
  const slope = slopeEstimate(table, WINDOW, 'artists', 'all');
  expect(slope.months).toBe(12);
  expect(slope.percentPerYear).toBeCloseTo(-1200 / 44.5, 10);
});

test('there is no slope where nothing was uploaded or too little was observed', () => {
  const empty = countTable(activityOf([{ uploads: { '2019-01': 1 } }]), 0, [WINDOW], 20, createRng(1));
  expect(slopeEstimate(empty, WINDOW, 'artists', 'all').percentPerYear).toBeNull();
  const short = countTable(activityOf(falling(22, '2022-05')), 0, [WINDOW], 20, createRng(1));
  expect(slopeEstimate(short, WINDOW, 'artists', 'all')).toMatchObject({ percentPerYear: null, low: null, months: 5 });
});

test('less than one a month on average is too little for a slope', () => {
  const rare = activityOf([
    { uploads: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [textFromMonth(FROM + i), 1])) },
  ]);
  const table = countTable(rare, 0, [WINDOW], 20, createRng(1));
  expect(slopeEstimate(table, WINDOW, 'artists', 'all')).toMatchObject({ percentPerYear: null, meanPerMonth: 21 / 22 });
});

test('a window that the table was not made for is refused', () => {
  const table = countTable(activityOf(falling(22)), 0, [WINDOW], 20, createRng(1));
  expect(() => slopeEstimate(table, { ...WINDOW }, 'artists', 'all')).toThrow(RangeError);
});
