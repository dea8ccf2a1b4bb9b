import { expect, test } from 'vitest';
import { tenureMatched } from '../../../../src/analysis/cohorts/tenure.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../../support/activity.ts';
import { resampled } from '../../../support/cells.ts';

const SHOWN = { from: monthFromText('2021-01'), to: monthFromText('2023-10'), cutoff: monthFromText('2022-01') };

test('artists are at risk from their first month on, gone or not, in the bin of their tenure', () => {
  const { cells } = resampled(
    activityOf([
      { uploads: { '2020-06': 1, '2021-03': 2 } },
      { uploads: { '2020-06': 1 } },
      { uploads: { '2021-03': 1 } },
    ]),
    SHOWN,
  );
  const rows = tenureMatched(cells, SHOWN.to).cells.filter(({ month }) => month === '2021-03');
  expect(rows[0]).toEqual({ month: '2021-03', tenure: '0-11', atRisk: 3, active: 2, rate: 2 / 3 });
  expect(rows[1]).toMatchObject({ tenure: '12-23', atRisk: 0, active: 0, rate: null });
  const june = tenureMatched(cells, SHOWN.to).cells.filter(({ month }) => month === '2021-06');
  expect(june.map(({ tenure, atRisk }) => [tenure, atRisk]).slice(0, 2)).toEqual([
    ['0-11', 1],
    ['12-23', 2],
  ]);
});

test('where nobody changes the standardised rates stay level although seniors fall', () => {
  const world = { site: 's', entryPerMonth: 60, exitHazard: 0.03, activity: 0.6, from: SHOWN.from - 120, to: SHOWN.to };
  const { cells } = resampled(simulateWorlds([world], createRng('tenure')), SHOWN, { draws: 200 });
  const { all, experienced, standardised } = tenureMatched(cells, SHOWN.to);
  // Intervals of some ±2 and ±5 points.
  expect(Math.abs(all.percentPerYear!)).toBeLessThan(4);
  expect(Math.abs(experienced.percentPerYear!)).toBeLessThan(8);
  expect(experienced.low!).toBeLessThan(experienced.percentPerYear!);
  expect(standardised).toHaveLength(68);
});

test('rates are standardised with the shares of the first month, not with those of each month', () => {
  const monthly = (first: string, from: string) => ({
    firstUploadAt: `${first}-10T00:00:00Z`,
    uploads: Object.fromEntries(Array.from({ length: 34 }, (_, i) => [textFromMonth(monthFromText(from) + i), 1])),
  });
  const silent = { firstUploadAt: '2017-06-01T00:00:00Z', uploads: { '2017-06': 1 } };
  const late = { firstUploadAt: '2021-02-01T00:00:00Z', uploads: { '2021-02': 1 } };
  const { cells } = resampled(activityOf([monthly('2020-12', '2020-12'), silent, late, late, late]), SHOWN);
  const rates = tenureMatched(cells, SHOWN.to).standardised.filter(({ tenure }) => tenure === 'all');
  // January 2021: one active of tenure 0-11 and one silent of 36-47. March: one of four in 0-11, weight still a half.
  expect(rates[0]!.rate).toBeCloseTo(0.5, 12);
  expect(rates[2]!.rate).toBeCloseTo(0.125, 12);
});

test('months that were not observed have no rates, and nobody at risk gives no slope', () => {
  const { cells } = resampled(activityOf([{ uploads: { '2022-03': 1 } }]), SHOWN);
  const { standardised, experienced, cells: rows } = tenureMatched(cells, monthFromText('2022-04'));
  expect(rows.at(-1)).toMatchObject({ atRisk: null, active: null, rate: null });
  expect(standardised.at(-1)).toMatchObject({ rate: null, low: null, high: null });
  expect(experienced).toMatchObject({ percentPerYear: null, meanPerMonth: 0 });
});
