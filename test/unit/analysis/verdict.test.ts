import { expect, test } from 'vitest';
import { verdict } from '../../../src/analysis/verdict.ts';
import type { PlaceboSlope } from '../../../src/core/cohort-tables.ts';

function slopes(pairs: Readonly<Record<string, readonly [number | null, number | null]>>): PlaceboSlope[] {
  return Object.entries(pairs).flatMap(([cutoff, [senior, junior]]) =>
    (['senior', 'junior'] as const).map((group) => {
      const percentPerYear = group === 'senior' ? senior : junior;
      return {
        cutoff,
        from: cutoff,
        to: '2023-10',
        isPlacebo: cutoff !== '2022-01',
        group,
        artists: 100,
        events: [],
        percentPerYear,
        low: percentPerYear === null ? null : percentPerYear - 3,
        high: percentPerYear === null ? null : percentPerYear + 3,
        theilSenPercentPerYear: percentPerYear,
        meanPerMonth: 50,
        months: 22,
      };
    }),
  );
}

test('slopes within the range of the placebos: the split alone draws the picture', () => {
  const { finding, isSameDirection, sentence } = verdict(
    slopes({ '2022-01': [-34.2, 25.1], '2018-01': [-33.6, 25.3], '2019-01': [-46.4, 5.6] }),
  );
  expect(finding).toBe('same-picture');
  expect(isSameDirection).toBe(true);
  expect(sentence).toBe(
    'Seniors fall 34 % a year and juniors rise 25 % a year after January 2022; but they do so at every cutoff set before ' +
      'image generators existed (2018: −34 / +25, 2019: −46 / +6, in % a year): the split alone draws this picture.',
  );
});

test('an interval that reaches the range counts as within it', () => {
  expect(verdict(slopes({ '2022-01': [-37, 25], '2018-01': [-35, 25] })).finding).toBe('same-picture');
  expect(verdict(slopes({ '2022-01': [-39, 25], '2018-01': [-35, 25] })).finding).toBe('beyond-placebos');
});

test('a slope beyond the placebos is told with its distance and with how little three placebos can prove', () => {
  const { finding, sentence } = verdict(
    slopes({ '2022-01': [-60, 26], '2018-01': [-34, 25], '2019-01': [-46, 6], '2020-01': [-40, 27] }),
  );
  expect(finding).toBe('beyond-placebos');
  expect(sentence).toContain("The seniors' slope (−60, 95 % interval −63 to −57) lies 14 points below every placebo.");
  expect(sentence).not.toContain("juniors' slope");
  expect(sentence).toContain('3 placebo cutoffs cannot give a p-value below 0.25');
});

test('it does not say that placebos go the same way where they do not', () => {
  const { isSameDirection, sentence } = verdict(
    slopes({ '2022-01': [-30, 20], '2018-01': [5, 21], '2019-01': [-31, 19] }),
  );
  expect(isSameDirection).toBe(false);
  expect(sentence).not.toContain('they do so at every cutoff');
});

test('placebos without a slope are left out', () => {
  const { sentence } = verdict(slopes({ '2022-01': [-30, 20], '2018-01': [null, 21], '2019-01': [-31, 19] }));
  expect(sentence).toContain('(2019: −31 / +19, in % a year)');
});

test('without placebos, or without a real slope, it claims nothing', () => {
  expect(verdict(slopes({ '2022-01': [-30, 20] })).finding).toBe('no-placebo');
  const noSlope = verdict(slopes({ '2022-01': [null, 20], '2018-01': [-30, 20] }));
  expect(noSlope.finding).toBe('no-slope');
  expect(noSlope.sentence).toContain('Seniors are too few after the cutoff to have a slope (50.0 a month');
  expect(verdict([]).finding).toBe('no-slope');
});
