import { expect, test } from 'vitest';
import { flatten, unflatten } from '../../../../src/loop/onnx/flat.ts';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { mul } from '../../../../src/loop/onnx/ops/arithmetic.ts';
import { sum } from '../../../../src/loop/onnx/ops/broadcast.ts';
import { openGraph } from '../../../support/onnx.ts';

const SHAPES = [[2, 2], [], [3]];

test('tensors taken out of a vector and put back are the vector, and their gradient is a vector of its length', async () => {
  const graph = new Graph();
  const vector = graph.input('vector', [8]);
  const tensors = unflatten(vector, SHAPES);
  graph.output('again', flatten(tensors));
  graph.output('gradient', gradients(sum(mul(tensors[2]!, tensors[1]!)), [vector])[0]!);
  const { again, gradient } = await (await openGraph(graph))({ vector: [1, 2, 3, 4, 5, 6, 7, 8] });
  expect(tensors.map(({ shape }) => shape)).toEqual(SHAPES);
  expect(again).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(gradient).toEqual([0, 0, 0, 0, 21, 5, 5, 5]);
});

test('a vector of another length is refused', () => {
  const vector = new Graph().input('vector', [9]);
  expect(() => unflatten(vector, SHAPES)).toThrow('unflatten: vector has shape [9], expected [8]');
});
