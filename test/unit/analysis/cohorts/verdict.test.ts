import { expect, test } from 'vitest';
import { verdict } from '../../../../src/analysis/cohorts/verdict.ts';
import type { AdjustedSlope, PlaceboSlope } from '../../../../src/core/cohort-tables.ts';
import type { SlopeEstimate } from '../../../../src/core/trend-tables.ts';

function slope(percentPerYear: number | null): SlopeEstimate {
  const ends = percentPerYear === null ? null : percentPerYear;
  return {
    percentPerYear,
    low: ends === null ? null : ends - 3,
    high: ends === null ? null : ends + 3,
    theilSenPercentPerYear: percentPerYear,
    meanPerMonth: 50,
    months: 22,
  };
}

function slopes(pairs: Readonly<Record<string, readonly [number | null, number | null]>>): PlaceboSlope[] {
  return Object.entries(pairs).flatMap(([cutoff, [senior, junior]]) =>
    (['senior', 'junior'] as const).map((group) => ({
      cutoff,
      from: cutoff,
      to: '2023-10',
      isPlacebo: cutoff !== '2022-01',
      leftOut: null,
      group,
      artists: 100,
      events: [],
      ...slope(group === 'senior' ? senior : junior),
    })),
  );
}

function adjusted(difference: number | null, low: number | null, high: number | null): AdjustedSlope {
  return {
    real: -50,
    placeboMean: difference === null ? null : -50 - difference,
    placebos: difference === null ? 0 : 3,
    difference,
    low,
    high,
    standardError: 3,
    leastDetectable: 8.4,
    rankP: 0.25,
    leastRankP: 0.25,
    heterogeneity: 2,
    mechanicalShare: 1,
  };
}

const SLOPES = slopes({ '2022-01': [-50, 74], '2018-01': [-49, 75], '2019-01': [-51, 73] });
const JUNIOR = adjusted(1.5, -6, 9);

test('an interval that covers 0 is mechanical, and the sentence gives difference, interval and what would be missed', () => {
  const { finding, isSameDirection, sentence } = verdict(
    SLOPES,
    { senior: adjusted(-0.4, -6.2, 5.3), junior: JUNIOR },
    { experienced: slope(-9) },
    -48.2,
  );
  expect(finding).toBe('mechanical');
  expect(isSameDirection).toBe(true);
  expect(sentence).toBe(
    'Mechanical: seniors fall 50.0 % a year and juniors rise 74.0 % a year after January 2022; after 3 placebo cutoffs ' +
      'seniors did −49.6 % on average, these ranging over 2.0 points, and the difference of −0.4 points (95 % interval ' +
      '−6.2 to +5.3) covers 0; a difference below 8.4 would mostly be missed; juniors differ by +1.5 (−6.0 to +9.0); ' +
      "the seniors' tenures at the cutoff alone would give −48.2 % a year.",
  );
});

test('an interval that just reaches 0 covers it', () => {
  const experienced = slope(-9);
  expect(verdict(SLOPES, { senior: adjusted(-5, -10, 0), junior: JUNIOR }, { experienced }, -48.2).finding).toBe(
    'mechanical',
  );
});

test('beyond mechanical needs the rate at equal tenure to change in the same direction', () => {
  const senior = adjusted(-16, -22, -10);
  const together = verdict(SLOPES, { senior, junior: JUNIOR }, { experienced: slope(-11) }, -48.2);
  expect(together.finding).toBe('beyond mechanical');
  expect(together.sentence).toContain('in the same direction, −11.0 % a year (−14.0 to −8.0)');
  const apart = verdict(SLOPES, { senior, junior: JUNIOR }, { experienced: slope(2) }, -48.2);
  expect(apart.finding).toBe('unclear');
  expect(apart.sentence).toContain('went the other way');
  expect(verdict(SLOPES, { senior, junior: JUNIOR }, { experienced: slope(null) }, -48.2).finding).toBe('unclear');
});

test('it says which way the seniors went beyond the split', () => {
  const sentence = (difference: number) =>
    verdict(
      SLOPES,
      { senior: adjusted(difference, difference - 2, difference + 2), junior: JUNIOR },
      { experienced: slope(1) },
      -48.2,
    ).sentence;
  expect(sentence(-8)).toContain('seniors were less active than the split alone makes them');
  expect(sentence(8)).toContain('seniors were more active than the split alone makes them');
});

test('juniors do not decide', () => {
  const junior = adjusted(40, 30, 50);
  const { finding } = verdict(SLOPES, { senior: adjusted(0, -5, 5), junior }, { experienced: slope(1) }, -48.2);
  expect(finding).toBe('mechanical');
});

test('without placebos or without a real slope it is unclear and says which', () => {
  const none = { senior: adjusted(null, null, null), junior: adjusted(null, null, null) };
  const alone = verdict(slopes({ '2022-01': [-30, 20] }), none, { experienced: slope(1) }, -48.2);
  expect(alone.finding).toBe('unclear');
  expect(alone.sentence).toContain('no history from before');
  const nothing = { ...none, senior: { ...none.senior, real: null } };
  const empty = verdict(
    slopes({ '2022-01': [null, 20], '2018-01': [-30, 20] }),
    nothing,
    { experienced: slope(1) },
    -48.2,
  );
  expect(empty.sentence).toContain('seniors are too few after the cutoff to have a slope (50.0 a month');
  expect(verdict([], nothing, { experienced: slope(1) }, -48.2).sentence).not.toMatch(/NaN|undefined|null/);
});

test('it does not say that all go the same way where a placebo does not', () => {
  const mixed = slopes({ '2022-01': [-30, 20], '2018-01': [5, 21] });
  expect(verdict(mixed, { senior: JUNIOR, junior: JUNIOR }, { experienced: slope(1) }, -48.2).isSameDirection).toBe(
    false,
  );
});
