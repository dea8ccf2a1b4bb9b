import { expect, test } from 'vitest';
import { artistsOf, cohortSizes, isSenior } from '../../../../src/analysis/cohorts/seniority.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { activityOf } from '../../../support/activity.ts';

const CUTOFF = monthFromText('2022-01');

test('an upload at exactly midnight of the cutoff makes a junior, a millisecond before makes a senior', () => {
  expect(isSenior(Date.parse('2022-01-01T00:00:00.000Z'), CUTOFF)).toBe(false);
  expect(isSenior(Date.parse('2021-12-31T23:59:59.999Z'), CUTOFF)).toBe(true);
});

test('an artist whose history ends before the window is a senior', () => {
  const activity = activityOf([{ uploads: { '2014-03': 2 } }, { uploads: { '2022-05': 1 } }]);
  expect(cohortSizes(activity, artistsOf(activity, null), CUTOFF, monthFromText('2023-10'), () => true)).toEqual({
    senior: 1,
    junior: 1,
  });
});

test('artists who enter after the end of the window are in neither cohort', () => {
  const activity = activityOf([{ uploads: { '2023-11': 1 } }]);
  expect(cohortSizes(activity, artistsOf(activity, null), CUTOFF, monthFromText('2023-10'), () => true)).toEqual({
    senior: 0,
    junior: 0,
  });
});

test('artists are found by site', () => {
  const activity = activityOf([
    { site: 'a', uploads: { '2021-01': 1 } },
    { site: 'b', uploads: { '2021-01': 1 } },
    { site: 'a', uploads: { '2021-01': 1 } },
  ]);
  expect([...artistsOf(activity, 0)]).toEqual([0, 2]);
  expect([...artistsOf(activity, null)]).toEqual([0, 1, 2]);
});
