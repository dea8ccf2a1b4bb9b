import { describe, expect, test } from 'vitest';
import { estimateShares } from '../../../../src/analysis/shares/estimate.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import type { LabelSums, ShareEstimate } from '../../../../src/core/shares.ts';
import { sumsOf } from './label-sums.ts';

const FROM = monthFromText('2022-01');
const TO = monthFromText('2023-03');
const FIRST_LABELS = monthFromText('2022-10');
const options = { from: FROM, to: TO, draws: 60, rng: createRng('estimate') };

/** 40 artists of 10 works: 4 of them have 5 flags and 5 assisted works each. */
const ARTISTS = Array.from({ length: 40 }, (_, i) => (i < 4 ? ([10, 5, 5] as const) : ([10, 0, 0] as const)));
const danbooru = (month: number): LabelSums =>
  month >= FIRST_LABELS
    ? sumsOf(month, ARTISTS)
    : sumsOf(
        month,
        ARTISTS.map(() => [0, 0, 0] as const),
        { labelRegime: 'none', uploads: 400 },
      );
const SUMS = Array.from({ length: TO - FROM + 1 }, (_, i) => danbooru(FROM + i));

const find = (rows: readonly ShareEstimate[], month: string, weight = 0) =>
  rows.find((row) => row.month === monthFromText(month) && row.assistedWeight === weight)!;

describe('a site with labels from October 2022 on', () => {
  const { sites, all } = estimateShares(SUMS, options);
  const [site] = sites;

  test('is 0 by assumption to March 2022, then told from the walk, then from labels', () => {
    const bases = site!.estimates.filter(({ assistedWeight }) => assistedWeight === 0).map(({ basis }) => basis);
    expect(bases).toEqual([...Array(3).fill('assumed-zero'), ...Array(6).fill('walk'), ...Array(6).fill('labels')]);
    expect(find(site!.estimates, '2022-03')).toMatchObject({ low: 0, median: 0, high: 0, observed: null });
  });

  test('is wide, not zero, in the month before the first labels', () => {
    const before = find(site!.estimates, '2022-09');
    const after = find(site!.estimates, '2022-12');
    expect(before.high!).toBeGreaterThan(0.02);
    expect(before.high! - before.low!).toBeGreaterThan(after.high! - after.low!);
  });

  test('counts assisted works 0, a half and whole', () => {
    expect([0, 0.5, 1].map((weight) => find(site!.estimates, '2023-01', weight).observed)).toEqual([0.05, 0.075, 0.1]);
    expect(site!.draws.map(({ assistedWeight }) => assistedWeight)).toEqual([0, 0.5, 1]);
    expect(find(site!.estimates, '2023-01', 1).median!).toBeGreaterThan(find(site!.estimates, '2023-01', 0).median!);
  });

  test('says that without an audit the share is a lower bound and specificity is taken as 1', () => {
    expect(site!.notes).toEqual([
      'danbooru-tags: sensitivity unknown, taken as 1: the share is a lower bound',
      'no work of 2021-01 to 2022-03 was looked at for a label: specificity taken as 1',
      'not corrected for withdrawn works: labelled works of both kinds were not read twice',
    ]);
  });

  test('is by itself all sites together', () => {
    const off = all.map(({ shares }, w) => shares.map((share, i) => Math.abs(share - site!.draws[w]!.shares[i]!)));
    expect(Math.max(...off.map((values) => Math.max(...values)))).toBeLessThan(1e-14);
  });

  test('gives the same draws for another window and again', () => {
    const [again] = estimateShares(SUMS, { ...options, from: FROM + 4 }).sites;
    expect(find(again!.estimates, '2023-01')).toEqual(find(site!.estimates, '2023-01'));
  });

  test('has works clustered by artist', () => {
    expect(find(site!.estimates, '2023-01').designEffect!).toBeGreaterThan(3);
  });
});

test('an audit that found half of the generated works labelled doubles the share and is told', () => {
  const sensitivity = { danbooru: { 'danbooru-tags': { value: 0.5, audited: 200 } } };
  const [site] = estimateShares(SUMS, { ...options, sensitivity }).sites;
  expect(find(site!.estimates, '2023-01').corrected).toBeCloseTo(0.1, 12);
  expect(site!.notes[0]).toBe('danbooru-tags: sensitivity 0.5 from 200 audited works');
});

test('flags before there were generators lower the share', () => {
  const control = Array.from({ length: 15 }, (_, i) =>
    sumsOf(
      monthFromText('2021-01') + i,
      Array.from({ length: 50 }, (_, a) => [10, a < 10 ? 1 : 0, 0] as const),
      { labelRegime: 'none' },
    ),
  );
  const later = SUMS.filter(({ month }) => month > monthFromText('2022-03'));
  const [site] = estimateShares([...control, ...later], options).sites;
  expect(site!.control).toMatchObject({ works: 7500, specificity: 0.98 });
  expect(find(site!.estimates, '2023-01').corrected).toBeCloseTo((0.05 - 0.02) / 0.98, 12);
  expect(find(site!.estimates, '2023-01').median!).toBeLessThan(0.045);
});

describe('degenerate data', () => {
  const noLabels = SUMS.map((row) => ({ ...row, labelled: 0, yes: 0, assisted: 0, artists: 0 }));
  test.each([
    ['nothing stored', [], 0, undefined],
    ['all labels unknown', noLabels, 0, 'no work is labelled under a label regime: the generated share is unknown'],
    [
      'a site without a regime',
      SUMS.map((row) => ({ ...row, site: 'elsewhere', labelRegime: 'none' })),
      0,
      'the site has no label regime: the generated share is unknown',
    ],
    ['one artist', [sumsOf(FIRST_LABELS, [[8, 1, 0]])], 3, undefined],
    ['one work', [sumsOf(FIRST_LABELS, [[1, 0, 0]])], 3, undefined],
    [
      'nothing flagged',
      SUMS.map((row) => ({
        ...row,
        yes: 0,
        assisted: 0,
        labelledYes: 0,
        labelledAssisted: 0,
        yesSquared: 0,
        yesAssisted: 0,
        assistedSquared: 0,
      })),
      3,
      undefined,
    ],
    [
      'everything flagged',
      [
        sumsOf(FIRST_LABELS, [
          [8, 8, 0],
          [3, 3, 0],
        ]),
      ],
      3,
      undefined,
    ],
  ])('%s: no NaN, no exception', (_, sums, draws, note) => {
    const { sites, all } = estimateShares(sums, options);
    expect(all).toHaveLength(draws);
    const numbers = JSON.stringify(sites);
    expect(numbers).not.toMatch(/NaN|Infinity/);
    for (const site of sites) {
      expect(site.draws.every(({ shares }) => shares.every((share) => share >= 0 && share <= 1))).toBe(true);
      for (const row of site.estimates) for (const value of Object.values(row)) expect(value).not.toBeNaN();
      if (note !== undefined) expect(site.notes).toContain(note);
    }
  });
});
