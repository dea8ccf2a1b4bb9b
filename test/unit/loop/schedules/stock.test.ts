import { expect, test } from 'vitest';
import { stockAdditions, stockSteps } from '../../../../src/loop/schedules/stock.ts';
import { flowsOf } from '../flow-of.ts';

const flows = flowsOf([200, 0.05], [220, 0.12], [260, 0.2], [300, 0.3]);

test.each([
  [1, 1000, 0.01, 0.19, 0.008333, 0.008403],
  [2, 1200, 0.022, 0.161333, 0.025634, 0.026308],
  [3, 1420, 0.03662, 0.146479, 0.052619, 0.055542],
  [4, 1680, 0.053571, 0.125, 0.090101, 0.099023],
])('generation %d of a stock of 1000 human works', (generation, stock, alpha, beta, stockShare, generatedPerReal) => {
  const step = stockSteps(flows, 1000)[generation - 1]!;
  expect(step.generation).toBe(generation);
  expect(step.stock).toBeCloseTo(stock, 9);
  expect(step.alpha).toBeCloseTo(alpha, 6);
  expect(step.beta).toBeCloseTo(beta, 6);
  expect(step.stockShare).toBeCloseTo(stockShare, 6);
  expect(step.generatedPerReal).toBeCloseTo(generatedPerReal, 6);
});

test('at the stock’s own size, items are uploads rounded with the remainder carried on', () => {
  // generated 10, 26.4, 52, 90 → sums 10, 36.4, 88.4, 178.4; human 190, 193.6, 208, 210 → 190, 383.6, 591.6, 801.6
  expect(stockAdditions(flows, 1000, 1000)).toEqual([
    { real: 190, synthetic: 10 },
    { real: 194, synthetic: 26 },
    { real: 208, synthetic: 52 },
    { real: 210, synthetic: 90 },
  ]);
});

test('scaled to a tenth, the totals are the scaled totals rounded', () => {
  // generated 1, 2.64, 5.2, 9 → sums 1, 3.64, 8.84, 17.84; human 19, 19.36, 20.8, 21 → 19, 38.36, 59.16, 80.16
  expect(stockAdditions(flows, 1000, 100)).toEqual([
    { real: 19, synthetic: 1 },
    { real: 19, synthetic: 3 },
    { real: 21, synthetic: 5 },
    { real: 21, synthetic: 9 },
  ]);
});
