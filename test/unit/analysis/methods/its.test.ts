import { expect, test } from 'vitest';
import { EVENT_BLOCKS } from '../../../../src/analysis/events.ts';
import { type ItsOptions, interruptedSeries } from '../../../../src/analysis/methods/its.ts';
import type { Intervention } from '../../../../src/analysis/methods/its-columns.ts';
import { createRng } from '../../../../src/core/rng.ts';

const FROM = 612;
const MONTHS = Array.from({ length: 34 }, (_, i) => FROM + i);
/** Even in (−0.5, 0.5), the same in every run. */
const rng = createRng(7);
const WOBBLE = Array.from({ length: 200 }, () => rng.uniform() - 0.5);
const wobble = (i: number) => WOBBLE[i]!;
const STEP: Intervention = { id: 'step', from: FROM + 20, to: FROM + 20 };
const RAMP: Intervention = { id: 'ramp', from: FROM + 18, to: FROM + 20 };

const interrupted = (values: readonly number[], options: Partial<ItsOptions> = {}) =>
  interruptedSeries({ months: MONTHS, values }, { interventions: [STEP], harmonics: 0, ...options });
const estimates = (result: ReturnType<typeof interrupted>) =>
  Object.fromEntries(result.terms.map(({ name, estimate }) => [name, estimate]));

test('a planted step and kink come back, beside the line before', () => {
  const values = MONTHS.map((_, i) => 100 + 2 * i + (i >= 20 ? 30 - 3 * (i - 20) : 0) + wobble(i));
  const found = estimates(interrupted(values));
  expect(found.trend).toBeCloseTo(2, 0);
  expect(found['level:step']).toBeCloseTo(30, -0.5);
  expect(found['slope:step']).toBeCloseTo(-3, 0);
  expect(interrupted(values)).toMatchObject({ df: 30, lags: 3, reason: null, dispersion: null });
});

test('a block of months rises evenly to its full level', () => {
  const values = MONTHS.map((_, i) => [0, 10, 20, 30][Math.min(3, Math.max(0, i - 17))]! + wobble(i) / 1e3);
  const found = estimates(interrupted(values, { interventions: [RAMP] }));
  expect(found['level:ramp']).toBeCloseTo(30, 2);
  expect(found['slope:ramp']).toBeCloseTo(0, 3);
});

test('a pulse takes its month out of the fit', () => {
  const calm = MONTHS.map((_, i) => 50 + i + wobble(i));
  const loud = calm.with(25, 5000);
  const pulses = [FROM + 25];
  const quiet = estimates(interrupted(calm, { pulses }));
  const found = estimates(interrupted(loud, { pulses }));
  expect(found['slope:step']).toBeCloseTo(quiet['slope:step']!, 6);
  expect(found[`pulse:${FROM + 25}`]! - quiet[`pulse:${FROM + 25}`]!).toBeCloseTo(5000 - calm[25]!, 6);
});

test('a yearly season is taken out by its harmonics', () => {
  const season = (i: number) => 10 * Math.cos((2 * Math.PI * i) / 12) + 4 * Math.sin((4 * Math.PI * i) / 12);
  const values = MONTHS.map((_, i) => 100 + i + season(i) + wobble(i));
  const found = estimates(interrupted(values, { harmonics: 2 }));
  expect(found['cos:1']).toBeCloseTo(10, 0);
  expect(found['sin:2']).toBeCloseTo(4, 0);
  expect(found.trend).toBeCloseTo(1, 0);
});

test('with the log link effects are ratios, and exposure is divided out', () => {
  const exposure = MONTHS.map((_, i) => 100 + 10 * i);
  const counts = exposure.map((artists, i) => Math.round(artists * 2 * (i >= 20 ? 0.8 : 1) + wobble(i)));
  const result = interruptedSeries(
    { months: MONTHS, values: counts, exposure },
    { interventions: [STEP], harmonics: 0, link: 'log' },
  );
  const found = estimates(result);
  expect(Math.exp(found.intercept!)).toBeCloseTo(2, 1);
  expect(Math.exp(found['level:step']!)).toBeCloseTo(0.8, 1);
  expect(found.trend).toBeCloseTo(0, 2);
  expect(result.dispersion!).toBeLessThan(0.1);
});

test('on the log scale neither effects nor their errors see the unit of the counts', () => {
  const counts = MONTHS.map((_, i) => 50 + i + Math.round(20 * wobble(i)));
  for (const covariance of ['newey-west', 'model'] as const) {
    const once = interrupted(counts, { link: 'log', covariance });
    const tenfold = interrupted(
      counts.map((count) => 10 * count),
      { link: 'log', covariance },
    );
    once.terms.slice(1).forEach(({ estimate, standardError }, j) => {
      expect(tenfold.terms[j + 1]!.estimate).toBeCloseTo(estimate, 9);
      expect(tenfold.terms[j + 1]!.standardError).toBeCloseTo(standardError!, 9);
    });
  }
});

test('all blocks of the window of the paper can be fitted together in 34 months', () => {
  const values = MONTHS.map((_, i) => 50 + i + wobble(i));
  const fit = interrupted(values, {
    interventions: EVENT_BLOCKS,
    pulses: EVENT_BLOCKS.flatMap(({ pulses }) => pulses),
    harmonics: 2,
  });
  expect(fit).toMatchObject({ n: 34, df: 21, reason: null });
  expect(fit.terms.every(({ p }) => p !== null && p >= 0 && p <= 1)).toBe(true);
});

test('an event outside the series, zeros and too few months have no fit, with a reason', () => {
  const values = MONTHS.map((_, i) => i + wobble(i));
  const outside = { id: 'later', from: FROM + 99, to: FROM + 99 };
  expect(interrupted(values, { interventions: [outside] })).toMatchObject({ terms: [], reason: 'collinear' });
  expect(
    interrupted(
      MONTHS.map(() => 0),
      { link: 'log' },
    ),
  ).toMatchObject({ terms: [], reason: 'no-events' });
  const few = { months: MONTHS.slice(0, 4), values: values.slice(0, 4) };
  expect(interruptedSeries(few, { interventions: [STEP] })).toMatchObject({ terms: [], reason: 'too-few-months' });
});

test('wrong arguments are refused', () => {
  const values = MONTHS.map(wobble);
  expect(() => interruptedSeries({ months: [3, 2], values: [1, 2] }, { interventions: [] })).toThrow(RangeError);
  expect(() => interruptedSeries({ months: [3], values: [1, 2] }, { interventions: [] })).toThrow(RangeError);
  expect(() => interrupted(values, { harmonics: 6 })).toThrow(RangeError);
  expect(() => interrupted(values, { lags: -1 })).toThrow(RangeError);
  expect(() => interrupted(values, { interventions: [{ id: 'back', from: 5, to: 4 }] })).toThrow(RangeError);
});
