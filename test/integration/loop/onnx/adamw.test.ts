import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AdamWOptions, adamw, adamwStep, clipByNorm } from '../../../../src/loop/onnx/adamw.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { movingAverage, warmDecay } from '../../../../src/loop/onnx/moving-average.ts';
import { adamwInputs, openGraph, relativeDistance } from '../../../support/onnx.ts';

/** A run of torch.optim.AdamW, as test/support/torch-goldens.py writes it. */
interface Golden {
  readonly name: string;
  readonly clip: number | null;
  readonly settings: { lr: number; eps: number; weight_decay: number; betas?: [number, number] };
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly path: readonly (readonly number[])[];
}

const file = resolve(import.meta.dirname, '../../../fixtures/adamw.json');
// The script wrote this file in the form that Golden states.
const goldens = (JSON.parse(readFileSync(file, 'utf8')) as { cases: Golden[] }).cases;

/** The parameters after each step, from moments of 0. */
async function descend(
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  learningRate: number,
  options: AdamWOptions & { readonly clip?: number },
): Promise<number[][]> {
  const graph = new Graph();
  const { state, step } = adamwInputs(graph, start.length);
  const gradient = graph.input('gradient', [start.length]);
  const clipped = options.clip === undefined ? gradient : clipByNorm(gradient, options.clip);
  for (const [name, vector] of Object.entries(adamw(state, clipped, step, options)))
    graph.output(`next ${name}`, vector);
  const run = await openGraph(graph);
  const path: number[][] = [];
  let [parameters, first, second] = [[...start], start.map(() => 0), start.map(() => 0)];
  for (const [index, gradient] of gradients.entries()) {
    const numbers = Object.entries(adamwStep(index + 1, learningRate, options)).map(([name, value]) => [name, [value]]);
    const next = await run({ parameters, first, second, gradient, ...Object.fromEntries(numbers) });
    [parameters, first, second] = [next['next parameters']!, next['next first']!, next['next second']!];
    path.push(parameters);
  }
  return path;
}

describe("AdamW with PyTorch's epsilon goes the way of torch.optim.AdamW", () => {
  test.each(goldens)('$name', async ({ clip, settings, start, gradients, path }) => {
    const [beta1, beta2] = settings.betas ?? [0.9, 0.999];
    const ours = await descend(start, gradients, settings.lr, {
      beta1,
      beta2,
      epsilon: settings.eps,
      epsilonPlacement: 'pytorch',
      weightDecay: settings.weight_decay,
      ...(clip === null ? {} : { clip }),
    });
    const moved = (after: readonly number[]) => after.map((value, i) => value - start[i]!);
    // 0.5 % of the distance moved; what is left comes from the goldens' seven digits.
    for (const [step, after] of ours.entries())
      expect(relativeDistance(moved(after), moved(path[step]!))).toBeLessThan(5e-3);
  });
});

test("AdamW with Keras' epsilon moves a parameter by the rate times g / (|g| + ε / √(1 − β₂)) in its first step", async () => {
  const gradient = [1e-6, -0.5];
  const [after] = await descend([0, 0], [gradient], 0.01, { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 0 });
  const expected = gradient.map((g) => (-0.01 * g) / (Math.abs(g) + 1e-7 / Math.sqrt(0.001)));
  expect(relativeDistance(after!, expected)).toBeLessThan(1e-4);
  expect(after![0]! / expected[0]!).toBeCloseTo(1, 3);
});

test('a gradient shorter than the limit is not clipped, a longer one has the limit as its norm', async () => {
  const graph = new Graph();
  graph.output('y', clipByNorm(graph.input('gradient', [2]), 1));
  const run = await openGraph(graph);
  const { y: short } = await run({ gradient: [0.3, 0.4] });
  const { y: long } = await run({ gradient: [30, 40] });
  expect(relativeDistance(short!, [0.3, 0.4])).toBeLessThan(1e-6);
  expect(relativeDistance(long!, [0.6, 0.8])).toBeLessThan(1e-6);
});

test('a moving average takes the first value itself and forgets it later', async () => {
  const graph = new Graph();
  const average = graph.input('average', [1]);
  graph.output('y', movingAverage(average, graph.input('value', [1]), graph.input('decay', [])));
  const run = await openGraph(graph);
  let state = [1000];
  for (let step = 1; step <= 40; step++) {
    const { y } = await run({ average: state, value: [step === 1 ? 50 : 2], decay: [warmDecay(step, 0.999)] });
    state = y!;
    if (step === 1) expect(state[0]).toBe(50);
  }
  expect(state[0]).toBeCloseTo(2, 4);
});
