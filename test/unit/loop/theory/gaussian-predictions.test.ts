import { describe, expect, test } from 'vitest';
import { type Additions, trainingSets } from '../../../../src/loop/policies.ts';
import { gaussianModel } from '../../../../src/loop/theory/gaussian.ts';
import { c4 } from '../../../../src/loop/theory/normal-shapes.ts';

const model = (ddof: 0 | 1, bias = 1) => gaussianModel({ dimensions: 1, ddof, bias, draw: 'moments' });
const column = (metric: string) => model(1).metrics.indexOf(metric);
const [variance, sd, logVariance, varianceOfMean, w2, kl] = [
  'mean_variance',
  'mean_sd',
  'mean_log_variance',
  'variance_of_mean',
  'w2_squared',
  'kl',
].map(column) as [number, number, number, number, number, number];
const constant = (generations: number, added: Additions) => Array.from({ length: generations }, () => added);
const replace = (n: number, generations: number) =>
  trainingSets('replace', n, constant(generations, { real: 0, synthetic: n }));

test('the constant c4 agrees with its published digits', () => {
  expect(c4(10)).toBeCloseTo(0.9726592741, 10);
  expect(c4(100)).toBeCloseTo(0.9974779761, 10);
  expect(c4(2)).toBeCloseTo(Math.sqrt(2 / Math.PI), 14);
});

describe('replacing all data', () => {
  test('unbiased, the mean variance never moves while log variance falls by the same amount each time', () => {
    const predictions = model(1).predict(replace(10, 19));
    predictions.forEach((row, generation) => {
      expect(row[variance]).toBeCloseTo(1, 13);
      expect(row[logVariance]! / (generation + 1)).toBeCloseTo(-0.1152064704, 10);
    });
  });
  test('distances add up from mean, sd and log variance', () => {
    const row = model(1).predict(replace(10, 19))[19]!;
    expect(row[w2]).toBeCloseTo(2 + 1 + 1 - 2 * 0.5744002778, 9);
    expect(row[kl]).toBeCloseTo((1 + 2 - 1 + 2.3041294083) / 2, 9);
  });
  test('with maximum likelihood, variance and spread of means stay 1', () => {
    for (const row of model(0).predict(replace(10, 19))) {
      expect(row[variance]! + row[varianceOfMean]!).toBeCloseTo(1, 13);
    }
  });
});

describe('accumulating 10 items a generation', () => {
  const sets = trainingSets('accumulate', 10, constant(99, { real: 0, synthetic: 10 }));

  test('with maximum likelihood the variance ends at sin(π/√n)/(π/√n)', () => {
    const last = model(0).predict(sets)[99]![variance]!;
    // Factors 1 − 1/(nk²) from k = 101 on are left out: together exp(−1/(10 · 100.5)) to 1e-8.
    expect(last * Math.exp(-1 / (10 * 100.5))).toBeCloseTo(0.8434358572, 7);
  });
  test('no closed form is claimed for what is not linear in the variance of a mixed set', () => {
    const row = model(1).predict(sets)[1]!;
    for (const metric of [sd, logVariance, w2, kl]) expect(row[metric]).toBeNull();
  });
});

describe('fresh real data every generation', () => {
  test.each([
    [10, 40, 1, 0.0576470588, 1.0470588235],
    [10, 40, 0.8, 0.0313700384, 0.5697823303],
    [100, 900, 1, 0.0052857143, 1.0047619048],
    [100, 900, 0.8, 0.001881994, 0.3577483893],
  ])(
    '%d real and %d synthetic with bias %d settle at the fixed point of the recursion from any start',
    (real, synthetic, bias, v, s) => {
      for (const initial of [10, 1000]) {
        const sets = trainingSets('fresh', initial, constant(200, { real, synthetic }));
        const last = model(1, bias).predict(sets).at(-1)!;
        expect(last[varianceOfMean]).toBeCloseTo(v, 9);
        expect(last[variance]).toBeCloseTo(s, 9);
      }
    },
  );

  test('an uneven schedule follows the one-step recursion generation by generation', () => {
    const additions = [
      { real: 90, synthetic: 10 },
      { real: 70, synthetic: 30 },
      { real: 20, synthetic: 80 },
    ];
    const predictions = model(1, 0.9).predict(trainingSets('fresh', 100, additions));
    let [v, s] = [1 / 100, 1];
    additions.forEach(({ real, synthetic }, index) => {
      const total = real + synthetic;
      const p = synthetic / total;
      const between = 1 / real + v + (0.9 * s) / synthetic;
      [v, s] = [
        (1 - p) ** 2 / real + p ** 2 * (v + (0.9 * s) / synthetic),
        (real - 1 + (synthetic - 1) * 0.9 * s + ((real * synthetic) / total) * between) / (total - 1),
      ];
      expect(predictions[index + 1]![varianceOfMean]).toBeCloseTo(v, 14);
      expect(predictions[index + 1]![variance]).toBeCloseTo(s, 13);
    });
  });

  test('real data alone forget every older generation', () => {
    const predictions = model(1).predict(trainingSets('fresh', 50, constant(3, { real: 50, synthetic: 0 })));
    expect(predictions[3]).toEqual(predictions[0]);
  });
});
