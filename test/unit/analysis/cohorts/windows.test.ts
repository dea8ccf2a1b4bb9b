import { expect, test } from 'vitest';
import { monthsIn, slopeWindows } from '../../../../src/analysis/cohorts/windows.ts';
import { monthFromText } from '../../../../src/core/month.ts';

const CUTOFF = monthFromText('2022-01');
const TO = monthFromText('2023-10');

test('placebo windows start at their cutoff and are as long as the real one, which comes first', () => {
  const windows = slopeWindows(CUTOFF, TO, [monthFromText('2018-01'), monthFromText('2020-01')], 480);
  expect(windows.map(monthsIn)).toEqual([22, 22, 22]);
  expect(windows[0]).toMatchObject({ isPlacebo: false, leftOut: null });
  expect(windows[2]).toMatchObject({ cutoff: monthFromText('2020-01'), to: monthFromText('2021-10'), leftOut: null });
});

test('a placebo window that would reach the image generators ends in March 2022 and enters no mean', () => {
  const [, placebo] = slopeWindows(CUTOFF, TO, [monthFromText('2021-01')], 480);
  expect(placebo!.to).toBe(monthFromText('2022-03'));
  expect(placebo!.leftOut).toContain('cut short at 2022-03');
});

test('a cutoff after the image generators is no placebo, and the real one is none of itself', () => {
  const [, ...placebos] = slopeWindows(
    monthFromText('2019-01'),
    monthFromText('2020-10'),
    [monthFromText('2023-01'), monthFromText('2019-01')],
    480,
  );
  expect(placebos.map(({ leftOut }) => leftOut)).toEqual(['image generators were there already']);
});

test('a window that ends before it starts has no months', () => {
  expect(slopeWindows(CUTOFF, CUTOFF - 3, [CUTOFF - 48], 480).map(monthsIn)).toEqual([0, 0]);
});

test('matched seniors entered in a span that every averaged cutoff has before it', () => {
  const windows = slopeWindows(
    CUTOFF,
    TO,
    ['2019-01', '2018-01', '2021-01'].map(monthFromText),
    monthFromText('2015-01'),
  );
  // History reaches 36 months back before January 2018.
  expect(windows.map(({ cutoff, matchedFrom }) => cutoff - matchedFrom)).toEqual([36, 36, 36, 36]);
  expect(slopeWindows(CUTOFF, TO, [CUTOFF - 48], CUTOFF)[0]!.matchedFrom).toBe(CUTOFF);
});
