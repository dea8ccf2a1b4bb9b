import { Graph } from '../onnx/graph.ts';
import { modelBytes } from '../onnx/model.ts';
import type { Weights } from '../runs/safetensors.ts';
import { valuesOf } from './layout.ts';
import { type Program, scopeOver } from './scope.ts';

/**
 * A finished model as ONNX bytes: the program with its weights inside, its normalisations by their running statistics.
 *
 * @param program names what it returns by `graph.output`
 * @throws RangeError if a weight that the program asks for is missing or has another shape
 */
export function inferenceModel(program: Program, { tensors }: Pick<Weights, 'tensors'>): Uint8Array {
  const graph = new Graph();
  const take = (name: string, shape: readonly number[]) => graph.constant(valuesOf(tensors, name, shape), shape);
  const replace = () => {
    throw new Error('running statistics are not replaced outside training');
  };
  program(scopeOver(graph, 'inference', { parameter: take, statistic: take, replace }));
  return modelBytes(graph);
}
