import { expect, test } from 'vitest';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { differenceTable } from '../../../../src/analysis/trends/difference.ts';
import { rateRatioTable } from '../../../../src/analysis/trends/rate-ratios.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

const TO = '2023-12';

/** Artists who upload each month from their entry on: `before` works a month, and `after` from a month on. */
function world(count: number, entry: string, before: number, change: string, after: number): TestArtist[] {
  const [first, last] = [monthFromText(entry), monthFromText(TO)];
  const rng = createRng(entry);
  return Array.from({ length: count }, () => {
    const months = Array.from({ length: last - first + 1 }, (_unused, i) => {
      const wobble = rng.integer(4);
      return [textFromMonth(first + i), (textFromMonth(first + i) < change ? before : after) + wobble] as const;
    });
    return { uploads: Object.fromEntries(months.filter(([, uploads]) => uploads > 0)) };
  });
}

function difference(artists: readonly TestArtist[], knownTo = TO) {
  const activity = indexActivity(activityOf(artists));
  const all = Uint32Array.from(artists.keys());
  return differenceTable('site', activity, all, monthFromText(knownTo), createRng(1));
}

test('a halved rate after the release is told from earlier artists of the same tenure', () => {
  const controls = world(30, '2018-03', 10, '2999-01', 10);
  const table = difference([...world(30, '2021-03', 10, '2022-08', 4), ...controls]);
  expect(table.treated).toMatchObject({ entryFrom: '2020-01', entryTo: '2021-12', from: '2022-01', to: '2023-12' });
  expect(table.controls).toMatchObject({ entryFrom: '2017-01', entryTo: '2018-12', from: '2019-01', to: '2020-12' });
  expect(table.rateRatio.estimate).toBeGreaterThan(0.42);
  expect(table.rateRatio.estimate).toBeLessThan(0.55);
  expect(table.rateRatio.high).toBeLessThan(1);
  expect(table.preTrend).toMatchObject({ degreesOfFreedom: 6 });
  expect(table.months.map(({ relative }) => relative)).not.toContain(-1);
  expect(table.reason).toBeNull();
});

test('a group that is too large is drawn from, and the table says so', () => {
  const table = difference([...world(1600, '2021-06', 1, '2999-01', 1), ...world(12, '2018-06', 1, '2999-01', 1)]);
  expect(table.treated).toMatchObject({ artists: 1600, sampled: 1500 });
  expect(table.controls).toMatchObject({ artists: 12, sampled: 12 });
  expect(table.rateRatio.estimate).not.toBeNull();
});

test.each([
  ['histories end before the release', world(30, '2021-03', 3, '2999-01', 3), '2022-06', /known up to 2022-06 only/],
  ['there are no controls', world(30, '2021-03', 3, '2999-01', 3), TO, /one group has 0 artists/],
  ['there are no artists', [], TO, /one group has 0 artists/],
])('where %s, the table has a reason and no estimate', (_, artists, knownTo, reason) => {
  const table = difference(artists, knownTo);
  expect(table).toMatchObject({ rateRatio: { estimate: null, low: null, high: null }, p: null, months: [] });
  expect(table.reason).toMatch(reason);
});

test('the ratio at the release stands among those of earlier years that have a whole window', () => {
  const artists = world(20, '2018-01', 10, '2022-08', 5);
  const activity = indexActivity(activityOf(artists));
  const table = rateRatioTable('site', activity, Uint32Array.from(artists.keys()), monthFromText('2018-01'));
  expect(table.dates.map(({ date, isPlacebo }) => [date, isPlacebo])).toEqual([
    ['2022-08', false],
    ['2020-08', true],
    ['2019-08', true],
  ]);
  expect(table.dates[0]!.estimate).toBeLessThan(0.65);
  expect(table.dates[1]!.estimate).toBeCloseTo(1, 1);
  expect(table).toMatchObject({ rankP: 1 / 3, leastP: 1 / 3 });
});

test('without earlier years there is no rank, and without artists no ratio', () => {
  const activity = indexActivity(activityOf([]));
  const table = rateRatioTable('site', activity, new Uint32Array(0), monthFromText('2022-01'));
  expect(table).toMatchObject({ rankP: null, leastP: null });
  expect(table.dates).toHaveLength(1);
  expect(table.dates[0]).toMatchObject({ estimate: null, artists: 0 });
  expect(table.dates[0]!.reason).not.toBeNull();
});
