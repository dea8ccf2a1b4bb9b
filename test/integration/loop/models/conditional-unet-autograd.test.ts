import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ConditionalUNetConfig, conditionalUNet } from '../../../../src/loop/models/conditional-unet.ts';
import { type Scope, scopeOver } from '../../../../src/loop/models/scope.ts';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph, type Tensor } from '../../../../src/loop/onnx/graph.ts';
import { meanSquaredError } from '../../../../src/loop/onnx/ops/losses.ts';
import { sizeOf } from '../../../../src/loop/onnx/shapes.ts';
import { openGraph } from '../../../support/onnx.ts';

/** What torch-conditional-unet.py writes. */
interface Golden {
  readonly config: ConditionalUNetConfig;
  readonly captions: readonly (readonly number[])[];
  readonly variance: readonly number[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, { readonly length: number; readonly projection: number }>>;
}

const FILE = new URL('../../../fixtures/conditional-unet.json', import.meta.url);
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Golden;

/** Numbers in [−1, 1) without a pattern, the same ones in every language. */
function formulaValues(name: string, size: number): number[] {
  const key = Array.from(name).reduce((sum, letter, place) => sum + (place + 1) * letter.charCodeAt(0), 0);
  return Array.from({ length: size }, (_, i) => {
    const number = Math.sin(12.9898 * i + 78.233 * key) * 43758.5453;
    return Math.fround(2 * (number - Math.floor(number)) - 1);
  });
}

test('the loss and the gradient by every parameter are those of PyTorch’s autograd, with captions and without', async () => {
  const { config, captions, variance } = golden;
  const shape = [captions.length, config.channels, config.size, config.size];
  const graph = new Graph();
  const parameters: Tensor[] = [];
  const refuse = () => {
    throw new Error('expected a network without statistics');
  };
  const scope: Scope = scopeOver(graph, 'training', {
    parameter: (name, parameterShape) => {
      const parameter = graph.input(name, parameterShape);
      parameters.push(parameter);
      return parameter;
    },
    statistic: refuse,
    replace: refuse,
  });
  const ids = graph.input('captions', [captions.length, config.text.length], 'int32');
  const noisy = graph.input('noisy', shape);
  const predicted = conditionalUNet(scope, config, noisy, graph.input('variance', [variance.length]), ids);
  const loss = meanSquaredError(predicted, graph.input('noise', shape));
  graph.output('loss', loss);
  for (const [place, gradient] of gradients(loss, parameters).entries()) {
    graph.output(`by ${parameters[place]!.name}`, gradient);
  }

  const run = await openGraph(graph);
  const images = ['noisy', 'noise'].map((name) => [name, formulaValues(name, sizeOf(shape))] as const);
  const weights = parameters.map(({ name, shape: own }) => {
    const offset = name.endsWith('/scale') ? 1 : 0;
    return [name, formulaValues(name, sizeOf(own)).map((value) => 0.5 * value + offset)] as const;
  });
  const feeds = { ...Object.fromEntries([...images, ...weights]), variance, captions: captions.flat() };
  const results = await run(feeds);

  expect(Math.abs(results.loss![0]! - golden.loss)).toBeLessThan(1e-5);
  expect(parameters.map(({ name }) => name).sort()).toEqual(Object.keys(golden.gradients).sort());
  for (const [name, { length, projection }] of Object.entries(golden.gradients)) {
    const gradient = results[`by ${name}`]!;
    const along = formulaValues(`along ${name}`, gradient.length);
    const ownProjection = gradient.reduce((sum, value, i) => sum + value * along[i]!, 0);
    expect(Math.abs(Math.hypot(...gradient) - length) / length, name).toBeLessThan(1e-3);
    expect(Math.abs(ownProjection - projection) / length, name).toBeLessThan(1e-3);
  }
});
