import { expect, test } from 'vitest';
import { analyzeActivity } from '../../../../src/analysis/analysis.ts';
import { type Month, monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import type { TrendRow } from '../../../../src/core/trend-analysis-tables.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

const FROM = monthFromText('2021-01');
const TO = monthFromText('2022-12');

function trendsOf(artists: readonly TestArtist[]): readonly TrendRow[] {
  const options = { from: FROM, to: TO, cutoff: FROM + 6, placeboCutoffs: [], draws: 50, rng: createRng(1) };
  return analyzeActivity(activityOf(artists), { ...options, withTrends: true }).trends!.trends;
}

/** One artist with so many uploads in each month of the window. */
function artist(uploadsIn: (i: number) => number, fields: Partial<TestArtist> = {}): TestArtist {
  const months = Array.from({ length: TO - FROM + 1 }, (_, i) => [textFromMonth(FROM + i), uploadsIn(i)] as const);
  return { uploads: Object.fromEntries(months.filter(([, uploads]) => uploads > 0)), ...fields };
}

test('a rising series rises by every method, and its levels begin where they do', () => {
  const noise = [0, 2, 1, 3, 1, 0, 2, 4];
  const rows = trendsOf([artist((i) => 10 + (i >= 12 ? 20 : 0) + noise[i % 8]!), artist(() => 1)]);
  const [uploads, artists, intensity] = rows;
  expect(rows.map(({ measure }) => measure)).toEqual(['uploads', 'artists', 'intensity']);
  expect(uploads).toMatchObject({ from: '2021-01', to: '2022-12', months: 24, state: 'complete', reason: null });
  for (const slope of [uploads!.bootstrap, uploads!.theilSen, uploads!.neweyWest]) {
    expect(slope.estimate).toBeGreaterThan(20);
  }
  expect(uploads!.mannKendall.p).toBeLessThan(0.01);
  expect(uploads!.changePoints).toHaveLength(6);
  for (const { of, months } of uploads!.changePoints) if (of === 'series') expect(months).toEqual(['2022-01']);
  expect(artists).toMatchObject({ meanPerMonth: 2, bootstrap: { estimate: 0 }, mannKendall: { p: 1 } });
  expect(intensity!.bootstrap.estimate).toBeCloseTo(uploads!.bootstrap.estimate!, 9);
});

test('the adjusted p is never below the raw one and counts every series of every site', () => {
  const rows = trendsOf(['a', 'b'].map((site, place) => artist((i) => 5 + ((i * (7 + place)) % 5), { site })));
  expect(rows).toHaveLength(6);
  const tested = rows.filter(({ hamedRao }) => hamedRao.p !== null);
  for (const { adjustedP, hamedRao } of tested) expect(adjustedP).toBeGreaterThanOrEqual(hamedRao.p!);
  const least = Math.min(...tested.map(({ hamedRao }) => hamedRao.p!));
  const others = tested.map(({ adjustedP }) => adjustedP!);
  expect(Math.min(...others)).toBeLessThanOrEqual(least * tested.length + 1e-12);
});

test('censored months are in no fit, and one history that is not whole makes all of them lower bounds', () => {
  const known = monthFromText('2022-06') as Month;
  const rows = trendsOf([
    artist((i) => 3 + (i % 2), { lastFullMonth: textFromMonth(known) }),
    artist(() => 2, { isComplete: false }),
  ]);
  expect(rows[0]).toMatchObject({ to: '2022-06', months: 18, state: 'lower bound' });
});

test.each([
  ['no month was observed', [artist(() => 3, { lastFullMonth: '2020-12' })], /0 months/],
  ['there are five months', [artist(() => 3, { lastFullMonth: '2021-05' })], /5 months/],
  ['there is one upload', [artist((i) => (i === 3 ? 1 : 0))], /1 a month/],
])('where %s, there is a reason and no number', (_, artists, reason) => {
  for (const row of trendsOf(artists)) {
    expect(row.bootstrap).toEqual({ estimate: null, low: null, high: null });
    expect(row.neweyWest.estimate).toBeNull();
    expect(row.hamedRao.p).toBeNull();
    expect(row.adjustedP).toBeNull();
    if (row.measure !== 'intensity') expect(row.reason).toMatch(reason);
    else expect(row.reason).not.toBeNull();
  }
});

test('uploads per active artist have no trend where a month has no artist', () => {
  const [uploads, , intensity] = trendsOf([artist((i) => (i === 4 ? 0 : 4 + (i % 3)))]);
  expect(uploads!.bootstrap.estimate).not.toBeNull();
  expect(intensity!.reason).toBe('no artist was active in 1 of 24 months, the first 2021-05');
});
