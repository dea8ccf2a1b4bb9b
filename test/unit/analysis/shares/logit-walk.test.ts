import { describe, expect, test } from 'vitest';
import { logitWalk } from '../../../../src/analysis/shares/logit-walk.ts';
import type { WalkObservation } from '../../../../src/analysis/shares/walk-normal.ts';
import { createRng, type Rng } from '../../../../src/core/rng.ts';

const MONTHS = 24;
const DRAWS = 200;

const observation = (step: number, flagged: number, labelled: number): WalkObservation => ({
  step,
  flagged,
  labelled,
  sensitivity: 1,
  falsePositive: 0,
});

function monthOf(shares: Float64Array, month: number, months = MONTHS): Float64Array {
  return Float64Array.from({ length: shares.length / months }, (_, draw) => shares[draw * months + month]!).sort();
}
const widthOf = (sorted: Float64Array) => sorted[sorted.length - 11]! - sorted[10]!;

test('all draws are shares, and the same seed gives the same ones', () => {
  const walk = (seed: number) =>
    logitWalk(() => [observation(3, 4, 50), observation(9, 30, 60)], { months: MONTHS, rng: createRng(seed) });
  const shares = walk(1);
  expect(shares).toHaveLength(DRAWS * MONTHS);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(walk(1)).toEqual(shares);
  expect(walk(2)).not.toEqual(shares);
});

test('months without labels are wide, and wider the further away labels are', () => {
  const observed = Array.from({ length: 12 }, (_, i) => observation(i, 100, 1000));
  const shares = logitWalk(() => observed, { months: MONTHS, rng: createRng('wide') });
  const widths = [11, 13, 17, 23].map((month) => widthOf(monthOf(shares, month)));
  expect(widths[1]).toBeGreaterThan(widths[0]!);
  expect(widths[3]).toBeGreaterThan(widths[1]!);
  expect(monthOf(shares, 23)[DRAWS / 2]).toBeGreaterThan(0.02);
});

test('many labelled works put the draws at their flagged share', () => {
  const observed = Array.from({ length: MONTHS }, (_, i) => observation(i, 2000, 10_000));
  const sorted = monthOf(
    logitWalk(() => observed, { months: MONTHS, rng: createRng('many') }),
    12,
  );
  // The binomial standard error is 0.004, less with the neighbours' help.
  expect(sorted[DRAWS / 2]).toBeCloseTo(0.2, 2);
  expect(widthOf(sorted)).toBeLessThan(4 * 0.004);
});

test('a jump month lets the share change where a plain month would not', () => {
  const low = Array.from({ length: 12 }, (_, i) => observation(i, 0, 400));
  const high = Array.from({ length: 6 }, (_, i) => observation(18 + i, 80, 400));
  const middle = (jumps: number[]) => {
    const shares = logitWalk(() => [...low, ...high], { months: MONTHS, jumps, jumpSd: 4, rng: createRng('jump') });
    return monthOf(shares, 17)[DRAWS / 2]!;
  };
  expect(middle([12])).toBeGreaterThan(2 * middle([18]));
});

test('flags of half the generated works give twice the share', () => {
  const observed = (sensitivity: number) =>
    Array.from({ length: MONTHS }, (_, i) => ({ ...observation(i, 500, 5000), sensitivity }));
  const median = (sensitivity: number) =>
    monthOf(
      logitWalk(() => observed(sensitivity), { months: MONTHS, rng: createRng('se') }),
      10,
    )[DRAWS / 2]!;
  expect(median(0.5) / median(1)).toBeCloseTo(2, 1);
});

test('an accuracy drawn anew for every draw widens the band', () => {
  const fixed = Array.from({ length: MONTHS }, (_, i) => ({ ...observation(i, 900, 5000), sensitivity: 0.6 }));
  const drawn = (rng: Rng) => {
    const sensitivity = 0.45 + 0.3 * rng.uniform();
    return fixed.map((month) => ({ ...month, sensitivity }));
  };
  const width = (observe: (rng: Rng) => readonly WalkObservation[]) =>
    widthOf(monthOf(logitWalk(observe, { months: MONTHS, rng: createRng('audit') }), 10));
  expect(width(drawn)).toBeGreaterThan(3 * width(() => fixed));
});

test('one month alone will do, none will not', () => {
  expect(logitWalk(() => [observation(0, 0, 1)], { months: 1, rng: createRng(1) })).toHaveLength(DRAWS);
  expect(() => logitWalk(() => [], { months: 3, rng: createRng(1) })).toThrow(/at least one month/);
});

describe('in worlds drawn from the model itself', () => {
  const worlds = process.env.TIDEMARK_NIGHTLY === undefined ? 16 : 300;
  // Months of one world are alike: a world's coverage spreads by about 0.15, so 16 worlds by 0.04.
  const tolerance = process.env.TIDEMARK_NIGHTLY === undefined ? 0.1 : 0.03;

  test('the 90 % band holds the true share in 90 % of months, labelled or not', { timeout: 600_000 }, () => {
    let labelled = 0;
    let unlabelled = 0;
    for (let world = 0; world < worlds; world++) {
      const rng = createRng(`coverage ${world}`);
      const truth = trueShares(rng);
      const observed = truth.flatMap((share, step) => {
        if (step % 3 === 2) return [];
        let flagged = 0;
        for (let work = 0; work < 150; work++) if (rng.uniform() < share) flagged++;
        return [observation(step, flagged, 150)];
      });
      const shares = logitWalk(() => observed, { months: MONTHS, jumps: [5], rng: rng.fork('walk') });
      truth.forEach((share, month) => {
        const sorted = monthOf(shares, month);
        if (!(share >= sorted[9]! && share <= sorted[DRAWS - 10]!)) return;
        if (month % 3 === 2) unlabelled++;
        else labelled++;
      });
    }
    expect(Math.abs(labelled / (worlds * 16) - 0.9)).toBeLessThan(tolerance);
    expect(Math.abs(unlabelled / (worlds * 8) - 0.9)).toBeLessThan(tolerance);
  });

  function trueShares(rng: Rng): number[] {
    const tau = Math.abs(0.5 * rng.normal());
    let logit = -7 + 1.5 * rng.normal();
    return Array.from({ length: MONTHS }, (_, month) => {
      if (month > 0) logit += tau * rng.normal() + (month === 5 ? 2.5 * rng.normal() : 0);
      return 1 / (1 + Math.exp(-logit));
    });
  }
});
