import { describe, expect, test } from 'vitest';
import {
  contractionRate,
  lambdas,
  SUFFICIENT_BOUND,
  stabilityAdditions,
  syntheticPerReal,
} from '../../../../src/loop/schedules/stability.ts';
import { flowsOf } from '../flow-of.ts';

const flows = flowsOf([200, 0.05], [220, 0.12], [260, 0.2], [300, 0.3]);

test.each([
  [0, 0],
  [0.2, 0.25],
  [1 / 3, 1 / 2],
  [0.5, 1],
  [1, Number.POSITIVE_INFINITY],
])('share %d is %d synthetic items per real one', (share, lambda) => {
  expect(syntheticPerReal(share)).toBeCloseTo(lambda, 14);
});

test('the sufficient bound is a share below one third', () => {
  expect(syntheticPerReal(0.3333)).toBeLessThan(SUFFICIENT_BOUND);
  expect(syntheticPerReal(0.3334)).toBeGreaterThan(SUFFICIENT_BOUND);
});

describe('lambda of every generation', () => {
  test('from its own uploads', () => {
    // .05/.95, .12/.88, .2/.8, .3/.7
    const expected = [0.0526315789, 0.1363636364, 0.25, 0.4285714286];
    lambdas(flows, { kind: 'flow' }).forEach((lambda, index) => {
      expect(lambda).toBeCloseTo(expected[index]!, 10);
    });
  });
  test('from everything uploaded so far: a share of .30 is a stock of .09', () => {
    const expected = [0.008403, 0.026308, 0.055542, 0.099023];
    lambdas(flows, { kind: 'stock', initialStock: 1000 }).forEach((lambda, index) => {
      expect(lambda).toBeCloseTo(expected[index]!, 6);
    });
  });
});

test('beside the same real items, as many synthetic ones as lambda says', () => {
  // 1000 λ: 52.63, 136.36, 250, 428.57 → sums 52.63, 188.99, 438.99, 867.57
  expect(stabilityAdditions(flows, 1000, { kind: 'flow' })).toEqual(
    [53, 136, 250, 429].map((synthetic) => ({ real: 0, synthetic })),
  );
});

describe('the rate of contraction', () => {
  test.each([
    [0, 0, 0],
    [0.25, 0, 1 / 3],
    [0.5, 0, 1],
    [0.25, 1, 1],
    [0.4, 0.5, 1.5],
  ])('of lambda %d with relative error %d is %d', (lambda, error, rate) => {
    expect(contractionRate(lambda, error)).toBeCloseTo(rate, 12);
  });
  test('is not known where there are as many synthetic items as real ones', () => {
    expect(contractionRate(1)).toBeNull();
  });
});

test.each([
  ['a share above 1', () => syntheticPerReal(1.01)],
  ['a share that is no number', () => syntheticPerReal(Number.NaN)],
  ['a negative lambda', () => contractionRate(-0.1)],
  ['synthetic items without any real ones', () => stabilityAdditions(flowsOf([10, 1]), 100, { kind: 'flow' })],
])('%s is refused', (_, act) => {
  expect(act).toThrow(RangeError);
});
