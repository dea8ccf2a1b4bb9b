import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { subsampledSets } from '../../../../src/loop/policies/subsample.ts';
import { type Additions, type Batch, type TrainingSet, trainingSets } from '../../../../src/loop/policies.ts';
import { gaussianModel } from '../../../../src/loop/theory/gaussian.ts';
import { worstDeviation } from './worst-deviation.ts';

const constant = (generations: number, added: Additions) => Array.from({ length: generations }, () => added);
const unbiased = { dimensions: 1, ddof: 1, bias: 1, draw: 'moments' } as const;
const uneven: Additions[] = [
  { real: 18, synthetic: 2 },
  { real: 12, synthetic: 8 },
  { real: 5, synthetic: 15 },
  { real: 0, synthetic: 20 },
];
const loops: [string, TrainingSet[], { ddof: 0 | 1; bias: number }][] = [
  ['augment', trainingSets('augment', 10, constant(5, { real: 0, synthetic: 20 })), { ddof: 1, bias: 1 }],
  ['accumulate with fresh real items', trainingSets('accumulate', 20, uneven), { ddof: 1, bias: 0.9 }],
  ['fresh, uneven', trainingSets('fresh', 20, uneven), { ddof: 1, bias: 1 }],
  ['fresh, uneven, with bias', trainingSets('fresh', 20, uneven), { ddof: 0, bias: 0.8 }],
  ['replace with bias', trainingSets('replace', 12, constant(4, { real: 0, synthetic: 12 })), { ddof: 0, bias: 0.8 }],
];

describe.each(loops)('%s agrees with its expectations', (_, sets, options) => {
  test.each([
    ['in one dimension, moments drawn', { dimensions: 1, draw: 'moments' }, 4000],
    ['in one dimension, points drawn', { dimensions: 1, draw: 'points' }, 600],
    ['in three dimensions, moments drawn', { dimensions: 3, draw: 'moments' }, 600],
    ['in three dimensions, points drawn', { dimensions: 3, draw: 'points' }, 600],
  ] as const)('%s', (_, kind, replications) => {
    expect(worstDeviation(gaussianModel({ ...options, ...kind }), sets, replications)).toBeLessThan(4);
  });
});

test('one loop equals fitting the pooled points by hand', () => {
  const sets = trainingSets('accumulate', 4, constant(2, { real: 2, synthetic: 3 }));
  const model = gaussianModel({ ...unbiased, bias: 0.5, draw: 'points' });
  const measured = model.run(sets, createRng(7));
  const [variances, meanSquares] = ['mean_variance', 'variance_of_mean'].map((metric) => model.metrics.indexOf(metric));

  const rng = createRng(7);
  const pool: number[] = Array.from({ length: 4 }, () => rng.normal());
  for (let generation = 0; generation <= 2; generation++) {
    const mean = pool.reduce((a, b) => a + b) / pool.length;
    const variance = pool.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (pool.length - 1);
    const row = generation * model.metrics.length;
    expect(measured[row + variances!]).toBeCloseTo(variance, 13);
    expect(measured[row + meanSquares!]).toBeCloseTo(mean * mean, 13);
    for (let i = 0; i < 2; i++) pool.push(rng.normal());
    for (let i = 0; i < 3; i++) pool.push(mean + Math.sqrt(0.5 * variance) * rng.normal());
  }
});

describe('a loop that keeps a part of an older batch', () => {
  const real: Batch = { source: 'real', enteredAt: 0, items: 12 };
  const own: Batch = { source: 0, enteredAt: 1, items: 8 };
  const partOf = (of: Batch, picks: number[]): Batch => ({
    ...of,
    items: picks.length,
    part: { of, picks: Uint32Array.from(picks) },
  });
  const sets: TrainingSet[] = [
    { generation: 0, batches: [real] },
    { generation: 1, batches: [partOf(real, [0, 3, 4, 7]), own] },
    {
      generation: 2,
      batches: [partOf(real, [3, 4, 5]), partOf(own, [1, 2, 6]), { source: 1, enteredAt: 2, items: 6 }],
    },
    { generation: 3, batches: [real, partOf(own, [0, 1]), { source: 2, enteredAt: 3, items: 5 }] },
  ];

  test('agrees with its expectations', () => {
    expect(worstDeviation(gaussianModel({ ...unbiased, bias: 0.9, draw: 'points' }), sets, 8000)).toBeLessThan(4);
  });
  test('agrees with them when each generation sees a sample of everything so far', () => {
    const pools = trainingSets('accumulate', 12, constant(4, { real: 2, synthetic: 8 }));
    const sampled = subsampledSets(pools, 12, createRng('sampled'));
    expect(worstDeviation(gaussianModel({ ...unbiased, draw: 'points' }), sampled, 4000)).toBeLessThan(4);
  });
  test('is refused where items are not drawn one by one', () => {
    expect(() => gaussianModel(unbiased).check(sets)).toThrow(/generation 1 keeps a part .* draw = "points"/);
  });
});

test('a batch’s own sampling bias counts before the model’s', () => {
  const sets = trainingSets('replace', 10, constant(1, { real: 0, synthetic: 10, bias: 0.5 }));
  expect(gaussianModel(unbiased).predict(sets)[1]![0]).toBeCloseTo(0.5, 14);
  expect(worstDeviation(gaussianModel(unbiased), sets, 5000)).toBeLessThan(4);
});

test('the expected log determinant in d dimensions adds one digamma a dimension', () => {
  const sets = trainingSets('replace', 10, []);
  const model = gaussianModel({ ...unbiased, dimensions: 3 });
  // ψ(9/2) + ψ(8/2) + ψ(7/2) − 3 ln(9/2), over 3.
  const expected = (1.38887092635952 + 1.2561176684318 + 1.10315664064524 - 3 * Math.log(4.5)) / 3;
  expect(model.predict(sets)[0]![model.metrics.indexOf('mean_log_variance')]).toBeCloseTo(expected, 12);
});

test('the spectrum’s ends enclose its mean, and collapse takes directions away', () => {
  const model = gaussianModel({ dimensions: 4, ddof: 1, bias: 1, draw: 'moments' });
  const sets = trainingSets('replace', 6, constant(15, { real: 0, synthetic: 6 }));
  const measured = model.run(sets, createRng(3));
  const at = (generation: number, metric: string) =>
    measured[generation * model.metrics.length + model.metrics.indexOf(metric)]!;
  for (const generation of [0, 8, 15]) {
    expect(at(generation, 'smallest_variance')).toBeLessThan(at(generation, 'mean_variance'));
    expect(at(generation, 'largest_variance')).toBeGreaterThan(at(generation, 'mean_variance'));
  }
  expect(at(0, 'effective_rank')).toBeGreaterThan(1.8);
  expect(at(15, 'effective_rank')).toBeLessThan(1.4);
});

test('too small a set is refused', () => {
  const sets = trainingSets('fresh', 5, [{ real: 1, synthetic: 0 }]);
  expect(() => gaussianModel(unbiased).check(sets)).toThrow(/generation 1 needs at least 2 items, got 1/);
  expect(() => gaussianModel({ ...unbiased, dimensions: 5 }).check(sets)).toThrow(/generation 0 needs at least 6/);
});

test('a loop that collapses below what a number can hold says so', () => {
  const sets = trainingSets('replace', 2, constant(2000, { real: 0, synthetic: 2 }));
  expect(() => gaussianModel(unbiased).run(sets, createRng(1))).toThrow(/collapsed to a variance too small/);
});
