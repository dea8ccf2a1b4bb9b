import { expect, test } from 'vitest';
import { negativeControl } from '../../../../src/analysis/shares/negative-control.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { sumsOf } from './label-sums.ts';

const before = { labelRegime: 'none' } as const;
const FROM = monthFromText('2021-01');

/** Fifteen months of 100 artists with 10 works each, of whom `flags(month)` have one flag. */
const control = (flags: (index: number) => number) =>
  Array.from({ length: 15 }, (_, i) =>
    sumsOf(
      FROM + i,
      Array.from({ length: 100 }, (_, artist) => [10, artist < flags(i) ? 1 : 0, 0] as const),
      before,
    ),
  );

test('the flag rate of the control months is one minus the specificity', () => {
  const found = negativeControl(
    control(() => 5),
    0,
  );
  expect(found).toMatchObject({ works: 15_000, flagged: 75, specificity: 0.995, reason: '' });
  expect(found.driftP).toBeCloseTo(1, 10);
});

test('a rate that climbs through the months is a drift', () => {
  expect(
    negativeControl(
      control((i) => i),
      0,
    ).driftP,
  ).toBeLessThan(1e-4);
});

test('months after March 2022 and months under a regime are no control', () => {
  const later = sumsOf(monthFromText('2022-04'), [[10, 9, 0]], before);
  const ruled = sumsOf(FROM, [[10, 9, 0]]);
  expect(negativeControl([later, ruled], 0)).toEqual({
    works: 0,
    flagged: 0,
    specificity: null,
    designEffect: null,
    driftP: null,
    reason: 'no work of 2021-01 to 2022-03 was looked at for a label',
  });
});

test('without a single flag specificity is 1 and nothing can drift', () => {
  expect(
    negativeControl(
      control(() => 0),
      0,
    ),
  ).toMatchObject({ specificity: 1, driftP: null });
});

test('all flagged, or too few months, is said in words', () => {
  const all = [
    sumsOf(
      FROM,
      [
        [2, 2, 0],
        [3, 3, 0],
      ],
      before,
    ),
  ];
  expect(negativeControl(all, 0)).toMatchObject({
    specificity: 0,
    driftP: null,
    reason: 'every work of 2021-01 to 2022-03 is flagged',
  });
  const one = [
    sumsOf(
      FROM,
      [
        [2, 1, 0],
        [3, 0, 0],
      ],
      before,
    ),
  ];
  expect(negativeControl(one, 0).reason).toMatch(/three months/);
});
