import { expect, test } from 'vitest';
import { decomposition } from '../../../../src/analysis/cohorts/decomposition.ts';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../../support/activity.ts';

const SHOWN = { from: monthFromText('2022-01'), to: monthFromText('2022-04'), cutoff: monthFromText('2022-01') };

test('a change is taken apart into entries, returns, silences and what the active did less', () => {
  const activity = indexActivity(
    activityOf([
      { uploads: { '2021-12': 5, '2022-01': 3, '2022-04': 2 } },
      { uploads: { '2022-01': 4, '2022-02': 6 } },
    ]),
  );
  const rows = decomposition(activity, Uint32Array.of(0, 1), SHOWN, SHOWN.to);
  const uploads = rows.filter(({ measure }) => measure === 'uploads');
  // Totals 5, 7, 6, 0, 2.
  expect(uploads.map(({ month, measure, ...parts }) => parts)).toEqual([
    { change: 2, entry: 4, reactivation: 0, exit: 0, intensity: 2 },
    { change: -1, entry: 0, reactivation: 0, exit: 3, intensity: -2 },
    { change: -6, entry: 0, reactivation: 0, exit: 6, intensity: 0 },
    { change: 2, entry: 0, reactivation: 2, exit: 0, intensity: 0 },
  ]);
  expect(rows.find(({ measure, month }) => measure === 'artists' && month === '2022-02')).toMatchObject({
    change: -1,
    exit: 1,
    intensity: 0,
  });
});

test('the parts add up to the change of the recounted totals, to the last upload', () => {
  const from = SHOWN.from - 60;
  const activity = indexActivity(
    simulateWorlds(
      [{ site: 's', entryPerMonth: 5, exitHazard: 0.05, activity: 0.5, from, to: SHOWN.to }],
      createRng(3),
    ),
  );
  const artists = Uint32Array.from(activity.artistSite, (_, artist) => artist);
  const totals = new Map<number, number>();
  activity.month.forEach((month, row) => {
    totals.set(month, (totals.get(month) ?? 0) + activity.uploads[row]!);
  });
  for (const row of decomposition(activity, artists, SHOWN, SHOWN.to)) {
    const month = monthFromText(row.month);
    if (row.measure === 'uploads') expect(row.change).toBe(totals.get(month)! - totals.get(month - 1)!);
  }
});

test('months that were not observed have no parts', () => {
  const activity = indexActivity(activityOf([{ uploads: { '2022-01': 1 } }]));
  const rows = decomposition(activity, Uint32Array.of(0), SHOWN, SHOWN.from);
  expect(rows.map(({ change }) => change)).toEqual([1, null, null, null, 1, null, null, null]);
});
