import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { type Additions, type Policy, type TrainingSet, trainingSets } from '../../../../src/loop/policies.ts';
import { type DrawBatch, drawMoments, drawPoints } from '../../../../src/loop/theory/draw-batch.ts';
import { type GaussianModel, runGaussianLoop } from '../../../../src/loop/theory/gaussian.ts';
import { METRICS, MetricSums } from '../../../../src/loop/theory/metrics.ts';
import { predictGaussian } from '../../../../src/loop/theory/predictions.ts';

/** The largest distance between measured and predicted, in standard errors of the measurement. */
function worstDeviation(
  sets: readonly TrainingSet[],
  model: GaussianModel,
  options: { draw: DrawBatch; replications: number; predicted?: readonly TrainingSet[] },
): number {
  const sums = new MetricSums(sets.length);
  const rng = createRng('conformance');
  for (let k = 0; k < options.replications; k++) sums.add(runGaussianLoop(sets, model, options.draw, rng));
  const predictions = predictGaussian(options.predicted ?? sets, model);
  const deviations = predictions.flatMap((prediction, generation) =>
    METRICS.map((metric) => {
      const { mean, standardError } = sums.estimate(generation, metric);
      const predicted = prediction[metric];
      return predicted === null ? 0 : Math.abs(mean - predicted) / standardError;
    }),
  );
  return Math.max(...deviations);
}

const constant = (generations: number, added: Additions) => Array.from({ length: generations }, () => added);
const unbiased: GaussianModel = { ddof: 1, bias: 1 };
const uneven: Additions[] = [
  { real: 18, synthetic: 2 },
  { real: 12, synthetic: 8 },
  { real: 5, synthetic: 15 },
  { real: 0, synthetic: 20 },
];
const cases: [string, TrainingSet[], GaussianModel][] = [
  ['replace', trainingSets('replace', 10, constant(5, { real: 0, synthetic: 10 })), unbiased],
  ['replace with ddof 0', trainingSets('replace', 10, constant(5, { real: 0, synthetic: 10 })), { ddof: 0, bias: 1 }],
  ['augment', trainingSets('augment', 10, constant(5, { real: 0, synthetic: 20 })), unbiased],
  ['accumulate', trainingSets('accumulate', 10, constant(5, { real: 0, synthetic: 10 })), { ddof: 0, bias: 1 }],
  ['accumulate with fresh real items', trainingSets('accumulate', 20, uneven), { ddof: 1, bias: 0.9 }],
  ['fresh', trainingSets('fresh', 20, uneven), unbiased],
  ['fresh with bias', trainingSets('fresh', 20, uneven), { ddof: 1, bias: 0.8 }],
];

test.each(cases)('%s agrees with theory within 4 standard errors of 20,000 replications', (_, sets, model) => {
  expect(worstDeviation(sets, model, { draw: drawMoments, replications: 20_000 })).toBeLessThan(4);
});

test.each(cases)('%s agrees with theory when every point is drawn', (_, sets, model) => {
  expect(worstDeviation(sets, model, { draw: drawPoints, replications: 20_000 })).toBeLessThan(4);
});

test.each(['replace', 'accumulate'] as Policy[])('%s with the wrong ddof is found out', (policy) => {
  const sets = trainingSets(policy, 10, constant(5, { real: 0, synthetic: 10 }));
  const sums = new MetricSums(sets.length);
  const rng = createRng('wrong ddof');
  for (let k = 0; k < 20_000; k++) sums.add(runGaussianLoop(sets, { ddof: 0, bias: 1 }, drawMoments, rng));
  const { mean, standardError } = sums.estimate(5, 'mean_variance');
  const predicted = predictGaussian(sets, unbiased)[5]!.mean_variance!;
  expect(Math.abs(mean - predicted) / standardError).toBeGreaterThan(10);
});

test('a loop that samples the model one generation too old is found out', () => {
  const sets = trainingSets('fresh', 20, uneven);
  const offByOne = sets.map((set) => ({
    ...set,
    batches: set.batches.map((batch) =>
      batch.source === 'real' ? batch : { ...batch, source: Math.max(0, batch.source - 1) },
    ),
  }));
  const options = { draw: drawMoments, replications: 20_000, predicted: sets };
  expect(worstDeviation(offByOne, { ddof: 1, bias: 0.8 }, options)).toBeGreaterThan(10);
});

test('a loop that draws anew what it should have kept is found out', () => {
  const sets = trainingSets('accumulate', 10, constant(5, { real: 0, synthetic: 10 }));
  const redrawn = sets.map((set) => ({ ...set, batches: set.batches.map((batch) => ({ ...batch })) }));
  const options = { draw: drawMoments, replications: 20_000, predicted: sets };
  expect(worstDeviation(redrawn, { ddof: 0, bias: 1 }, options)).toBeGreaterThan(10);
});

test('one loop equals fitting the pooled points by hand', () => {
  const sets = trainingSets('accumulate', 4, constant(2, { real: 2, synthetic: 3 }));
  const fits = runGaussianLoop(sets, { ddof: 1, bias: 0.5 }, drawPoints, createRng(7));

  const rng = createRng(7);
  const pool: number[] = Array.from({ length: 4 }, () => rng.normal());
  for (let generation = 0; generation <= 2; generation++) {
    const mean = pool.reduce((a, b) => a + b) / pool.length;
    const variance = pool.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (pool.length - 1);
    expect(fits.means[generation]).toBeCloseTo(mean, 13);
    expect(fits.variances[generation]).toBeCloseTo(variance, 13);
    for (let i = 0; i < 2; i++) pool.push(rng.normal());
    for (let i = 0; i < 3; i++) pool.push(mean + Math.sqrt(0.5 * variance) * rng.normal());
  }
});

test('a set of one item is refused', () => {
  const sets = trainingSets('fresh', 5, [{ real: 1, synthetic: 0 }]);
  expect(() => runGaussianLoop(sets, unbiased, drawPoints, createRng(1))).toThrow(/generation 1 needs at least 2/);
});
