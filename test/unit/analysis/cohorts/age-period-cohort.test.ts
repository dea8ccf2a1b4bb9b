import { expect, test } from 'vitest';
import { agePeriodCohort } from '../../../../src/analysis/cohorts/age-period-cohort.ts';
import { artistsOf } from '../../../../src/analysis/cohorts/seniority.ts';
import { PLANTED_CUT } from '../../../../src/analysis/simulation/artefacts.ts';
import { simulate, type World } from '../../../../src/analysis/simulation/world.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf } from '../../../support/activity.ts';

const SHOWN = { from: monthFromText('2021-01'), to: monthFromText('2023-10'), cutoff: monthFromText('2022-01') };
const WORLD: World = {
  careers: { kind: 'exponential', mean: 24 },
  entryPerMonth: 40,
  rate: 0.6,
  months: 180,
  to: SHOWN.to,
};

function contrasts(world: World) {
  const activity = indexActivity(simulate(world, createRng('apc')));
  return agePeriodCohort(activity, artistsOf(activity, 0), SHOWN, SHOWN.to);
}

test('where nobody changes there is neither step nor kink', () => {
  const { contrasts: rows, missing } = contrasts(WORLD);
  expect(missing).toBeNull();
  expect(rows.map(({ contrast, constraint }) => `${contrast}, ${constraint}`)).toEqual([
    'step, none',
    'kink, none',
    'step, adjacent entry years',
    'kink, adjacent entry years',
  ]);
  // A 99.9 % interval, 3.3 standard errors.
  for (const { estimate, standardError } of rows) expect(Math.abs(estimate)).toBeLessThan(3.3 * standardError);
});

test('a cut of a fifth by all who were there is a step of log 0.8, and the extra constraint hardly moves it', () => {
  const { contrasts: rows } = contrasts({ ...WORLD, cut: { ...PLANTED_CUT, cutoff: SHOWN.to + 1 } });
  const [step, , constrained] = rows;
  expect(Math.abs(step!.estimate - Math.log(0.8))).toBeLessThan(3.3 * step!.standardError);
  expect(step!.high).toBeLessThan(0);
  expect(Math.abs(constrained!.estimate - step!.estimate)).toBeLessThan(step!.standardError);
});

test('months without the releases on both sides give no contrasts and a reason', () => {
  const activity = indexActivity(activityOf([{ uploads: { '2020-01': 1, '2021-05': 1 } }]));
  const ask = (shown: typeof SHOWN, knownTo: number) =>
    agePeriodCohort(activity, Uint32Array.of(0), shown, knownTo).missing;
  expect(ask({ ...SHOWN, from: monthFromText('2022-03') }, SHOWN.to)).toContain('2022-07 to 2022-09');
  expect(ask(SHOWN, monthFromText('2022-12'))).toContain('2022-07 to 2022-09');
  expect(ask(SHOWN, SHOWN.to)).not.toBeNull();
});
