import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { type Additions, type TrainingSet, trainingSets } from '../../../../src/loop/policies.ts';
import { theoryModel } from '../../../../src/loop/theory/models.ts';
import type { TheoryOptions } from '../../../../src/loop/theory/options.ts';
import { worstDeviation } from './worst-deviation.ts';

const constant = (generations: number, added: Additions) => Array.from({ length: generations }, () => added);
const small = {
  replace: trainingSets('replace', 12, constant(4, { real: 0, synthetic: 12 })),
  accumulate: trainingSets('accumulate', 12, constant(4, { real: 3, synthetic: 9 })),
  fresh: trainingSets('fresh', 12, constant(4, { real: 4, synthetic: 8 })),
  memory: trainingSets('fresh', 12, constant(4, { real: 4, synthetic: 8 }), (generation) =>
    Array.from({ length: generation }, () => 1),
  ),
};
const equal = {
  replace: trainingSets('replace', 20, constant(4, { real: 0, synthetic: 20 })),
  accumulate: trainingSets('accumulate', 20, constant(4, { real: 0, synthetic: 20 })),
  fresh: trainingSets('fresh', 20, constant(4, { real: 20, synthetic: 20 })),
};
const regression = { model: 'regression', features: 3, noise: 2, bias: 0.7, draw: 'moments' } as const;
const probabilities = [0.6, 0.3, 0.1];

const cases: [TheoryOptions, Record<string, TrainingSet[]>, number][] = [
  [{ model: 'categorical', probabilities, bias: 1 }, small, 2000],
  [{ model: 'kernel_density', bandwidth: 'scott', bias: 0.9 }, small, 2000],
  [{ model: 'kernel_density', bandwidth: 0.4, bias: 1 }, small, 2000],
  [{ model: 'mixture', components: 2, separation: 5, bias: 1 }, small, 150],
  [{ ...regression, design: 'shared' }, equal, 1000],
  [{ ...regression, design: 'fresh' }, equal, 1000],
  [{ ...regression, design: 'fresh', draw: 'points' }, equal, 200],
  [{ ...regression, design: 'shared', draw: 'points' }, equal, 200],
];

describe.each(cases)('%j agrees with its expectations', (options, policies, replications) => {
  test.each(Object.keys(policies))('under %s', (policy) => {
    expect(worstDeviation(theoryModel(options), policies[policy]!, replications)).toBeLessThan(4);
  });
});

/** Means over loops, one a metric, of a generation. */
function means(options: TheoryOptions, sets: readonly TrainingSet[], loops: number, generation: number) {
  const model = theoryModel(options);
  const width = model.metrics.length;
  const sums = new Float64Array(width);
  for (let k = 0; k < loops; k++) {
    const measured = model.run(sets, createRng(k)).subarray(generation * width, (generation + 1) * width);
    measured.forEach((value, metric) => {
      sums[metric]! += value / loops;
    });
  }
  return Object.fromEntries(model.metrics.map((metric, index) => [metric, sums[index]!]));
}

test('categorical: without new real items classes only ever die, and bias kills them sooner', () => {
  const sets = trainingSets('replace', 30, constant(40, { real: 0, synthetic: 30 }));
  const faithful = { model: 'categorical', probabilities, bias: 1 } as const;
  const model = theoryModel(faithful);
  const measured = model.run(sets, createRng(2));
  const survivors = sets.map((_, generation) => measured[generation * model.metrics.length + 1]!);
  expect(survivors).toEqual(survivors.toSorted((a, b) => b - a));
  expect(means({ ...faithful, bias: 0.7 }, sets, 200, 10).diversity).toBeLessThan(
    0.5 * means(faithful, sets, 200, 10).diversity!,
  );
  expect(model.predict(sets)[1]![1]).toBeNull();
  expect(theoryModel({ ...faithful, bias: 0.7 }).predict(sets)[1]![0]).toBeNull();
});

test('kernel density: replacing all data widens, by (n−1)/n + n^(−2/5) a generation', () => {
  const model = theoryModel({ model: 'kernel_density', bandwidth: 'scott', bias: 1 });
  const predictions = model.predict(trainingSets('replace', 50, constant(3, { real: 0, synthetic: 50 })));
  const factor = 49 / 50 + 50 ** -0.4;
  expect(predictions.map((row) => row[0])).toEqual([0, 1, 2, 3].map((t) => expect.closeTo(factor ** t, 12)));
  expect(predictions[2]![1]).toBeCloseTo(factor ** 3, 12);
});

test('mixture: real modes are found from many items and lost when data are replaced', () => {
  const options = { model: 'mixture', components: 4, separation: 8, bias: 1 } as const;
  const sets = trainingSets('replace', 24, constant(30, { real: 0, synthetic: 24 }));
  expect(means(options, trainingSets('replace', 400, []), 10, 0).real_modes).toBeGreaterThan(3.9);
  expect(means(options, sets, 20, 30).components).toBeLessThan(means(options, sets, 20, 0).components!);
  expect(means(options, sets, 20, 30).real_modes).toBeLessThan(2);
});

test('regression: a mixed set of new real and synthetic items has no closed form with fresh designs', () => {
  const fresh = theoryModel({ ...regression, design: 'fresh' }).predict(equal.fresh);
  expect(fresh.map((row) => row[0] === null)).toEqual([false, true, true, true, true]);
});

test('regression: a shared design refuses batches of another size', () => {
  const sets = trainingSets('accumulate', 20, constant(1, { real: 0, synthetic: 10 }));
  expect(() => theoryModel({ ...regression, design: 'shared' }).check(sets)).toThrow(
    /whole batches of 20 items, got 10/,
  );
});

describe('beliefs', () => {
  const options = {
    model: 'beliefs',
    individuals: 25,
    rounds_per_generation: 10,
    truncation: 0.5,
    price_factor: 1,
    learning_rate: 0.1,
  } as const;
  const sets = trainingSets('replace', 1, constant(5, { real: 0, synthetic: 1 }));

  test('the public learns the truth from where it starts', () => {
    const start = means(options, sets, 3, 0);
    const end = means(options, sets, 3, 5);
    expect(start.hellinger).toBeGreaterThan(0.25);
    expect(end.hellinger).toBeLessThan(0.2);
  });
  test('a cheap AI is bought more, and narrows what is believed', () => {
    const [dear, cheap] = [1, 0.1].map((price_factor) => means({ ...options, price_factor }, sets, 6, 1));
    expect(cheap!.truncated_draws).toBeGreaterThan(dear!.truncated_draws!);
    expect(cheap!.sd).toBeLessThan(dear!.sd!);
    expect(cheap!.hellinger).toBeGreaterThan(dear!.hellinger!);
  });
  test('nobody buys more than one draw a round', () => {
    const { full_draws, truncated_draws } = means({ ...options, price_factor: 0.5 }, sets, 3, 3);
    expect(full_draws! + truncated_draws!).toBeLessThanOrEqual(25);
  });
});
