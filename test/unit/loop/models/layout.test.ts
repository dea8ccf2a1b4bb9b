import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { initialVector, layoutOf, lengthOf, tensorsOf, vectorOf } from '../../../../src/loop/models/layout.ts';
import type { Scope } from '../../../../src/loop/models/scope.ts';
import { trainingStep } from '../../../../src/loop/models/training.ts';
import { sum } from '../../../../src/loop/onnx/ops/broadcast.ts';
import { stripesNetwork, stripesTrainable } from '../../../support/stripes-model.ts';

const stripes = (scope: Scope) => stripesNetwork(scope, scope.graph.input('images', [2, 1, 6, 6]));
const layout = layoutOf(stripes);
const normal = { kind: 'normal', sd: 1 } as const;

test('a layout has the parameters and statistics that a network asks for, in order', () => {
  expect(layout.parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['conv/kernel', [4, 1, 3, 3]],
    ['conv/bias', [4]],
    ['head/kernel', [4, 2]],
    ['head/bias', [2]],
  ]);
  expect(layout.statistics.map(({ name, shape }) => [name, shape])).toEqual([
    ['norm/mean', [4]],
    ['norm/variance', [4]],
  ]);
  expect(lengthOf(layout.parameters)).toBe(36 + 4 + 8 + 2);
});

test('a name is given out once', () => {
  const twice = (scope: Scope) => {
    const inner = scope.within('block');
    inner.parameter('w', [1], normal);
    scope.parameter('block/w', [1], normal);
  };
  expect(() => layoutOf(twice)).toThrow('the network has a parameter block/w already');
});

test('first values follow from seed and name: a layer more moves no other values', () => {
  const parts = layout.parameters;
  const values = tensorsOf(parts, initialVector(parts, createRng(1)));
  const more = [{ name: 'new', shape: [5], initial: normal }, ...parts];
  const withNew = tensorsOf(more, initialVector(more, createRng(1)));
  expect(withNew.get('conv/kernel')).toEqual(values.get('conv/kernel'));
  expect(initialVector(parts, createRng(2))).not.toEqual(initialVector(parts, createRng(1)));
  const kernel = values.get('conv/kernel')!.values as Float32Array;
  const limit = Math.sqrt(6 / (9 + 36));
  expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(limit / 2);
  expect(initialVector(layout.statistics, createRng(1))).toEqual(Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1));
});

test('tensors and their vector say the same', () => {
  const vector = initialVector(layout.parameters, createRng(3));
  const tensors = tensorsOf(layout.parameters, vector);
  expect(vectorOf(layout.parameters, tensors)).toEqual(vector);
  tensors.delete('head/bias');
  expect(() => vectorOf(layout.parameters, tensors)).toThrow('weight head/bias is missing, expected F32 of shape [2]');
  tensors.set('head/bias', { dtype: 'F32', shape: [3], values: new Float32Array(3) });
  expect(() => vectorOf(layout.parameters, tensors)).toThrow('weight head/bias is F32 of shape [3], expected');
});

test('a training step tells what it carries and what it is fed', () => {
  const trainable = stripesTrainable(createRng(1));
  const { carried, fed } = trainingStep(trainable, { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 0 });
  expect(Object.keys(carried)).toEqual(['parameters', 'first', 'second', 'average', 'statistics', 'averageStatistics']);
  expect(fed.toSorted()).toEqual(
    ['averageDecay', 'firstCorrection', 'indices', 'labels', 'learningRate', 'secondCorrection'].toSorted(),
  );
});

test('a parameter that the loss does not see is an error', () => {
  const loss = (scope: Scope) => {
    scope.parameter('unused', [2], normal);
    return sum(scope.parameter('used', [2], normal));
  };
  const options = { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 0 } as const;
  expect(() => trainingStep({ loss, resident: {} }, options)).toThrow('the loss does not depend on');
});
