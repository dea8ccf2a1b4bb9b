import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CohortWindow } from '../../src/analysis/cohorts/windows.ts';
import { theilSenSlope } from '../../src/analysis/methods/theil-sen.ts';
import { monthlySeries } from '../../src/analysis/series.ts';
import { olsSlope, percentPerYear } from '../../src/analysis/slope.ts';
import { labelRows } from '../../src/charts/event-rules.ts';
import { quantileSorted } from '../../src/core/math/quantile.ts';
import { textFromMonth } from '../../src/core/month.ts';
import { activityOf } from '../support/activity.ts';
import { resampled } from '../support/cells.ts';

const series = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 40 });

test('slopes shift with nothing and scale with everything', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 9 }), (y, shift, scale) => {
      for (const slope of [olsSlope, theilSenSlope]) {
        expect(slope(y.map((value) => value * scale + shift))).toBeCloseTo(slope(y) * scale, 8);
      }
    }),
  );
});

test('per cent a year does not depend on how many artists there are', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 2, max: 50 }), (y, scale) => {
      fc.pre(y.some((value) => value > 0));
      const larger = y.map((value) => value * scale);
      expect(percentPerYear(olsSlope(larger), larger)).toBeCloseTo(percentPerYear(olsSlope(y), y), 6);
    }),
  );
});

test('quantiles rise with the probability and stay within the values', () => {
  fc.assert(
    fc.property(
      series,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (y, p, q) => {
        const sorted = Float64Array.from(y).sort();
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        expect(quantileSorted(sorted, low)).toBeLessThanOrEqual(quantileSorted(sorted, high) + 1e-9);
        expect(quantileSorted(sorted, low)).toBeGreaterThanOrEqual(sorted[0]!);
        expect(quantileSorted(sorted, high)).toBeLessThanOrEqual(sorted.at(-1)!);
      },
    ),
  );
});

const FROM = 612;
const histories = fc.array(
  fc.dictionary(fc.integer({ min: FROM - 30, max: FROM + 40 }).map(textFromMonth), fc.integer({ min: 1, max: 9 }), {
    minKeys: 1,
    maxKeys: 12,
  }),
  { minLength: 1, maxLength: 20 },
);

test('for any cutoff, seniors and juniors add up to a plain recount, with and without the cap', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 33 }), (uploads, after) => {
      const window: CohortWindow = { from: FROM, to: FROM + 33, cutoff: FROM + after };
      const { cells } = resampled(activityOf(uploads.map((of) => ({ uploads: of }))), window, { draws: 2 });
      for (let i = 0; i < 34; i++) {
        const month = textFromMonth(FROM + i);
        const counts = uploads.map((of) => of[month] ?? 0);
        const value = (measure: 'uploads' | 'artists', group: 'senior' | 'junior' | 'all') =>
          monthlySeries(cells, window.to, measure, group)[i]!.value!;
        expect(value('uploads', 'all')).toBe(counts.reduce((sum, count) => sum + count, 0));
        expect(value('artists', 'all')).toBe(counts.filter((count) => count > 0).length);
        expect(value('artists', 'senior') + value('artists', 'junior')).toBe(value('artists', 'all'));
        if (FROM + i < window.cutoff) expect(value('artists', 'junior')).toBe(0);
      }
    }),
    { numRuns: 30 },
  );
});

test('event labels never overlap each other nor a rule', () => {
  const events = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 700 }), width: fc.integer({ min: 20, max: 200 }) }),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(events, (unsorted) => {
      const sorted = unsorted.toSorted((a, b) => a.x - b.x);
      const rows = labelRows(
        sorted.map(({ x }) => x),
        sorted.map(({ width }) => width),
      );
      sorted.forEach((event, i) => {
        for (let later = i + 1; later < sorted.length; later++) {
          if (sorted[later]!.x <= event.x + event.width) expect(rows[i]!).toBeGreaterThan(rows[later]!);
        }
      });
    }),
  );
});
