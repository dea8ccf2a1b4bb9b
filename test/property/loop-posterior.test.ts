import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import type { ShareDraws } from '../../src/core/shares.ts';
import { monthBounds } from '../../src/loop/schedules/bounds.ts';
import { afterDetector } from '../../src/loop/schedules/detector.ts';
import { effectiveSizeRatio } from '../../src/loop/schedules/effective-size.ts';
import { modelShares } from '../../src/loop/schedules/lag.ts';
import { drawnSchedules, quantilePaths } from '../../src/loop/schedules/paths.ts';
import { permutedMonths } from '../../src/loop/schedules/references.ts';

/** Thousandths, so that shares of every size are as likely. */
const thousandths = (min: number, max: number) => fc.integer({ min, max }).map((count) => count / 1000);
const share = thousandths(0, 1000);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const draws = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }))
  .chain(([months, count]) =>
    fc.record({
      uploads: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: months, maxLength: months }),
      shares: fc.array(share, { minLength: months * count, maxLength: months * count }),
      count: fc.constant(count),
    }),
  )
  .map(
    ({ uploads, shares, count }): ShareDraws => ({
      site: 'site-a',
      assistedWeight: 0,
      months: uploads.map((_, month) => 600 + month),
      uploads: Float64Array.from(uploads),
      draws: count,
      shares: Float64Array.from(shares),
    }),
  );
const windowOf = (given: ShareDraws) => ({ from: 600, to: given.months.at(-1)!, monthsPerGeneration: 1 });

test('permuted months keep the sums of shares, uploads and generated works', () => {
  const months = fc.array(fc.record({ uploads: fc.nat(1000), share }), { minLength: 1 });
  fc.assert(
    fc.property(months, fc.nat(), (given, seed) => {
      const rows = given.map((row, month) => ({ ...row, month }));
      const permuted = permutedMonths(rows, createRng(seed));
      expect(sum(permuted.map((row) => row.uploads))).toBe(sum(rows.map((row) => row.uploads)));
      expect(sum(permuted.map((row) => row.share))).toBeCloseTo(sum(rows.map((row) => row.share)), 9);
      const generated = (all: typeof rows) => sum(all.map((row) => row.uploads * row.share));
      expect(generated(permuted)).toBeCloseTo(generated(rows), 6);
    }),
  );
});

test('a higher quantile’s path has no fewer generated works, and every path is one of the draws', () => {
  fc.assert(
    fc.property(draws, (given) => {
      const schedules = drawnSchedules(given, windowOf(given));
      const paths = quantilePaths(schedules, [0, 0.05, 0.5, 0.95, 1]);
      const totals = paths.map(({ flows }) => sum(flows.map((flow) => flow.generated)));
      expect(totals).toEqual(totals.toSorted((a, b) => a - b));
      for (const { draw, flows } of paths) expect(flows).toBe(schedules[draw]!.flows);
    }),
  );
});

test('with lower shares no bound is met with a lower probability, and a larger stock helps', () => {
  fc.assert(
    fc.property(draws, share, fc.integer({ min: 1, max: 5000 }), (given, factor, stock) => {
      const options = { ...windowOf(given), items: 200, biases: [] };
      const lower = { ...given, shares: given.shares.map((value) => value * factor) };
      const high = monthBounds(given, { ...options, initialStock: stock });
      const low = monthBounds(lower, { ...options, initialStock: stock });
      const rich = monthBounds(given, { ...options, initialStock: stock * 2 });
      high.forEach((month, index) => {
        expect(low[index]!.flowMet).toBeGreaterThanOrEqual(month.flowMet);
        expect(low[index]!.stockMet).toBeGreaterThanOrEqual(month.stockMet!);
        expect(rich[index]!.stockMet).toBeGreaterThanOrEqual(month.stockMet!);
      });
    }),
  );
});

test('where every month so far meets the bound, so does the stock', () => {
  fc.assert(
    fc.property(draws, (given) => {
      const below = { ...given, shares: given.shares.map((value) => value * 0.333) };
      for (const { flowMet, stockMet } of monthBounds(below, {
        ...windowOf(given),
        initialStock: 1,
        items: 200,
        biases: [],
      })) {
        expect([flowMet, stockMet]).toEqual([1, 1]);
      }
    }),
  );
});

test('a weaker sampling bias never lowers the worth of synthetic items that do harm', () => {
  const bias = thousandths(500, 950);
  const part = thousandths(100, 800);
  fc.assert(
    fc.property(part, bias, fc.integer({ min: 50, max: 2000 }), (synthetic, strong, items) => {
      const ratio = (value: number) =>
        effectiveSizeRatio({ real: items * (1 - synthetic), synthetic: items * synthetic, bias: value });
      const harmful = ratio(strong);
      fc.pre(harmful < 1);
      expect(ratio(strong + 0.05)).toBeGreaterThan(harmful);
    }),
  );
});

test('a detector better than chance lowers the share', () => {
  const sensitive = thousandths(501, 999);
  fc.assert(
    fc.property(share, sensitive, thousandths(500, 1000), (given, sensitivity, specificity) => {
      const after = afterDetector(given, { sensitivity, specificity });
      expect(after.share).toBeLessThanOrEqual(given + 1e-12);
      expect(after.kept).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});

test('what models are used for adds up, and models not yet released are used for nothing', () => {
  const releases = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      releases,
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      (given, month, half) => {
        const sorted = given.toSorted((a, b) => a - b);
        const shares = modelShares(month, sorted, half);
        expect(sum(shares)).toBeCloseTo(1, 12);
        shares.forEach((value, model) => {
          if (model > 0 && sorted[model]! > month) expect(value).toBe(0);
        });
      },
    ),
  );
});
