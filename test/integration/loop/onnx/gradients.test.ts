import { expect, test } from 'vitest';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { mul } from '../../../../src/loop/onnx/ops/arithmetic.ts';
import { sum } from '../../../../src/loop/onnx/ops/broadcast.ts';
import { tanh } from '../../../../src/loop/onnx/ops/functions.ts';
import { batchNorm } from '../../../../src/loop/onnx/ops/normalize.ts';
import { maxPool } from '../../../../src/loop/onnx/ops/pool.ts';
import { max } from '../../../../src/loop/onnx/ops/reduce.ts';
import { openGraph } from '../../../support/onnx.ts';

test('the gradient of a gradient is the second derivative', async () => {
  const graph = new Graph();
  const x = graph.input('x', [3]);
  const [first] = gradients(sum(tanh(x)), [x]);
  graph.output('second', gradients(sum(first!), [x])[0]!);
  const points = [-0.7, 0.1, 1.3];
  const { second } = await (await openGraph(graph))({ x: points });
  for (const [i, point] of points.entries()) {
    const t = Math.tanh(point);
    expect(second![i]).toBeCloseTo(-2 * t * (1 - t * t), 5);
  }
});

test('a tensor used on several ways collects the gradient of each', async () => {
  const graph = new Graph();
  const x = graph.input('x', []);
  const squared = mul(x, x);
  graph.output('dx', gradients(mul(squared, squared), [x])[0]!);
  const { dx } = await (await openGraph(graph))({ x: [1.5] });
  expect(dx![0]).toBeCloseTo(4 * 1.5 ** 3, 4);
});

test('of equal values under a window of a max pool only the first has the gradient; a max over axes shares it', async () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 1, 2, 2]);
  graph.output('pooled', gradients(sum(maxPool(x, { size: 2 })), [x])[0]!);
  graph.output('shared', gradients(max(x), [x])[0]!);
  const { pooled, shared } = await (await openGraph(graph))({ x: [0, 3, 1, 3] });
  expect(pooled).toEqual([0, 1, 0, 0]);
  expect(shared).toEqual([0, 0.5, 0, 0.5]);
});

test('a batch normalisation gives the moments of each channel, the variance divided by n', async () => {
  const graph = new Graph();
  const { mean, variance } = batchNorm(graph.input('x', [2, 2, 1, 2]), undefined, 1e-3);
  graph.output('mean', mean);
  graph.output('variance', variance);
  const results = await (await openGraph(graph))({ x: [1, 2, 10, 10, 3, 6, 10, 14] });
  expect(results.mean).toEqual([3, 11]);
  expect(results.variance).toEqual([3.5, 3]);
});
