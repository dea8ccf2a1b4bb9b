import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { armSets, type LoopPlan, planArms } from '../../../src/loop/arms.ts';
import { setSize } from '../../../src/loop/policies.ts';
import { MAPPING_POLICIES, type Mapping, type SharesPlan } from '../../../src/loop/schedules/options.ts';
import { shareOf } from './monthly-share.ts';
import { drawsOf } from './schedules/share-draws.ts';

const shares = [
  shareOf('2022-06', 1000, null),
  shareOf('2023-01', 200, 0.05),
  shareOf('2023-02', 220, 0.12),
  shareOf('2023-03', 260, 0.2),
  shareOf('2023-04', 300, 0.3),
];

const inputs = { shares, draws: [] };

function planOf(mapping: Mapping, keys: Partial<SharesPlan> = {}, samples = 1000): LoopPlan {
  return {
    policy: MAPPING_POLICIES[mapping][0]!,
    samples,
    seed: 1,
    replications: 2000,
    memory: 1,
    generators: 1,
    parts: 'all',
    schedule: {
      kind: 'shares',
      site: 'all',
      source: 'labels',
      assisted_weight: 0,
      mapping,
      lambda_of: 'flow',
      months_per_generation: 1,
      from: monthFromText('2023-01'),
      to: monthFromText('2023-04'),
      reference_arms: true,
      ...keys,
    },
  };
}

const additions = (mapping: Mapping) =>
  Object.fromEntries(planArms(planOf(mapping), inputs).arms.map((arm) => [arm.name, arm.additions]));

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
    const { arms, assumptions } = planArms(planOf('M3'), inputs);
    expect(arms[1]?.sets.map(setSize)).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(arms[2]).toMatchObject({ name: 'synthetic-only', policy: 'replace' });
    expect(assumptions.at(-1)).toContain('the synthetic-only arm replaces the whole set');
  });
  test('can be left away', () => {
    const { arms } = planArms(planOf('M1', { reference_arms: false }), inputs);
    expect(arms.map((arm) => arm.name)).toEqual(['shares']);
  });
});

describe('the stock of mapping M2', () => {
  test('is what is stored before the window, taken as human', () => {
    const { stock, arms, assumptions } = planArms(planOf('M2'), inputs);
    expect(stock.map((step) => Math.round(step.stock))).toEqual([1000, 1200, 1420, 1680]);
    expect(stock[3]?.stockShare).toBeCloseTo(0.090101, 6);
    expect(arms[0]?.sets.map(setSize)).toEqual([1000, 1200, 1420, 1680, 1980]);
    expect(assumptions).toContain(
      'the stock before 2023-01, 1,000 works stored, is taken as all human; it stands for the 1,000 items of generation 0.',
    );
  });
  test('can be given by the plan', () => {
    const { stock } = planArms(planOf('M2', { stock: 2000 }), inputs);
    expect(stock[0]?.alpha).toBeCloseTo(0.005, 12);
  });
  test('must come from somewhere', () => {
    expect(() => planArms(planOf('M2'), { ...inputs, shares: shares.slice(1) })).toThrow(
      /give their number as schedule.shares.stock/,
    );
  });
});

test('M3 refuses a share of 1', () => {
  const whole = shares.map((row) => (row.share === 0.3 ? { ...row, share: 1 } : row));
  expect(() => planArms(planOf('M3'), { ...inputs, shares: whole })).toThrow(UsageError);
});

test('a loop too large to draw point by point is refused, and can be drawn by moments', () => {
  expect(() => planArms(planOf('M2', {}, 1_000_000), inputs)).not.toThrow();
  const large = planOf('M2', { stock: 1 }, 100_000);
  expect(() => planArms(large, inputs)).toThrow(/set draw = "moments"/);
  expect(() => planArms({ ...large, draw: 'moments' }, inputs)).not.toThrow();
});

describe('constants', () => {
  const constant = (changes: Partial<LoopPlan>): LoopPlan => ({ ...planOf('M2'), samples: 1020, ...changes });
  const growth = (...alphas: number[]) => ({ schedule: { kind: 'growth', generations: 3, alphas } }) as const;

  test('have an arm an alpha, with the sizes of the paper', () => {
    const { arms } = planArms(constant(growth(0.5, 1, 2)), inputs);
    expect(arms.map((arm) => [arm.name, arm.sets.map(setSize)])).toEqual([
      ['alpha-0.5', [1020, 1530, 2295, 3443]],
      ['alpha-1', [1020, 2040, 4080, 8160]],
      ['alpha-2', [1020, 3060, 9180, 27540]],
    ]);
  });
  test('take subsamples and older models as the policy says', () => {
    const keys = { policy: 'accumulate-subsample', subsample: 500, memory: 2 } as const;
    const [arm] = planArms(constant({ ...growth(1), ...keys }), inputs).arms;
    expect(arm?.name).toBe('growth');
    expect(arm?.sets.map(setSize)).toEqual([500, 500, 500, 500]);
  });
  test('for several generators are refused: they have no one set a generation', () => {
    expect(() => planArms(constant({ ...growth(1), generators: 2 }), inputs)).toThrow(/got generators = 2/);
  });
});

describe('models that come into use slowly', () => {
  const lag = { delay_months: 1, half_life_months: 0 };

  test('are drawn from later', () => {
    const [own] = planArms(planOf('M1', { lag, reference_arms: false }), inputs).arms;
    const sources = own!.sets.map(({ batches }) => batches.map(({ source }) => source));
    expect(sources).toEqual([['real'], ['real', 0], ['real', 0], ['real', 1], ['real', 2]]);
  });
  test('do not go with a memory of several models', () => {
    expect(() => planArms({ ...planOf('M1', { lag }), memory: 2 }, inputs)).toThrow(/either lag or memory/);
  });
});

test('shares from a posterior come with all draws and the bounds', () => {
  const draws = drawsOf(
    '2023-01',
    [200, 220, 260, 300],
    [
      [0.05, 0.12, 0.2, 0.3],
      [0.1, 0.2, 0.3, 0.4],
    ],
  );
  const planned = planArms(planOf('M2', { site: 'site-a', source: 'posterior' }), { shares, draws: [draws] });
  expect(planned.arms).toHaveLength(7);
  expect(planned.stock.at(-1)?.stockShare).toBeCloseTo(0.090101, 6);
  expect(planned.posterior?.bounds.at(-1)).toMatchObject({ flowMet: 0.5, stockMet: 1 });
  const { drawn } = planned.posterior!;
  expect(setSize(armSets(planOf('M2'), { policy: 'accumulate', ...drawn[0]! }, drawn[0]!.flows).at(-1)!)).toBe(1980);
});
