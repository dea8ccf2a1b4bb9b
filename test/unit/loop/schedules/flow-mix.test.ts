import { expect, test } from 'vitest';
import { flowAdditions } from '../../../../src/loop/schedules/flow-mix.ts';
import { flowsOf } from '../flow-of.ts';

test('the share of the uploads is the share of the set', () => {
  expect(flowAdditions(flowsOf([200, 0.05], [220, 0.12], [260, 0.2], [300, 0.3]), 900)).toEqual([
    { real: 855, synthetic: 45 },
    { real: 792, synthetic: 108 },
    { real: 720, synthetic: 180 },
    { real: 630, synthetic: 270 },
  ]);
});

test('a share too small for one item waits until it has added up to one', () => {
  const synthetic = flowAdditions(flowsOf([1, 0.003], [1, 0.003], [1, 0.003], [1, 0.003]), 100);
  expect(synthetic.map((added) => added.synthetic)).toEqual([0, 1, 0, 0]);
});

test('nothing generated is all real, everything generated is all synthetic', () => {
  expect(flowAdditions(flowsOf([5, 0], [5, 1]), 10)).toEqual([
    { real: 10, synthetic: 0 },
    { real: 0, synthetic: 10 },
  ]);
});
