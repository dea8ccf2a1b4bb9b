import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { attractor } from '../../../../src/loop/metrics/attractor.ts';
import { equivalenceOnset } from '../../../../src/loop/metrics/equivalence-onset.ts';
import { fromRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { hingeBreakpoint } from '../../../../src/loop/metrics/hinge.ts';
import { levelAtFloor } from '../../../../src/loop/metrics/level-at-floor.ts';
import { timeConstant } from '../../../../src/loop/metrics/time-constant.ts';
import { pairedTost } from '../../../../src/loop/metrics/tost.ts';
import { exponentialCurve, hingeCurve, plantedSeries } from './planted-series.ts';

const few = () => ({ rng: createRng('draws'), draws: 200 });
const onExponential = plantedSeries(exponentialCurve, 'exponential');
const onHinge = plantedSeries(hingeCurve, 'hinge');

describe('an exponential with time constant 15 of 270 items', () => {
  // One series is one draw: each tolerance is about three standard deviations over seeds.
  test('is equivalent to its end from about 61 at a margin of 0.01, from about 49 at 0.02', () => {
    const { onset, interval, convergedShare } = equivalenceOnset(onExponential, { ...few(), margin: 0.01 });
    expect(Math.abs(onset! - 61)).toBeLessThanOrEqual(7);
    expect(interval!.low).toBeLessThanOrEqual(onset!);
    expect(interval!.high).toBeGreaterThanOrEqual(onset!);
    expect(convergedShare).toBe(1);
    expect(Math.abs(equivalenceOnset(onExponential, { ...few(), margin: 0.02 }).onset! - 49)).toBeLessThanOrEqual(3);
  });
  test('breaks near 29 where a hinge is fitted to it', () => {
    const { breakpoint, isAccepted } = hingeBreakpoint(onExponential, few());
    expect(Math.abs(breakpoint - 29)).toBeLessThanOrEqual(2);
    expect(isAccepted).toBe(true);
  });
  test('has that time constant and settles to 1 % at 69', () => {
    const { timeConstant: found, interval, settledAt, level, amplitude } = timeConstant(onExponential, few())!;
    expect(Math.abs(found - 15)).toBeLessThan(0.3);
    expect(interval!.high - interval!.low).toBeLessThan(1);
    expect(Math.abs(settledAt - 69)).toBeLessThan(1.5);
    expect(Math.abs(level - 0.4)).toBeLessThan(0.02);
    expect(Math.abs(amplitude - 0.6)).toBeLessThan(0.02);
  });
});

describe('a hinge at 66 of 270 items', () => {
  test('breaks at 66 and is accepted', () => {
    const { breakpoint, interval, isAccepted, slope } = hingeBreakpoint(onHinge, few());
    expect(Math.abs(breakpoint - 66)).toBeLessThanOrEqual(1);
    expect(interval.low).toBeLessThanOrEqual(66);
    expect(interval.high).toBeGreaterThanOrEqual(66);
    expect(isAccepted).toBe(true);
    expect(slope).toBeCloseTo(-0.01, 3);
  });
  test('is equivalent to its end from about 62 at a margin of 0.01, from about 60 at 0.02', () => {
    expect(Math.abs(equivalenceOnset(onHinge, { ...few(), margin: 0.01 }).onset! - 62)).toBeLessThanOrEqual(3);
    expect(Math.abs(equivalenceOnset(onHinge, { ...few(), margin: 0.02 }).onset! - 60)).toBeLessThanOrEqual(2);
  });
});

describe('the onset of equivalence', () => {
  test('takes 5 % of the change as its margin where that exceeds 0.01', () => {
    expect(equivalenceOnset(onHinge, few()).margin).toBeCloseTo(0.05 * 0.65, 2);
    expect(
      equivalenceOnset(
        plantedSeries(() => 0.5, 'flat'),
        few(),
      ).margin,
    ).toBe(0.01);
  });
  test('is missing in a series that never levels off', () => {
    const { onset, interval, convergedShare } = equivalenceOnset(
      plantedSeries((t) => 1 - 0.01 * t, 'line'),
      { ...few(), margin: 0.01 },
    );
    expect({ onset, interval, convergedShare }).toEqual({ onset: null, interval: null, convergedShare: 0 });
  });
  test('is the first step in a series that does not move', () => {
    expect(
      equivalenceOnset(
        plantedSeries(() => 0.5, 'flat'),
        few(),
      ).onset,
    ).toBe(1);
  });
  test('is not counted when its window shares steps with the last one', () => {
    // Level from step 75 on; of 90 steps, onsets up to 90 − 20 = 70 count.
    const late = plantedSeries((t) => (t < 75 ? 1 : 0), 'late', 90);
    expect(equivalenceOnset(late, { ...few(), margin: 0.01 }).onset).toBeNull();
    const early = plantedSeries((t) => (t < 70 ? 1 : 0), 'early', 90);
    expect(equivalenceOnset(early, { ...few(), margin: 0.01 }).onset).toBe(70);
  });
  test('needs three windows', () => {
    expect(() =>
      equivalenceOnset(
        plantedSeries(() => 0, 'short', 29),
        few(),
      ),
    ).toThrow('at least 30 steps, got 29');
  });
});

test('a hinge is not accepted for a straight line or a constant', () => {
  expect(
    hingeBreakpoint(
      plantedSeries((t) => 1 - 0.004 * t, 'line'),
      few(),
    ).isAccepted,
  ).toBe(false);
  expect(
    hingeBreakpoint(
      plantedSeries(() => 0.5, 'flat 2'),
      few(),
    ).isAccepted,
  ).toBe(false);
});

test('a straight line and a constant have no time constant', () => {
  const straight = { firstStep: 0, values: fromRows([Array.from({ length: 50 }, (_, t) => 2 * t)]) };
  const constant = { firstStep: 0, values: fromRows([new Array<number>(50).fill(3)]) };
  expect(timeConstant(straight, few())).toBeNull();
  expect(timeConstant(constant, few())).toBeNull();
});

describe('two one-sided tests', () => {
  const differences = [0.008, 0.012, 0.009, 0.011];
  test('find a small mean difference equivalent', () => {
    // Mean 0.01, standard error 0.000913, t(0.95, 3) = 2.353: the interval ends at 0.01215.
    const { mean, high } = pairedTost(differences, 0.0125);
    expect(mean).toBeCloseTo(0.01, 12);
    expect(high).toBeCloseTo(0.0121487, 6);
    expect(pairedTost(differences, 0.0125).isEquivalent).toBe(true);
    expect(pairedTost(differences, 0.012).isEquivalent).toBe(false);
  });
  test('look at both sides, and need a margin', () => {
    expect(
      pairedTost(
        differences.map((value) => -value),
        0.012,
      ).isEquivalent,
    ).toBe(false);
    expect(() => pairedTost(differences, 0)).toThrow('margin must be a number > 0, got 0');
  });
});

describe('attractors', () => {
  const chains = [
    ['a', 'b', 'b', 'b'], // a fixed point from 2
    ['a', 'b', 'a', 'c'], // back once, at 2, and away again
    ['a', 'b', 'c', 'd'],
    ['a', 'b', 'c', 'a'], // a cycle of three
  ];
  test('are found word for word within the memory', () => {
    const { repeatShare, hazard, absorbedAt } = attractor(chains);
    expect(repeatShare).toEqual(Float64Array.of(0, 0.5, 0.5));
    expect(absorbedAt).toEqual([2, 2, null, 3]);
    expect(hazard).toEqual(Float64Array.of(0, 0.5, 0.5));
  });
  test('longer than the memory are not seen', () => {
    expect(attractor(chains, 2).absorbedAt).toEqual([2, 2, null, null]);
  });
  test('have no hazard where no item is left', () => {
    expect(attractor([['a', 'a', 'a']]).hazard).toEqual(Float64Array.of(1, Number.NaN));
  });
  test('need chains of one length with a step', () => {
    expect(() => attractor([['a']])).toThrow(/at least one later step/);
    expect(() => attractor([['a', 'b'], ['a']])).toThrow('item 1 must have 2 captions, got 1');
  });
});

describe('the level of a series against its floor', () => {
  const series = plantedSeries(exponentialCurve, 'floor');
  const end = (i: number) => {
    const values = series.values.values.subarray((i + 1) * 100 - 10, (i + 1) * 100);
    let sum = 0;
    for (const value of values) sum += value;
    return sum / 10;
  };
  test('is reached when the items end where unrelated pairs are', () => {
    const floors = Float64Array.from({ length: 270 }, (_, i) => end(i) - 0.005);
    expect(levelAtFloor(series, floors)).toMatchObject({ isEquivalent: true });
    expect(levelAtFloor(series, floors).mean).toBeCloseTo(0.005, 12);
  });
  test('is not reached from above', () => {
    expect(levelAtFloor(series, new Float64Array(270).fill(0.3)).isEquivalent).toBe(false);
    expect(() => levelAtFloor(series, new Float64Array(3))).toThrow('each of 270 items, got 3');
  });
});
