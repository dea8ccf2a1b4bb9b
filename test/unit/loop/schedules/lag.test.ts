import { expect, test } from 'vitest';
import { laggedSources, modelShares } from '../../../../src/loop/schedules/lag.ts';
import { flowsOf } from '../flow-of.ts';

test('half of all users move to a new model within its half-life', () => {
  expect(modelShares(6, [0, 0], 6)).toEqual([0.5, 0.5]);
  expect(modelShares(12, [0, 0], 6)).toEqual([0.25, 0.75]);
});
test('the newest takes from all older ones: F₂ = ½ of 6 months, F₁ = ¾ of 12', () => {
  expect(modelShares(12, [0, 0, 6], 6)).toEqual([0.125, 0.375, 0.5]);
});
test('nobody uses a model before its release, nor in its first instant', () => {
  expect(modelShares(5, [0, 6], 6)).toEqual([1, 0]);
  expect(modelShares(6, [0, 6], 6)).toEqual([1, 0]);
});
test('without a half-life everybody moves at once', () => {
  expect(modelShares(6, [0, 3, 6], 0)).toEqual([0, 0, 1]);
});

const flows = flowsOf([1, 0], [1, 0], [1, 0], [1, 0]);

test('without delay and half-life a loop draws from its newest model alone', () => {
  const sources = laggedSources(flows, { delayMonths: 0, halfLifeMonths: 0 });
  expect([1, 2, 3].map(sources)).toEqual([[1], [0, 1], [0, 0, 1]]);
});
test('a model that comes out a month late is drawn from a month later', () => {
  const sources = laggedSources(flows, { delayMonths: 1, halfLifeMonths: 0 });
  expect([1, 2, 3, 4].map(sources)).toEqual([[1], [1, 0], [0, 1, 0], [0, 0, 1, 0]]);
});
test('a generation of two months draws as its months do on average', () => {
  const halfYears = flows.map((flow, index) => ({ ...flow, from: 2 * index, to: 2 * index + 1 }));
  const [old, young] = laggedSources(halfYears, { delayMonths: 0, halfLifeMonths: 1 })(2);
  // Model 1 is out from month 2: used for 0 in month 2 and for ½ in month 3.
  expect([old, young]).toEqual([0.75, 0.25]);
});

test.each([
  ['a half-life below 0', () => modelShares(1, [0], -1)],
  ['a delay of half a month', () => laggedSources(flows, { delayMonths: 0.5, halfLifeMonths: 1 })],
  ['a generation there is not', () => laggedSources(flows, { delayMonths: 0, halfLifeMonths: 1 })(5)],
])('%s is refused', (_, act) => {
  expect(act).toThrow(RangeError);
});
