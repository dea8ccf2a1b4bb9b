import { expect, test } from 'vitest';
import { autocorrelation, durbinWatson, ljungBox } from '../../../../src/analysis/methods/autocorrelation.ts';
import { changePoints } from '../../../../src/analysis/methods/change-points.ts';
import { chowTest } from '../../../../src/analysis/methods/chow.ts';
import { hamedRao } from '../../../../src/analysis/methods/hamed-rao.ts';
import { interruptedSeries } from '../../../../src/analysis/methods/its.ts';
import { kendallTau } from '../../../../src/analysis/methods/kendall-tau.ts';
import { mannKendall } from '../../../../src/analysis/methods/mann-kendall.ts';
import { olsTrend } from '../../../../src/analysis/methods/ols.ts';
import { placeboEvents } from '../../../../src/analysis/methods/placebo-events.ts';
import { siegel } from '../../../../src/analysis/methods/siegel.ts';
import { theilSen } from '../../../../src/analysis/methods/theil-sen.ts';

const EVENT = { id: 'event', from: 12, to: 14 };
const monthly = (values: readonly number[]) => ({ months: values.map((_, i) => i), values });

const METHODS: Record<string, (y: readonly number[]) => unknown> = {
  mannKendall,
  hamedRao,
  kendallTau,
  theilSen,
  siegel,
  olsTrend: (y) => ({ ...olsTrend(y), model: null }),
  autocorrelation: (y) => autocorrelation(y, 3),
  ljungBox: (y) => ljungBox(y, 3),
  durbinWatson,
  changePoints,
  chowTest: (y) => (y.length > 1 ? chowTest(y, y.length >> 1) : null),
  its: (y) => interruptedSeries(monthly(y), { interventions: [EVENT] }),
  itsLog: (y) => interruptedSeries(monthly(y.map(Math.abs)), { interventions: [EVENT], link: 'log' }),
  placeboEvents: (y) => placeboEvents(monthly(y), EVENT),
};

const of = (n: number, value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));
const SERIES: Record<string, readonly number[]> = {
  'no month': [],
  'one month': [5],
  'two months': [5, 7],
  'three months': [1, 2, 4],
  'four equal months': [3, 3, 3, 3],
  zeros: of(34, () => 0),
  constant: of(34, () => 7),
  'an exact line': of(34, (i) => 34 - i),
  'an exact line that doubles cannot hold': of(34, (i) => 0.1 * i + 0.3),
  'one count in the middle': of(34, (i) => (i === 17 ? 1 : 0)),
  'zeros until the event': of(34, (i) => (i < 12 ? 0 : 40 + ((i * 7) % 5))),
  'large numbers': of(34, (i) => 1e12 + ((i * 7919) % 13)),
};

test.each(Object.keys(SERIES))(
  '%s gives numbers or nulls with every method, never NaN and never an exception',
  (name) => {
    for (const [method, run] of Object.entries(METHODS)) {
      expect(notFinite(run(SERIES[name]!)), `${method} of ${name}`).toEqual([]);
    }
  },
);

test('a result that is not defined says why', () => {
  expect(mannKendall([5, 7])).toMatchObject({ p: null, reason: 'too-few-months' });
  expect(mannKendall(SERIES.constant!)).toMatchObject({ p: 1, variance: 0, z: 0, reason: null });
  expect(hamedRao(SERIES.constant!)).toMatchObject({ p: null, factor: null, reason: 'constant' });
  expect(hamedRao(SERIES['an exact line']!)).toMatchObject({ p: null, reason: 'exact-fit' });
  expect(hamedRao(SERIES['an exact line that doubles cannot hold']!)).toMatchObject({ p: null, reason: 'exact-fit' });
  expect(theilSen([5])).toMatchObject({ slope: null, reason: 'too-few-months' });
  expect(siegel([5])).toMatchObject({ slope: null, reason: 'too-few-months' });
  expect(changePoints([1, 2]).series).toMatchObject({ partitions: [], reason: 'too-few-months' });
  expect(chowTest([1, 2, 3], 2)).toMatchObject({ p: null, reason: 'too-few-months' });
  expect(chowTest(SERIES.constant!, 20)).toMatchObject({ p: null, reason: 'constant' });
});

test('an exact fit keeps its coefficients and has no errors', () => {
  const line = olsTrend(SERIES['an exact line']!);
  expect(line).toMatchObject({ reason: 'exact-fit', model: null, aic: null });
  expect(line.coefficients.map(({ estimate }) => estimate)).toEqual([expect.closeTo(34, 9), expect.closeTo(-1, 9)]);
  expect(
    line.coefficients.every(({ p, low, standardError }) => p === null && low === null && standardError === null),
  ).toBe(true);
  expect(line.ssr).toBeLessThan(1e-12);
  expect(olsTrend(SERIES.constant!)).toMatchObject({ reason: 'constant', rSquared: null });
  expect(olsTrend(SERIES['an exact line that doubles cannot hold']!).reason).toBe('exact-fit');
});

test('a value that was not observed is a wrong argument, not a zero', () => {
  for (const [method, run] of Object.entries(METHODS)) {
    if (method === 'durbinWatson') continue; // takes residuals of a fit
    expect(() => run([1, 2, Number.NaN, 4, 5, 6, 7, 8]), method).toThrow(RangeError);
  }
});

/** Paths of the numbers in a result that are NaN or infinite. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}/${key}`));
}
