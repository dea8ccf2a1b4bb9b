import { expect, test } from 'vitest';
import { adjustedSlope, matchedSlope } from '../../../../src/analysis/cohorts/adjusted.ts';
import { placeboSlopes } from '../../../../src/analysis/cohorts/placebo.ts';
import { drawnSlopes } from '../../../../src/analysis/cohorts/slopes.ts';
import { olsSlope, percentPerYear } from '../../../../src/analysis/slope.ts';
import { monthFromInstant, monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { simulateWorlds } from '../../../support/activity.ts';
import { resampled } from '../../../support/cells.ts';

const CUTOFF = monthFromText('2022-01');
const TO = monthFromText('2023-10');
const SHOWN = { from: CUTOFF - 12, to: TO, cutoff: CUTOFF };
const WORLD = { site: 's', entryPerMonth: 10, exitHazard: 0.03, activity: 0.6, from: CUTOFF - 144, to: TO };
const PLACEBOS = ['2018-01', '2019-01', '2020-01', '2021-01'].map(monthFromText);

function study(placebos: readonly number[], draws = 200) {
  const { activity, artists, isEligible, cells } = resampled(simulateWorlds([WORLD], createRng('adjusted')), SHOWN, {
    placebos,
    draws,
  });
  return { cells, slopes: placeboSlopes(activity, artists, isEligible, cells, 'artists') };
}

test('Δ is the real slope less the mean of the placebos of full length', () => {
  const { slopes, cells } = study(PLACEBOS);
  const senior = slopes.filter(({ group }) => group === 'senior').map(({ percentPerYear }) => percentPerYear!);
  const [real, ...placebos] = senior.slice(0, 4) as [number, number, number, number];
  const slope = adjustedSlope(slopes, cells, 'artists', 'senior');
  const mean = placebos.reduce((sum, value) => sum + value, 0) / 3;
  expect(slope).toMatchObject({ real, placebos: 3, leastRankP: 0.25 });
  expect(slope.difference).toBeCloseTo(real - mean, 10);
  expect(slope.heterogeneity).toBeCloseTo(Math.max(...placebos) - Math.min(...placebos), 10);
  expect(slope.rankP).toBe((1 + placebos.filter((placebo) => placebo <= real).length) / 4);
  expect(slope.mechanicalShare).toBeCloseTo(mean / real, 10);
  expect(slope.leastDetectable).toBeCloseTo(2.8 * slope.standardError!, 10);
});

test('every draw takes the same artists at all cutoffs', () => {
  const { slopes, cells } = study(PLACEBOS.slice(2, 3));
  const { standardError } = adjustedSlope(slopes, cells, 'artists', 'senior');
  const [real, placebo] = [0, 1].map((window) => drawnSlopes(cells, window, 'artists', 'senior'));
  const differences = real!.map((value, draw) => value - placebo![draw]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1);
  expect(standardError).toBeCloseTo(Math.sqrt(variance), 10);
});

test('without placebos there is no difference, and nothing is made up', () => {
  const { slopes, cells } = study([]);
  const slope = adjustedSlope(slopes, cells, 'artists', 'senior');
  expect(slope.real).not.toBeNull();
  expect(slope).toMatchObject({ placeboMean: null, placebos: 0, difference: null, low: null, rankP: null });
});

test('one draw gives an interval and no standard error', () => {
  const { slopes, cells } = study(PLACEBOS, 1);
  expect(adjustedSlope(slopes, cells, 'artists', 'junior')).toMatchObject({
    standardError: null,
    leastDetectable: null,
  });
});

test('matched seniors have the same range of tenure at every cutoff, the others are left to the plain Δ', () => {
  const { activity, artists, isEligible, cells } = resampled(simulateWorlds([WORLD], createRng('matched')), SHOWN, {
    placebos: PLACEBOS.slice(0, 1),
    draws: 20,
  });
  const slopes = placeboSlopes(activity, artists, isEligible, cells, 'artists');
  const plain = adjustedSlope(slopes, cells, 'artists', 'senior');
  const matched = matchedSlope(slopes, cells, 'artists');
  // History begins 96 months before the placebo cutoff, and 144 before the real one.
  const counts = new Float64Array(22);
  for (const artist of artists) {
    const first = monthFromInstant(activity.firstUploadAt[artist]!);
    if (first < CUTOFF - 96 || first >= CUTOFF) continue;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const i = activity.month[row]! - CUTOFF;
      if (i >= 0) counts[i] = counts[i]! + 1;
    }
  }
  expect(matched.real).toBeCloseTo(percentPerYear(olsSlope(counts), counts), 9);
  expect(matched.real).not.toBeCloseTo(plain.real!, 9);
  expect(matched.placeboMean).toBeCloseTo(plain.placeboMean!, 9);
});
