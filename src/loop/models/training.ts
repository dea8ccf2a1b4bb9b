import type { Rng } from '../../core/rng.ts';
import { type AdamWOptions, adamw, clipByNorm } from '../onnx/adamw.ts';
import { flatten, unflatten } from '../onnx/flat.ts';
import { gradients } from '../onnx/gradients.ts';
import { Graph, type Tensor } from '../onnx/graph.ts';
import { movingAverage } from '../onnx/moving-average.ts';
import type { NamedValues } from '../onnx/values.ts';
import { type Layout, layoutOf, lengthOf, type Part } from './layout.ts';
import { type Program, type Supply, scopeOver } from './scope.ts';

/** Values of one step by the name of the input, row by row. */
export type StepValues = Readonly<Record<string, Float32Array | Int32Array>>;

/** What a model brings to be trained. */
export interface Trainable {
  /** The forward pass with its inputs; the scalar loss. */
  readonly loss: Program<Tensor>;
  /** Inputs that are the same at every step, such as the data set. All others are drawn. */
  readonly resident: NamedValues;
  /** The other inputs of one step, from these random numbers alone: places in the data set, noise, times, masks. */
  readonly draw: (rng: Rng) => StepValues;
}

export interface OptimiserOptions extends AdamWOptions {
  /** The gradient's norm is cut to this. @default not cut */
  readonly clipNorm?: number;
}

/** One step of training as a graph. */
export interface TrainingStep {
  readonly graph: Graph;
  readonly layout: Layout;
  /** From each state vector's input to the output that is its next value. */
  readonly carried: Readonly<Record<string, string>>;
  /** Inputs that are fed anew at every step. */
  readonly fed: readonly string[];
}

/** Numbers of a step that the optimiser is fed, each a scalar. */
export const STEP_NUMBERS = ['learningRate', 'firstCorrection', 'secondCorrection', 'averageDecay'] as const;

/**
 * Forward, backward, AdamW and moving averages in one graph. Its state: `parameters`, `first` and `second` (the moments),
 * `average` (of the parameters), and where the network normalises batches `statistics` and `averageStatistics`.
 *
 * @throws RangeError if the loss does not depend on a parameter
 */
export function trainingStep(
  { loss: program, resident }: Pick<Trainable, 'loss' | 'resident'>,
  { clipNorm, ...options }: OptimiserOptions,
): TrainingStep {
  const layout = layoutOf(program);
  const graph = new Graph();
  const p = lengthOf(layout.parameters);
  const state = (name: string, length: number) => graph.input(name, [length]);
  const [parameters, first, second] = [state('parameters', p), state('first', p), state('second', p)];
  const numbers = STEP_NUMBERS.map((name) => graph.input(name, []));
  const [learningRate, firstCorrection, secondCorrection, averageDecay] = numbers as [Tensor, Tensor, Tensor, Tensor];

  const parts = partsOf(parameters, layout.parameters);
  const running = layout.statistics.length === 0 ? null : state('statistics', lengthOf(layout.statistics));
  const statistics = running === null ? null : partsOf(running, layout.statistics);
  const nextStatistics = new Map<string, Tensor>();
  const supply: Supply = {
    parameter: (name) => parts.get(name)!,
    statistic: (name) => statistics!.get(name)!,
    replace: (name, next) => nextStatistics.set(name, next),
  };
  const loss = program(scopeOver(graph, 'training', supply));
  const gradient = flatten(gradients(loss, [...parts.values()]));
  const cut = clipNorm === undefined ? gradient : clipByNorm(gradient, clipNorm);
  const rates = { learningRate, firstCorrection, secondCorrection };
  const next = adamw({ parameters, first, second }, cut, rates, options);

  const carried: Record<string, string> = {};
  const carry = (name: string, value: Tensor) => {
    carried[name] = `next ${name}`;
    graph.output(`next ${name}`, value);
  };
  for (const [name, vector] of Object.entries(next)) carry(name, vector);
  carry('average', movingAverage(state('average', p), next.parameters, averageDecay));
  if (running !== null) {
    const nextRunning = flatten(layout.statistics.map(({ name }) => nextStatistics.get(name)!));
    carry('statistics', nextRunning);
    const average = state('averageStatistics', running.shape[0]!);
    carry('averageStatistics', movingAverage(average, nextRunning, averageDecay));
  }
  graph.output('loss', loss);
  const standing = new Set([...Object.keys(carried), ...Object.keys(resident)]);
  return { graph, layout, carried, fed: graph.inputs.map(({ name }) => name).filter((name) => !standing.has(name)) };
}

/** The tensors of a vector by name. */
function partsOf(vector: Tensor, parts: readonly Part[]): ReadonlyMap<string, Tensor> {
  const shapes = parts.map(({ shape }) => shape);
  return new Map(unflatten(vector, shapes).map((tensor, place) => [parts[place]!.name, tensor]));
}
