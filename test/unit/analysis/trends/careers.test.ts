import { expect, test } from 'vitest';
import { indexActivity } from '../../../../src/analysis/spans.ts';
import { careerTables } from '../../../../src/analysis/trends/careers.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

/** So many artists who enter in a month and upload in each of the months that follow. */
function entrants(count: number, entry: string, months: number, fields: Partial<TestArtist> = {}): TestArtist[] {
  const first = monthFromText(entry);
  const uploads = Object.fromEntries(Array.from({ length: months }, (_, i) => [textFromMonth(first + i), 1]));
  return Array.from({ length: count }, () => ({ uploads, ...fields }));
}

function tablesOf(artists: readonly TestArtist[]) {
  const activity = indexActivity(activityOf(artists));
  return careerTables('site', activity, Uint32Array.from(artists.keys()));
}

test('entry years with different careers are told apart under each rule of silence', () => {
  const tables = tablesOf([...entrants(20, '2018-01', 30), ...entrants(20, '2019-01', 6)]);
  expect(tables.map(({ silence }) => silence)).toEqual([6, 3, 12]);
  for (const { years, logRank, reason } of tables) {
    expect(years.map(({ year, subjects, exits, medianMonths }) => [year, subjects, exits, medianMonths])).toEqual([
      [2018, 20, 20, 30],
      [2019, 20, 20, 6],
    ]);
    expect(logRank.p).toBeLessThan(0.001);
    expect(reason).toBeNull();
  }
});

test('artists without a whole history, late ones and those of small years are counted, not drawn', () => {
  const [table] = tablesOf([
    ...entrants(12, '2018-01', 3),
    ...entrants(3, '2018-02', 3, { isComplete: false }),
    ...entrants(4, '2023-12', 2),
    ...entrants(9, '2020-01', 2),
  ]);
  expect(table!.dropped).toEqual({ incomplete: 3, tooRecent: 4, fewInYear: 9 });
  expect(table!.years.map(({ year }) => year)).toEqual([2018]);
  expect(table).toMatchObject({ logRank: { p: null }, reason: 'there are not two groups' });
});

test('no artists give an empty table with a reason', () => {
  const [table] = tablesOf([]);
  expect(table).toMatchObject({ years: [], logRank: { chiSquare: null, p: null } });
  expect(table!.reason).toBe('no entry year has 10 artists whose history is whole');
});
