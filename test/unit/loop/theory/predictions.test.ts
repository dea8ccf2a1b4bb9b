import { describe, expect, test } from 'vitest';
import { type Additions, trainingSets } from '../../../../src/loop/policies.ts';
import type { GaussianModel } from '../../../../src/loop/theory/gaussian.ts';
import { c4, predictGaussian } from '../../../../src/loop/theory/predictions.ts';

const unbiased: GaussianModel = { ddof: 1, bias: 1 };
const maximumLikelihood: GaussianModel = { ddof: 0, bias: 1 };

/** The papers count fits, the first of them to real items; here that one is generation 0. */
const afterFits = (fits: number) => fits - 1;

const constant = (generations: number, added: Additions) => Array.from({ length: generations }, () => added);
const replace = (n: number, generations: number) =>
  trainingSets('replace', n, constant(generations, { real: 0, synthetic: n }));

describe('the constant c4', () => {
  test('agrees with its published digits', () => {
    expect(c4(10)).toBeCloseTo(0.9726592741, 10);
    expect(c4(100)).toBeCloseTo(0.9974779761, 10);
    expect(c4(2)).toBeCloseTo(Math.sqrt(2 / Math.PI), 14);
  });
});

describe('replacing all data, unbiased variance, 10 items', () => {
  const predictions = predictGaussian(replace(10, 19), unbiased);

  test('the mean variance never moves, although every loop collapses', () => {
    for (const prediction of predictions) expect(prediction.mean_variance).toBeCloseTo(1, 13);
  });
  test('after 20 fits the mean sd is c4 to the 20th', () => {
    expect(predictions[afterFits(20)]?.mean_sd).toBeCloseTo(0.5744002778, 10);
  });
  test('after 20 fits the mean log variance is 20 times the digamma rate', () => {
    expect(predictions[afterFits(20)]?.mean_log_variance).toBeCloseTo(-2.3041294083, 10);
    expect(predictions[afterFits(1)]?.mean_log_variance).toBeCloseTo(-0.1152064704, 10);
  });
  test('after 20 fits the mean has wandered by 20 / 10', () => {
    expect(predictions[afterFits(20)]?.variance_of_mean).toBeCloseTo(2, 13);
  });
  test('the Wasserstein distance adds up from mean and sd', () => {
    expect(predictions[afterFits(20)]?.w2_squared).toBeCloseTo(2 + 1 + 1 - 2 * 0.5744002778, 9);
  });
});

test('replacing 100 items loses log variance at the digamma rate', () => {
  expect(predictGaussian(replace(100, 0), unbiased)[0]?.mean_log_variance).toBeCloseTo(-0.0101350188, 10);
});

test('replacing all data with ddof 0 shrinks the variance by 1 − 1/n a generation, and variance + spread of means stay 1', () => {
  const predictions = predictGaussian(replace(10, 19), maximumLikelihood);
  expect(predictions[afterFits(20)]?.mean_variance).toBeCloseTo(0.1215766546, 10);
  expect(predictions[afterFits(20)]?.variance_of_mean).toBeCloseTo(0.8784233454, 10);
  for (const { mean_variance, variance_of_mean } of predictions) {
    expect(mean_variance! + variance_of_mean!).toBeCloseTo(1, 13);
  }
});

test('biased sampling multiplies the mean variance by the bias each time a model is sampled', () => {
  const predictions = predictGaussian(replace(10, 10), { ddof: 1, bias: 0.8 });
  expect(predictions[10]?.mean_variance).toBeCloseTo(0.1073741824, 10);
  // Real items spread the first mean by 1/10; ten biased samplings then add (0.8/10)(1 − 0.8¹⁰)/(1 − 0.8).
  expect(predictions[10]?.variance_of_mean).toBeCloseTo(0.1 + 0.357050327, 10);
});

describe('accumulating 10 items a generation', () => {
  const sets = trainingSets('accumulate', 10, constant(49, { real: 0, synthetic: 10 }));

  test('with ddof 0 the variance ends near sin(π/√n)/(π/√n), and variance + spread of means stay 1', () => {
    const predictions = predictGaussian(sets, maximumLikelihood);
    expect(predictions[afterFits(50)]?.mean_variance).toBeCloseTo(0.8451076382, 10);
    for (const { mean_variance, variance_of_mean } of predictions) {
      expect(mean_variance! + variance_of_mean!).toBeCloseTo(1, 13);
    }
  });
  test('unbiased, the variance after 50 fits is the product over 1 − 1/(k(nk − 1))', () => {
    expect(predictGaussian(sets, unbiased)[afterFits(50)]?.mean_variance).toBeCloseTo(0.9369960428, 10);
  });
  test('no closed form is claimed for sd and log variance of a mixed set', () => {
    expect(predictGaussian(sets, unbiased)[1]).toMatchObject({
      mean_sd: null,
      mean_log_variance: null,
      w2_squared: null,
    });
  });
});

describe('fresh real data every generation', () => {
  test.each([
    [10, 40, 1, 0.0576470588, 1.0470588235],
    [10, 40, 0.8, 0.0313700384, 0.5697823303],
    [100, 900, 1, 0.0052857143, 1.0047619048],
    [100, 900, 0.8, 0.0018819939, 0.3577483893],
  ])(
    '%d real and %d synthetic with bias %d settle at the fixed point of the recursion from any start',
    (real, synthetic, bias, v, s) => {
      for (const initial of [10, 1000]) {
        const sets = trainingSets('fresh', initial, constant(200, { real, synthetic }));
        const last = predictGaussian(sets, { ddof: 1, bias }).at(-1);
        expect(last?.variance_of_mean).toBeCloseTo(v, 10);
        expect(last?.mean_variance).toBeCloseTo(s, 10);
      }
    },
  );

  test('an uneven schedule follows the one-step recursion generation by generation', () => {
    const additions = [
      { real: 90, synthetic: 10 },
      { real: 70, synthetic: 30 },
      { real: 20, synthetic: 80 },
    ];
    const predictions = predictGaussian(trainingSets('fresh', 100, additions), { ddof: 1, bias: 0.9 });
    let [v, s] = [1 / 100, 1];
    additions.forEach(({ real, synthetic }, index) => {
      const total = real + synthetic;
      const p = synthetic / total;
      const between = 1 / real + v + (0.9 * s) / synthetic;
      [v, s] = [
        (1 - p) ** 2 / real + p ** 2 * (v + (0.9 * s) / synthetic),
        (real - 1 + (synthetic - 1) * 0.9 * s + ((real * synthetic) / total) * between) / (total - 1),
      ];
      expect(predictions[index + 1]?.variance_of_mean).toBeCloseTo(v, 14);
      expect(predictions[index + 1]?.mean_variance).toBeCloseTo(s, 13);
    });
  });

  test('real data alone forget every older generation', () => {
    const predictions = predictGaussian(trainingSets('fresh', 50, constant(3, { real: 50, synthetic: 0 })), unbiased);
    expect(predictions[3]).toEqual(predictions[0]);
  });
});
