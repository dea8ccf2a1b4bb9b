import { expect, test } from 'vitest';
import { artistsOf } from '../../../../src/analysis/cohorts/seniority.ts';
import { fitTenureModel, tenureModelSeries } from '../../../../src/analysis/cohorts/tenure-model.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../../support/activity.ts';

const CUTOFF = monthFromText('2022-01');

test('in a world of two kinds of artists it draws what comes, where one exit rate for all would not', () => {
  const span = { from: CUTOFF - 120, to: CUTOFF + 21 };
  const activity = indexActivity(
    simulateWorlds(
      [
        { site: 'once', entryPerMonth: 80, exitHazard: 0.9, activity: 1, ...span },
        { site: 'stayers', entryPerMonth: 20, exitHazard: 0.02, activity: 0.5, ...span },
      ],
      createRng('two kinds'),
    ),
  );
  const model = fitTenureModel(activity, artistsOf(activity, null), CUTOFF)!;
  const { senior, junior } = tenureModelSeries(model, 'activity', CUTOFF, 22);
  const observed = { senior: 0, junior: 0 };
  const first = new Map<number, number>();
  activity.artist.forEach((artist, row) => {
    if (!first.has(artist)) first.set(artist, activity.month[row]!);
    if (activity.month[row] === CUTOFF + 21) observed[first.get(artist)! < CUTOFF ? 'senior' : 'junior']++;
  });
  // Counts of some 350 and 250 with Poisson noise, 5 % and 6 %; two of each.
  expect(Math.abs(senior[21]! / observed.senior - 1)).toBeLessThan(0.12);
  expect(Math.abs(junior[21]! / observed.junior - 1)).toBeLessThan(0.13);
});

test('rates are active artists over all artists of that tenure, gone ones too', () => {
  const activity = indexActivity(
    activityOf([{ uploads: { '2020-01': 4 } }, { uploads: { '2020-01': 1, '2020-02': 2 } }]),
  );
  const model = fitTenureModel(activity, artistsOf(activity, null), CUTOFF)!;
  expect(model.entryPerMonth).toBeCloseTo(2 / 24, 12);
  expect(model.activity.slice(0, 3)).toEqual([1, 0.5, 0]);
  expect(model.uploads.slice(0, 3)).toEqual([2.5, 1, 0]);
});

test('less than a year of history gives no model', () => {
  const activity = indexActivity(activityOf([{ uploads: { '2021-02': 1 } }]));
  expect(fitTenureModel(activity, artistsOf(activity, null), CUTOFF)).toBeNull();
});
