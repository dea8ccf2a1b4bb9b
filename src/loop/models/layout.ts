import type { Rng } from '../../core/rng.ts';
import { Graph } from '../onnx/graph.ts';
import { sizeOf } from '../onnx/shapes.ts';
import type { Weights, WeightTensor } from '../runs/safetensors.ts';
import { type Initial, type Program, type Supply, scopeOver } from './scope.ts';

/** One tensor of a vector. */
export interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** Which tensors lie one after the other in a model's vectors. */
export interface Layout {
  readonly parameters: readonly Part[];
  /** Running means and variances; empty in a network that has none. */
  readonly statistics: readonly Part[];
}

/** The layout of a program's vectors: what it asks for, in order. It is built on a graph that is thrown away. */
export function layoutOf(program: Program<unknown>): Layout {
  const graph = new Graph();
  const parameters: Part[] = [];
  const statistics: Part[] = [];
  const record =
    (parts: Part[]): Supply['parameter'] =>
    (name, shape, initial) => {
      parts.push({ name, shape, initial });
      return graph.input(name, shape);
    };
  const supply = { parameter: record(parameters), statistic: record(statistics), replace: () => {} };
  program(scopeOver(graph, 'inference', supply));
  return { parameters, statistics };
}

/** How many elements all parts have together. */
export function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * The vector of these parts before training. Each draws from a stream of its own name, so that another layer moves no
 * other's values.
 */
export function initialVector(parts: readonly Part[], rng: Rng): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(lengthOf(parts));
  for (const { name, initial, start, end } of placesOf(parts)) {
    const own = rng.fork(name);
    for (let i = start; i < end; i++) vector[i] = initialValue(initial, own);
  }
  return vector;
}

/** The tensors of a vector by name, as copies. */
export function tensorsOf(parts: readonly Part[], vector: Float32Array): Map<string, WeightTensor> {
  return new Map(
    [...placesOf(parts)].map(({ name, shape, start, end }) => [
      name,
      { dtype: 'F32', shape, values: vector.slice(start, end) },
    ]),
  );
}

/**
 * The vector of these parts out of tensors by name; the inverse of {@link tensorsOf}.
 *
 * @throws RangeError if a tensor is missing, has another shape or is not F32
 */
export function vectorOf(parts: readonly Part[], tensors: Weights['tensors']): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(lengthOf(parts));
  for (const { name, shape, start } of placesOf(parts)) vector.set(valuesOf(tensors, name, shape), start);
  return vector;
}

/** @throws RangeError if the tensor is missing, has another shape or is not F32 */
export function valuesOf(tensors: Weights['tensors'], name: string, shape: readonly number[]): Float32Array {
  const tensor = tensors.get(name);
  const expected = `expected F32 of shape [${shape.join(', ')}]`;
  if (tensor === undefined) throw new RangeError(`weight ${name} is missing, ${expected}`);
  if (tensor.dtype !== 'F32' || tensor.shape.join() !== shape.join()) {
    throw new RangeError(`weight ${name} is ${tensor.dtype} of shape [${tensor.shape.join(', ')}], ${expected}`);
  }
  return tensor.values;
}

/** Each part with its elements [start, end) of the vector. */
function* placesOf(parts: readonly Part[]): Generator<Part & { readonly start: number; readonly end: number }> {
  let end = 0;
  for (const part of parts) {
    const start = end;
    end += sizeOf(part.shape);
    yield { ...part, start, end };
  }
}

function initialValue(initial: Initial, rng: Rng): number {
  switch (initial.kind) {
    case 'constant':
      return initial.value;
    case 'uniform':
      return initial.limit * (2 * rng.uniform() - 1);
    case 'normal':
      return initial.sd * rng.normal();
    default:
      return initial satisfies never;
  }
}
