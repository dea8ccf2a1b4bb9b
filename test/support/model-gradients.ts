import type { Rng } from '../../src/core/rng.ts';
import { initialVector, layoutOf, lengthOf } from '../../src/loop/models/layout.ts';
import { scopeOver } from '../../src/loop/models/scope.ts';
import type { Trainable } from '../../src/loop/models/training.ts';
import { unflatten } from '../../src/loop/onnx/flat.ts';
import { gradients } from '../../src/loop/onnx/gradients.ts';
import { Graph } from '../../src/loop/onnx/graph.ts';
import { sizeOf } from '../../src/loop/onnx/shapes.ts';
import { openGraph } from './onnx.ts';

/** Between the points of a difference, along a direction of about unit length. */
const STEP = 0.02;

/** How far a parameter's gradient is from a difference, as a share of it. */
export interface GradientError {
  readonly name: string;
  readonly error: number;
}

/**
 * Compares the loss's gradient by each parameter of a model with a central difference of fourth order, along a random direction that leans
 * towards the gradient, so that float32's rounding stays small against the difference. All parameters are moved away from
 * where they begin first, because at zeros much of a network has no gradient.
 */
export async function gradientErrors({ loss: program, resident, draw }: Trainable, rng: Rng): Promise<GradientError[]> {
  const { parameters } = layoutOf(program);
  const graph = new Graph();
  const vector = graph.input('parameters', [lengthOf(parameters)]);
  const parts = unflatten(
    vector,
    parameters.map(({ shape }) => shape),
  );
  const loss = program(
    scopeOver(graph, 'training', {
      parameter: (name) => parts[parameters.findIndex((part) => part.name === name)]!,
      statistic: (_name, shape) => graph.constant(new Float32Array(sizeOf(shape)), shape),
      replace: () => {},
    }),
  );
  graph.output('loss', loss);
  graph.output('gradient', gradients(loss, [vector])[0]!);
  const run = await openGraph(graph);
  const resting = Object.entries(resident).map(([name, { values }]) => [name, Array.from(values, Number)]);
  const drawn = Object.entries(draw(rng)).map(([name, values]) => [name, Array.from(values)]);
  const feeds = Object.fromEntries([...resting, ...drawn]) as Record<string, number[]>;
  const begun = Array.from(initialVector(parameters, rng), (value) => Math.fround(value + 0.1 * rng.normal()));
  const { gradient } = await run({ ...feeds, parameters: begun });

  const errors: GradientError[] = [];
  let start = 0;
  for (const { name, shape } of parameters) {
    const own = gradient!.slice(start, start + sizeOf(shape));
    const random = own.map(() => rng.normal());
    const [length, randomLength] = [Math.hypot(...own), Math.hypot(...random)];
    const direction = own.map((value, i) => value / length + (0.5 * random[i]!) / randomLength);
    const lossAt = async (step: number) => {
      const moved = direction.map((value, i) => begun[start + i]! + step * value);
      const vector = begun.toSpliced(start, own.length, ...moved);
      return (await run({ ...feeds, parameters: vector }, ['loss'])).loss![0]!;
    };
    const difference = async (step: number) => ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
    const slope = (4 * (await difference(STEP)) - (await difference(2 * STEP))) / 3;
    const expected = own.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    errors.push({ name, error: Math.abs(slope / expected - 1) });
    start += own.length;
  }
  return errors;
}
