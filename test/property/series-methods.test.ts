import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../src/analysis/methods/benjamini-hochberg.ts';
import { optimalPartition } from '../../src/analysis/methods/change-points.ts';
import { hamedRao } from '../../src/analysis/methods/hamed-rao.ts';
import { holm } from '../../src/analysis/methods/holm.ts';
import { mannKendall } from '../../src/analysis/methods/mann-kendall.ts';
import { neweyWest } from '../../src/analysis/methods/newey-west.ts';
import { olsTrend } from '../../src/analysis/methods/ols.ts';
import { siegel } from '../../src/analysis/methods/siegel.ts';
import { theilSen } from '../../src/analysis/methods/theil-sen.ts';

const series = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 4, maxLength: 40 });
const shift = fc.integer({ min: -500, max: 500 });
const scale = fc.integer({ min: 1, max: 9 });
const olsSlopeOf = (y: readonly number[]) => olsTrend(y).coefficients[1]!.estimate;

test('every slope scales with its series and does not see a shift', () => {
  const slopes = [olsSlopeOf, (y: readonly number[]) => theilSen(y).slope!, (y: readonly number[]) => siegel(y).slope!];
  fc.assert(
    fc.property(series, shift, scale, (y, by, times) => {
      const changed = y.map((value) => value * times + by);
      for (const slope of slopes) expect(slope(changed)).toBeCloseTo(slope(y) * times, 8);
    }),
  );
});

test('Sen’s interval holds its slope and turns over with the series', () => {
  fc.assert(
    fc.property(series, (y) => {
      const { slope, low, high } = theilSen(y);
      expect(low!).toBeLessThanOrEqual(slope!);
      expect(high!).toBeGreaterThanOrEqual(slope!);
      const mirrored = theilSen(y.map((value) => -value));
      expect(mirrored.slope).toBeCloseTo(-slope!, 9);
    }),
  );
});

test('reversing time turns the sign of Mann–Kendall and keeps its p', () => {
  fc.assert(
    fc.property(series, (y) => {
      const [forward, backward] = [mannKendall(y), mannKendall(y.toReversed())];
      expect(backward.score).toBe(-forward.score + 0);
      expect(backward.p).toBeCloseTo(forward.p!, 12);
    }),
  );
});

test('any rising transformation keeps Mann–Kendall', () => {
  fc.assert(
    fc.property(series, (y) => {
      expect(mannKendall(y.map((value) => Math.sqrt(value) + value ** 3))).toEqual(mannKendall(y));
    }),
  );
});

test('Hamed–Rao is Mann–Kendall where no lag is significant', () => {
  fc.assert(
    fc.property(series, (y) => {
      const { reason, significantLags, p } = hamedRao(y);
      fc.pre(reason === null && significantLags.length === 0);
      expect(p).toBeCloseTo(mannKendall(y, { method: 'normal' }).p!, 12);
    }),
  );
});

test('a Newey–West covariance is never negative', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 12 }), (y, lags) => {
      const { model } = olsTrend(y);
      fc.pre(model !== null);
      const { covariance } = neweyWest(model, { lags });
      const [a, b, , d] = covariance;
      expect(a!).toBeGreaterThanOrEqual(-1e-9 * Math.abs(a!));
      expect(a! * d! - b! * b!).toBeGreaterThanOrEqual(-1e-9 * Math.abs(a! * d!));
    }),
  );
});

const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 30 });

test('adjusted p-values keep the order of p, never fall below it, and Holm never falls below Benjamini–Hochberg', () => {
  fc.assert(
    fc.property(pValues, (p) => {
      const [bh, strict] = [benjaminiHochberg(p), holm(p)];
      p.forEach((value, i) => {
        if (value === null) {
          expect(bh[i]).toBeNull();
          return;
        }
        expect(bh[i]!).toBeGreaterThanOrEqual(value);
        expect(strict[i]!).toBeGreaterThanOrEqual(bh[i]! - 1e-15);
        expect(strict[i]!).toBeLessThanOrEqual(1);
        p.forEach((other, j) => {
          if (other !== null && other <= value) expect(bh[j]!).toBeLessThanOrEqual(bh[i]!);
        });
      });
    }),
  );
});

test('the optimal partition is the best of all partitions', () => {
  const short = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 10 });
  const penalty = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(short, penalty, fc.integer({ min: 1, max: 4 }), (y, each, least) => {
      const found = optimalPartition(y, each, least);
      expect(found.objective).toBeCloseTo(bestOfAll(y, each, least), 8);
      expect(objectiveOf(y, found.changePoints, each)).toBeCloseTo(found.objective, 8);
    }),
  );
});

/** Tries every set of change points. */
function bestOfAll(y: readonly number[], penalty: number, least: number): number {
  let best = objectiveOf(y, [], penalty);
  for (let chosen = 1; chosen < 2 ** (y.length - 1); chosen++) {
    const points = Array.from({ length: y.length - 1 }, (_, i) => i + 1).filter((point) => chosen & (1 << (point - 1)));
    const ends = [0, ...points, y.length];
    if (ends.every((end, i) => i === 0 || end - ends[i - 1]! >= least)) {
      best = Math.min(best, objectiveOf(y, points, penalty));
    }
  }
  return best;
}

function objectiveOf(y: readonly number[], points: readonly number[], penalty: number): number {
  const ends = [0, ...points, y.length];
  const costs = ends.slice(1).map((end, i) => {
    const segment = y.slice(ends[i], end);
    const mean = segment.reduce((sum, value) => sum + value, 0) / segment.length;
    return segment.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  return costs.reduce((sum, cost) => sum + cost, 0) + points.length * penalty;
}
