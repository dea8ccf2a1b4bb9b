import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Rng } from '../../src/core/rng.ts';
import type { AdamWState, AdamWStep } from '../../src/loop/onnx/adamw.ts';
import type { Graph, Tensor } from '../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../src/loop/onnx/model.ts';
import { sizeOf } from '../../src/loop/onnx/shapes.ts';
import type { Operand } from './op-cases.ts';

export type Feeds = Readonly<Record<string, readonly number[]>>;
type Run = (feeds: Feeds, outputs?: readonly string[]) => Promise<Record<string, number[]>>;

/** Opens a CPU session over a graph; a run takes and gives plain numbers by the names of inputs and outputs. */
export async function openGraph(graph: Graph): Promise<Run> {
  const session = await InferenceSession.create(modelBytes(graph), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async (feeds, outputs = session.outputNames) => {
    const tensors = graph.inputs.map((input) => [input.name, ortTensor(input, feeds[input.name]!)] as const);
    const results = await session.run(Object.fromEntries(tensors), outputs);
    return Object.fromEntries(outputs.map((name) => [name, Array.from(results[name]!.data as Float32Array)]));
  };
}

/** Numbers as the tensor that a graph's input of this type and shape is fed. */
export function ortTensor({ type, shape }: Pick<Tensor, 'type' | 'shape'>, values: readonly number[]): OrtTensor {
  return type === 'int32'
    ? new OrtTensor('int32', Int32Array.from(values), shape)
    : new OrtTensor('float32', Float32Array.from(values), shape);
}

/** What a step of AdamW over p parameters reads, as inputs of the same names. */
export function adamwInputs(graph: Graph, p: number): { readonly state: AdamWState; readonly step: AdamWStep<Tensor> } {
  const vector = (name: string) => graph.input(name, [p]);
  const number = (name: string) => graph.input(name, []);
  return {
    state: { parameters: vector('parameters'), first: vector('first'), second: vector('second') },
    step: {
      learningRate: number('learningRate'),
      firstCorrection: number('firstCorrection'),
      secondCorrection: number('secondCorrection'),
    },
  };
}

/** Numbers for an operand, rounded to what float32 can hold. */
export function drawValues({ shape, values }: Operand, rng: Rng): number[] {
  const size = sizeOf(shape);
  if (values === 'apart')
    return shuffled(size, rng).map((place) => Math.fround((place - Math.floor(size / 2)) * 0.1 - 0.05));
  const draw = () => {
    if (values === 'normal') return rng.normal();
    if (values === 'positive') return 0.5 + 1.5 * rng.uniform();
    if (values === 'mask') return rng.integer(2);
    return rng.integer(values.below);
  };
  return Array.from({ length: size }, () => Math.fround(draw()));
}

function shuffled(size: number, rng: Rng): number[] {
  return Array.from({ length: size }, (_, place) => ({ place, key: rng.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ place }) => place);
}

/** The greatest distance of two lists, against the greatest size in the second one where that is not 0. */
export function relativeDistance(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / (largest || 1);
}
