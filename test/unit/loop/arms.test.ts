import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { planArms } from '../../../src/loop/arms.ts';
import { parsePlan } from '../../../src/loop/plan.ts';
import { setSize } from '../../../src/loop/policies.ts';
import { shareOf } from './monthly-share.ts';

const shares = [
  shareOf('2022-06', 1000, null),
  shareOf('2023-01', 200, 0.05),
  shareOf('2023-02', 220, 0.12),
  shareOf('2023-03', 260, 0.2),
  shareOf('2023-04', 300, 0.3),
];

function planOf(mapping: 'M1' | 'M2' | 'M3', keys = '', samples = 1000) {
  const policy = mapping === 'M1' ? 'fresh' : 'accumulate';
  return parsePlan(
    `kind = "theory"\nmodel = "gaussian"\npolicy = "${policy}"\nsamples = ${samples}\n[schedule.shares]\nsite = "all"\n` +
      `mapping = "${mapping}"\nmonths_per_generation = 1\nfrom = "2023-01"\nto = "2023-04"\n${keys}`,
    'plan.toml',
  );
}

const additions = (mapping: 'M1' | 'M2' | 'M3') =>
  Object.fromEntries(planArms(planOf(mapping), shares).arms.map((arm) => [arm.name, arm.additions]));

describe('reference arms', () => {
  test('M1: a set of real items, and a set of synthetic ones', () => {
    const arms = additions('M1');
    expect(arms['real-only']).toEqual(Array(4).fill({ real: 1000, synthetic: 0 }));
    expect(arms['synthetic-only']).toEqual(Array(4).fill({ real: 0, synthetic: 1000 }));
  });
  test('M2: the same growth, all human or all generated', () => {
    const arms = additions('M2');
    expect(arms['real-only']?.map((added) => added.real)).toEqual([200, 220, 260, 300]);
    expect(arms['synthetic-only']?.map((added) => added.synthetic)).toEqual([200, 220, 260, 300]);
  });
  test('M3: a set that never changes, and one replaced as a whole', () => {
    const { arms, assumptions } = planArms(planOf('M3'), shares);
    expect(arms[1]?.sets.map(setSize)).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(arms[2]).toMatchObject({ name: 'synthetic-only', policy: 'replace' });
    expect(assumptions.at(-1)).toContain('the synthetic-only arm replaces the whole set');
  });
  test('can be left away', () => {
    const { arms } = planArms(planOf('M1', 'reference_arms = false'), shares);
    expect(arms.map((arm) => arm.name)).toEqual(['shares']);
  });
});

describe('the stock of mapping M2', () => {
  test('is what is stored before the window, taken as human', () => {
    const { stock, arms, assumptions } = planArms(planOf('M2'), shares);
    expect(stock.map((step) => Math.round(step.stock))).toEqual([1000, 1200, 1420, 1680]);
    expect(stock[3]?.stockShare).toBeCloseTo(0.090101, 6);
    expect(arms[0]?.sets.map(setSize)).toEqual([1000, 1200, 1420, 1680, 1980]);
    expect(assumptions).toContain(
      'the stock before 2023-01, 1,000 works stored, is taken as all human; it stands for the 1,000 items of generation 0.',
    );
  });
  test('can be given by the plan', () => {
    const { stock } = planArms(planOf('M2', 'stock = 2000'), shares);
    expect(stock[0]?.alpha).toBeCloseTo(0.005, 12);
  });
  test('must come from somewhere', () => {
    expect(() => planArms(planOf('M2'), shares.slice(1))).toThrow(/give their number as schedule.shares.stock/);
  });
});

test('M3 refuses a share of 1', () => {
  const whole = shares.map((row) => (row.share === 0.3 ? { ...row, share: 1 } : row));
  expect(() => planArms(planOf('M3'), whole)).toThrow(UsageError);
});

test('a loop too large to draw point by point is refused, and can be drawn by moments', () => {
  expect(() => planArms(planOf('M2', '', 1_000_000), shares)).not.toThrow();
  const large = planOf('M2', 'stock = 1', 100_000);
  expect(() => planArms(large, shares)).toThrow(/set draw = "moments"/);
  expect(() => planArms({ ...large, draw: 'moments' }, shares)).not.toThrow();
});
