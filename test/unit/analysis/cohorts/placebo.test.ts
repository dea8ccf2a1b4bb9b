import { expect, test } from 'vitest';
import { placeboSlopes } from '../../../../src/analysis/cohorts/placebo.ts';
import { drawnSlopes } from '../../../../src/analysis/cohorts/slopes.ts';
import { olsSlope, percentPerYear } from '../../../../src/analysis/slope.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../../support/activity.ts';
import { resampled } from '../../../support/cells.ts';

const CUTOFF = monthFromText('2022-01');
const TO = monthFromText('2023-10');
const SHOWN = { from: CUTOFF - 12, to: TO, cutoff: CUTOFF };

test('a world without any event gives the same slopes at every cutoff', () => {
  const world = { site: 's', entryPerMonth: 40, exitHazard: 0.03, activity: 0.6, from: CUTOFF - 144, to: TO };
  const placebos = ['2018-01', '2019-01', '2020-01'].map(monthFromText);
  const { activity, artists, isEligible, cells } = resampled(simulateWorlds([world], createRng('stationary')), SHOWN, {
    placebos,
  });
  const slopes = placeboSlopes(activity, artists, isEligible, cells, 'artists');
  expect(slopes).toHaveLength(12);
  for (const { group, percentPerYear: slope } of slopes) {
    // Senior exits of 0.03 a month: −36 % a year of a mean of 0.72 of the start; 6 points for noise.
    if (group === 'senior') expect(Math.abs(slope! + 36)).toBeLessThan(6);
    if (group === 'junior') expect(slope).toBeGreaterThan(60);
    if (group === 'all') expect(Math.abs(slope!)).toBeLessThan(6);
  }
});

test('a placebo sees only artists who had entered by its own end, and names the events in its window', () => {
  const world = { site: 's', entryPerMonth: 2, exitHazard: 0.03, activity: 1, from: CUTOFF - 72, to: TO };
  const { activity, artists, isEligible, cells } = resampled(simulateWorlds([world], createRng(4)), SHOWN, {
    placebos: [monthFromText('2019-01')],
  });
  const slopes = placeboSlopes(activity, artists, isEligible, cells, 'artists');
  const placebo = slopes.filter(({ isPlacebo }) => isPlacebo);
  // From January 2016: 36 months of two entries before the placebo, 22 months in it.
  expect(placebo.map(({ group, artists: count }) => [group, count])).toEqual([
    ['senior', 72],
    ['junior', 44],
    ['all', 116],
  ]);
  expect(placebo[0]!.events).toEqual(['covid-pandemic']);
  expect(slopes[0]!.events).toContain('stable-diffusion');
});

test('a threshold of uploads is met anew by the end of each window', () => {
  const monthly = (first: string, count: number) => ({
    uploads: Object.fromEntries(Array.from({ length: count }, (_, i) => [textFromMonth(monthFromText(first) + i), 1])),
  });
  const { activity, artists, isEligible, cells } = resampled(
    activityOf([monthly('2019-02', 12), monthly('2020-06', 30), monthly('2023-09', 2)]),
    SHOWN,
    { placebos: [monthFromText('2019-01')], leastUploads: 12 },
  );
  const slopes = placeboSlopes(activity, artists, isEligible, cells, 'artists');
  const sizes = slopes.filter(({ group }) => group === 'all').map(({ artists: count }) => count);
  // By October 2023 the first two have 12 uploads; by October 2020 only the first has.
  expect(sizes).toEqual([2, 1]);
});

test('the slope from moments and levels is the least-squares slope of the counts', () => {
  const { activity, artists, isEligible, cells } = resampled(
    simulateWorlds(
      [{ site: 's', entryPerMonth: 3, exitHazard: 0.05, activity: 0.5, from: CUTOFF - 60, to: TO }],
      createRng(2),
    ),
    SHOWN,
  );
  const whole = { ...cells, draws: cells.observed };
  const counts = new Float64Array(22);
  for (const artist of artists) {
    if (activity.firstUploadAt[artist]! >= Date.UTC(2022, 0, 1)) continue;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const i = activity.month[row]! - CUTOFF;
      if (i >= 0) counts[i] = counts[i]! + activity.uploads[row]!;
    }
  }
  expect(drawnSlopes(whole, 0, 'uploads', 'senior')[0]).toBeCloseTo(percentPerYear(olsSlope(counts), counts), 9);
  expect(placeboSlopes(activity, artists, isEligible, cells, 'uploads')[0]!.percentPerYear).toBeCloseTo(
    percentPerYear(olsSlope(counts), counts),
    9,
  );
});
