import { expect, test } from 'vitest';
import { exitModelSeries, fitExitModel } from '../../../../src/analysis/cohorts/exit-model.ts';
import { artistsOf } from '../../../../src/analysis/cohorts/seniority.ts';
import { olsSlope } from '../../../../src/analysis/slope.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../../support/activity.ts';

const CUTOFF = monthFromText('2022-01');
/** 12 artists a month for 36 months before the cutoff and on, a chance of 0.03 to leave, of 0.6 to upload. */
const WORLD = { site: 'site', entryPerMonth: 12, exitHazard: 0.03, activity: 0.6, from: CUTOFF - 36, to: CUTOFF + 21 };
const TRUTH = {
  entryPerMonth: 12,
  exitHazard: 0.03,
  activity: 0.6,
  presentBeforeCutoff: (12 * (1 - 0.97 ** 36)) / 0.03,
  uploadsPerActiveMonth: 1,
};

test('the closed form is seniors S₀·q·(1 − h)^m and juniors q·(a/h)·(1 − (1 − h)^m)', () => {
  const { senior, junior } = exitModelSeries(TRUTH, 22);
  expect(senior[0]).toBeCloseTo(TRUTH.presentBeforeCutoff * 0.6 * 0.97, 10);
  expect(junior[0]).toBeCloseTo(0.6 * 12, 10);
  expect(senior[21]).toBeCloseTo(TRUTH.presentBeforeCutoff * 0.6 * 0.97 ** 22, 10);
  expect(junior[21]).toBeCloseTo(((0.6 * 12) / 0.03) * (1 - 0.97 ** 22), 10);
});

test('where nobody leaves, seniors stay and juniors grow by the entries', () => {
  const { senior, junior } = exitModelSeries({ ...TRUTH, exitHazard: 0, presentBeforeCutoff: 100 }, 3);
  expect([...senior]).toEqual([60, 60, 60]);
  expect([...junior].map((value) => value.toFixed(6))).toEqual(['7.200000', '14.400000', '21.600000']);
});

test('a world without any event draws the closed form: seniors fall, juniors rise, the total hardly moves', () => {
  const senior = new Float64Array(22);
  const junior = new Float64Array(22);
  const runs = 20;
  for (let run = 0; run < runs; run++) {
    const activity = indexActivity(simulateWorlds([WORLD], createRng(run)));
    const firstMonth = new Map<number, number>();
    activity.artist.forEach((artist, row) => {
      const month = activity.month[row]!;
      if (!firstMonth.has(artist)) firstMonth.set(artist, month);
      if (month < CUTOFF) return;
      const series = firstMonth.get(artist)! < CUTOFF ? senior : junior;
      series[month - CUTOFF]! += 1 / runs;
    });
  }
  const model = exitModelSeries(TRUTH, 22);
  // Artists first seen after the cutoff although they entered before it turn a few seniors into juniors.
  expect(Math.abs(olsSlope(senior) - olsSlope(model.senior))).toBeLessThan(0.3);
  expect(Math.abs(olsSlope(junior) - olsSlope(model.junior))).toBeLessThan(0.3);
  // One published seed of this world gave −4.0, +4.8 and +0.8 a month; the model gives −3.5, +5.2 and +1.7.
  expect(Math.abs(olsSlope(senior) + 4)).toBeLessThan(1);
  expect(Math.abs(olsSlope(junior) - 4.8)).toBeLessThan(1);
  const all = senior.map((value, i) => value + junior[i]!);
  expect(Math.abs(olsSlope(all) - 0.8)).toBeLessThan(1.5);
});

test('the rates of a simulated world are found again from its past alone', () => {
  const activity = indexActivity(simulateWorlds([{ ...WORLD, entryPerMonth: 120 }], createRng('rates')));
  const model = fitExitModel(activity, artistsOf(activity, 0), CUTOFF)!;
  // Of the entrants 98 % are ever seen. First and last months are active by definition, so q comes out a little high.
  expect(Math.abs(model.entryPerMonth - 118)).toBeLessThan(4);
  expect(Math.abs(model.exitHazard - 0.03)).toBeLessThan(0.005);
  expect(Math.abs(model.activity - 0.62)).toBeLessThan(0.03);
  const level = model.presentBeforeCutoff * model.activity;
  expect(Math.abs(level / (10 * TRUTH.presentBeforeCutoff * 0.6) - 1)).toBeLessThan(0.05);
});

test('nothing after the cutoff enters the fit', () => {
  const activity = indexActivity(simulateWorlds([WORLD], createRng(9)));
  const past = activity.month.map((month) => (month < CUTOFF ? 1 : 0));
  const keep = <T extends Uint32Array | Int32Array>(column: T) => column.filter((_, row) => past[row] === 1) as T;
  const cut = indexActivity({
    ...activity,
    artist: keep(activity.artist),
    month: keep(activity.month),
    uploads: keep(activity.uploads),
  });
  const artists = artistsOf(activity, 0);
  expect(fitExitModel(cut, artists, CUTOFF)).toEqual(fitExitModel(activity, artists, CUTOFF));
});

test('an artist who has been silent for less than six months has not left', () => {
  const months = (first: number, last: number) =>
    Object.fromEntries(
      Array.from({ length: last - first + 1 }, (_, i) => {
        const month = first + i;
        return [`${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`, 1];
      }),
    );
  // Months from January 2020: one artist silent since August 2021, one since June 2021; the cutoff is January 2022.
  const activity = indexActivity(activityOf([{ uploads: months(0, 19) }, { uploads: months(0, 17) }]));
  const model = fitExitModel(activity, artistsOf(activity, null), CUTOFF)!;
  // Seen are January 2020 to June 2021: 18 months of each, one exit.
  expect(model.exitHazard).toBeCloseTo(1 / 36, 12);
  expect(model.activity).toBe(1);
});

test('too little history gives no model', () => {
  const activity = indexActivity(activityOf([{ uploads: { '2021-09': 1, '2021-10': 1 } }]));
  expect(fitExitModel(activity, artistsOf(activity, null), CUTOFF)).toBeNull();
  expect(fitExitModel(activity, new Uint32Array(), CUTOFF)).toBeNull();
});
