import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../src/core/errors.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { MAPPING_POLICIES, type Mapping, type SharesPlan } from '../../../../src/loop/schedules/options.ts';
import { posteriorArms } from '../../../../src/loop/schedules/posterior-arms.ts';
import { shareOf } from '../monthly-share.ts';
import { drawsOf } from './share-draws.ts';

const shares = [shareOf('2022-12', 1000, null), shareOf('2023-01', 200, 0.05), shareOf('2023-02', 200, null)];
const rows = Array.from({ length: 20 }, (_, draw) => [0, 0.1 + draw / 100, 0.2 + draw / 100]);
const draws = [
  drawsOf('2022-12', [1000, 200, 200], rows),
  drawsOf('2022-12', [1000, 200, 200], rows, { assistedWeight: 1 }),
  drawsOf('2022-12', [1000, 200, 200], rows, { site: 'all' }),
];

function armsOf(mapping: Mapping, keys: Partial<SharesPlan> = {}) {
  const schedule: SharesPlan = {
    site: 'site-a',
    source: 'posterior',
    assisted_weight: 0,
    mapping,
    lambda_of: 'flow',
    months_per_generation: 1,
    from: monthFromText('2023-01'),
    to: monthFromText('2023-02'),
    reference_arms: true,
    ...keys,
  };
  return posteriorArms({ schedule, policy: MAPPING_POLICIES[mapping][0]!, samples: 100 }, shares, draws, createRng(1));
}
const syntheticOf = (planned: ReturnType<typeof armsOf>) =>
  Object.fromEntries(planned.arms.map(({ name, additions }) => [name, additions.map(({ synthetic }) => synthetic)]));

describe('loops driven by a posterior', () => {
  const planned = armsOf('M1');

  test('are its 5, 50 and 95 % paths and four references', () => {
    expect(syntheticOf(planned)).toEqual({
      'path-05': [10, 20], // the least of 20 draws
      'path-50': [19, 29],
      'path-95': [28, 38],
      'real-only': [0, 0],
      'tags-only': [5, 0], // nothing labelled in February
      'synthetic-only': [100, 100],
      'month-permuted': expect.toSatisfy((counts: number[]) => counts.toSorted().join() === '19,29'),
    });
  });
  test('have every draw’s items beside them', () => {
    expect(planned.drawn).toHaveLength(20);
    expect(planned.drawn[19]!.additions).toEqual([
      { real: 71, synthetic: 29 },
      { real: 61, synthetic: 39 },
    ]);
  });
  test('say by month how sure it is that the bounds are met', () => {
    // February: shares .20 to .39, of which 14 are below a third.
    expect(planned.bounds.map(({ flowMet }) => flowMet)).toEqual([1, 0.7]);
    expect(planned.bounds.map(({ stockMet }) => stockMet)).toEqual([1, 1]);
  });
  test('say what they take for granted', () => {
    expect(planned.assumptions[0]).toMatch(/at 5, 50 and 95 % of 20 .* counts as 0 of a generated one/);
  });
  test('can do without references', () => {
    expect(armsOf('M1', { reference_arms: false }).arms.map(({ name }) => name)).toEqual([
      'path-05',
      'path-50',
      'path-95',
    ]);
  });
});

test('the stock of mapping M2 is what is stored before the window', () => {
  const { stock, assumptions } = armsOf('M2');
  expect(stock).toBe(1000);
  expect(assumptions[1]).toContain('1,000 works stored');
});

describe('lambda of mapping M4', () => {
  test('of the flow has a synthetic-only arm that replaces', () => {
    const { arms } = armsOf('M4');
    expect(arms.find(({ name }) => name === 'synthetic-only')).toMatchObject({ policy: 'replace' });
    // 100 · .1/.9 = 11.1; .2/.8 = 25, carried on 36.1 − 11
    expect(arms[0]!.additions.map(({ synthetic }) => synthetic)).toEqual([11, 25]);
  });
  test('of the stock compares with everything before', () => {
    // 100 · 20/1180 = 1.69; 100 · 60/1340 = 4.48 → sums 1.69, 6.17
    expect(armsOf('M4', { lambda_of: 'stock' }).arms[0]!.additions.map(({ synthetic }) => synthetic)).toEqual([2, 4]);
  });
});

test('all sites are the combined draws', () => {
  expect(syntheticOf(armsOf('M1', { site: 'all' }))['path-95']).toEqual([28, 38]);
});

test('a detector before training lowers what every loop sees', () => {
  const { arms, assumptions } = armsOf('M1', { detector: { sensitivity: 0.9, specificity: 1 } });
  // .01/.91 and .02/.82 of 100, carried on: 1.10, 3.54
  expect(arms[0]!.additions.map(({ synthetic }) => synthetic)).toEqual([1, 3]);
  expect(assumptions.at(-1)).toContain('a detector of sensitivity 0.9');
});

test('a forecast lets the window go beyond the last month', () => {
  const to = monthFromText('2023-04');
  const forecast: SharesPlan['forecast'] = { model: 'logistic', trend_months: 3, uploads: [200, 300] };
  const { flows, fan, assumptions } = armsOf('M1', { to, forecast });
  expect(flows.map(({ uploads }) => uploads)).toEqual([200, 200, 200, 300]);
  expect(fan).toHaveLength(5);
  expect(assumptions[1]).toMatch(/^the 2 months after 2023-02 are forecast by logistic/);
});

test.each<[string, Partial<SharesPlan>, RegExp]>([
  ['a site without draws', { site: 'site-z' }, /needs posterior draws of site-z .* stored are site-a, all/],
  ['a weight that was not drawn', { assisted_weight: 0.5 }, /assisted_weight 0.5, stored are none/],
  [
    'a window beyond the draws',
    { to: monthFromText('2023-03') },
    /from 2023-01 to 2023-03, there are 2022-12 to 2023-02/,
  ],
  [
    'a trend longer than the draws',
    { forecast: { model: 'logistic', trend_months: 4, uploads: [1] } },
    /a forecast from 4 months needs as many of site-a, there are 3/,
  ],
])('%s is refused', (_, keys, message) => {
  expect(() => armsOf('M1', keys)).toThrow(UsageError);
  expect(() => armsOf('M1', keys)).toThrow(message);
});
