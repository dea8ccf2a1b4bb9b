import { Graph } from '../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../src/loop/onnx/model.ts';
import { add, mul } from '../../src/loop/onnx/ops/arithmetic.ts';
import { encodeModel, valueInfo } from '../../src/loop/onnx/protos.ts';

/** y = state · x, and the state grows by x; both [3]. */
export function growingModel(): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', [3]);
  const state = graph.input('state', [3]);
  graph.output('y', mul(state, x));
  graph.output('next', add(state, x));
  return modelBytes(graph);
}

/** Sums n copies of x: as much memory as one likes. */
export function expandingModel(): Uint8Array {
  return encodeModel({
    name: 'expand',
    node: [
      { opType: 'Expand', input: ['x', 'n'], output: ['all'] },
      { opType: 'ReduceSum', input: ['all'], output: ['sum'] },
    ],
    input: [valueInfo('x', { shape: [1], type: 'float32' }), valueInfo('n', { shape: [1], type: 'int64' })],
    output: [valueInfo('sum', { shape: [1], type: 'float32' })],
  });
}
