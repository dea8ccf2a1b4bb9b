import { expect, test } from 'vitest';
import { artistsOf } from '../../../src/analysis/cohorts.ts';
import { countTable } from '../../../src/analysis/count-table.ts';
import { placeboSlopes, placeboWindows } from '../../../src/analysis/placebo.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import { simulateWorlds } from '../../support/activity.ts';

const CUTOFF = monthFromText('2022-01');
const TO = monthFromText('2023-10');

test('placebo windows start at their cutoff and are as long as the real one', () => {
  const windows = placeboWindows(CUTOFF, TO, [monthFromText('2018-01')]);
  expect(windows.map(({ from, to }) => to - from + 1)).toEqual([22, 22]);
  expect(windows[1]).toMatchObject({ cutoff: monthFromText('2018-01'), to: monthFromText('2019-10') });
});

test('a window that ends before its cutoff is refused', () => {
  expect(() => placeboWindows(CUTOFF, CUTOFF - 1, [])).toThrow(RangeError);
});

test('a world without any event gives the same slopes at every cutoff', () => {
  const world = { site: 's', entryPerMonth: 40, exitHazard: 0.03, activity: 0.6, from: CUTOFF - 144, to: TO };
  const activity = simulateWorlds([world], createRng('stationary'));
  const windows = placeboWindows(CUTOFF, TO, ['2018-01', '2019-01', '2020-01'].map(monthFromText));
  const table = countTable(activity, 0, windows, 100, createRng(1));
  const slopes = placeboSlopes(activity, artistsOf(activity, 0), table, windows, 'artists');
  expect(slopes).toHaveLength(12);
  for (const { group, percentPerYear } of slopes) {
    // Senior exits of 0.03 a month: −36 % a year of a mean of 0.72 of the start; 6 points for noise.
    if (group === 'senior') expect(Math.abs(percentPerYear! + 36)).toBeLessThan(6);
    if (group === 'junior') expect(percentPerYear).toBeGreaterThan(60);
    if (group === 'all') expect(Math.abs(percentPerYear!)).toBeLessThan(6);
  }
});

test('a placebo sees only artists who had entered by its own end, and names the events in its window', () => {
  const world = { site: 's', entryPerMonth: 2, exitHazard: 0.03, activity: 1, from: CUTOFF - 72, to: TO };
  const activity = simulateWorlds([world], createRng(4));
  const windows = placeboWindows(CUTOFF, TO, [monthFromText('2019-01')]);
  const table = countTable(activity, 0, windows, 10, createRng(1));
  const slopes = placeboSlopes(activity, artistsOf(activity, 0), table, windows, 'artists');
  const placebo = slopes.filter(({ isPlacebo }) => isPlacebo);
  // From January 2016: 36 months of two entries before the placebo, 22 months in it.
  expect(placebo.map(({ group, artists }) => [group, artists])).toEqual([
    ['senior', 72],
    ['junior', 44],
    ['all', 116],
  ]);
  expect(placebo[0]!.events).toEqual(['covid-pandemic']);
  expect(slopes[0]!.events).toContain('stable-diffusion');
});
