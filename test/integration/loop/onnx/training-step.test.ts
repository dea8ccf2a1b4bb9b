import { InferenceSession } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { createRng, type Rng } from '../../../../src/core/rng.ts';
import { adamw, adamwStep, clipByNorm } from '../../../../src/loop/onnx/adamw.ts';
import { flatten, unflatten } from '../../../../src/loop/onnx/flat.ts';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { silu } from '../../../../src/loop/onnx/ops/activations.ts';
import { reshape } from '../../../../src/loop/onnx/ops/broadcast.ts';
import { conv } from '../../../../src/loop/onnx/ops/conv.ts';
import { crossEntropy } from '../../../../src/loop/onnx/ops/losses.ts';
import { dense } from '../../../../src/loop/onnx/ops/matmul.ts';
import { batchNorm } from '../../../../src/loop/onnx/ops/normalize.ts';
import { averagePool } from '../../../../src/loop/onnx/ops/pool.ts';
import { repeatedModelBytes } from '../../../../src/loop/onnx/repeat.ts';
import { sizeOf } from '../../../../src/loop/onnx/shapes.ts';
import { adamwInputs, openGraph, ortTensor } from '../../../support/onnx.ts';

const BATCH = 16;
const SHAPES = [[4, 1, 3, 3], [4], [4], [4], [64, 2], [2]];

/** Forward, backward and AdamW in one graph: which of two directions do an 8 × 8 image's stripes have? */
function trainingGraph(): Graph {
  const graph = new Graph();
  const size = SHAPES.reduce((total, shape) => total + sizeOf(shape), 0);
  const { state, step } = adamwInputs(graph, size);
  const [kernel, bias, scale, shift, w, b] = unflatten(state.parameters, SHAPES);
  const features = conv(graph.input('images', [BATCH, 1, 8, 8]), kernel!, bias, { padding: 'same' });
  const { y } = batchNorm(features, { scale: scale!, shift: shift! }, 1e-3);
  const pooled = averagePool(silu(y), { size: 2 });
  const loss = crossEntropy(dense(reshape(pooled, [BATCH, 64]), w!, b!), graph.input('labels', [BATCH], 'int32'));
  const gradient = clipByNorm(flatten(gradients(loss, [kernel!, bias!, scale!, shift!, w!, b!])), 5);
  const next = adamw(state, gradient, step, { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 1e-4 });
  for (const [name, vector] of Object.entries(next)) graph.output(`next ${name}`, vector);
  graph.output('loss', loss);
  return graph;
}

const NAMES = { parameters: 'next parameters', first: 'next first', second: 'next second' };
const [RATE, STEPS] = [0.02, 60];

function startingState(rng: Rng) {
  const parameters = SHAPES.flatMap((shape, place) =>
    Array.from({ length: sizeOf(shape) }, () => (place === 2 ? 1 : shape.length > 1 ? 0.2 * rng.normal() : 0)),
  );
  return { parameters, first: parameters.map(() => 0), second: parameters.map(() => 0) };
}

function drawBatch(rng: Rng) {
  const labels = Array.from({ length: BATCH }, () => rng.integer(2));
  const images = labels.flatMap((label) =>
    Array.from({ length: 64 }, (_, pixel) => {
      const line = label === 0 ? Math.floor(pixel / 8) : pixel % 8;
      return (line % 2) + 0.5 * rng.normal();
    }),
  );
  return { labels, images };
}

/** What step t is fed, beside the state. */
function stepFeeds(t: number, rng: Rng): Record<string, number[]> {
  const numbers = Object.entries(adamwStep(t, RATE)).map(([name, value]) => [name, [value]]);
  return { ...drawBatch(rng), ...Object.fromEntries(numbers) };
}

async function trainStepByStep() {
  const rng = createRng('stripes');
  const run = await openGraph(trainingGraph());
  let state = startingState(rng);
  const losses: number[] = [];
  for (let t = 1; t <= STEPS; t++) {
    const next = await run({ ...state, ...stepFeeds(t, rng) });
    state = { parameters: next[NAMES.parameters]!, first: next[NAMES.first]!, second: next[NAMES.second]! };
    losses.push(next.loss![0]!);
  }
  return { state, losses };
}

test('a network whose training is one graph learns the direction of stripes from noisy images', async () => {
  const { losses } = await trainStepByStep();
  expect(losses[0]).toBeGreaterThan(0.4);
  // A guess costs ln 2 = 0.69 nats; the stripes stand out well from the noise.
  expect(Math.max(...losses.slice(-5))).toBeLessThan(0.1);
});

test('all steps in one run end in the same bytes as one run for each', async () => {
  const rng = createRng('stripes');
  const start = startingState(rng);
  const feeds = Array.from({ length: STEPS }, (_, index) => stepFeeds(index + 1, rng));
  const fed = Object.keys(feeds[0]!);
  const graph = trainingGraph();
  const session = await InferenceSession.create(repeatedModelBytes(graph, { carried: NAMES, fed }), {
    intraOpNumThreads: 1,
  });
  const tensors = graph.inputs.map(({ name, shape, type }) => {
    const isFed = fed.includes(name);
    const values = isFed ? feeds.flatMap((step) => step[name]!) : start[name as keyof typeof start];
    return [name, ortTensor({ type, shape: isFed ? [STEPS, ...shape] : shape }, values)] as const;
  });
  const steps = ortTensor({ type: 'int32', shape: [] }, [STEPS]);
  const results = await session.run({ steps, ...Object.fromEntries(tensors) });
  const { state, losses } = await trainStepByStep();
  expect(Array.from(results.loss!.data as Float32Array)).toEqual(losses);
  for (const [input, output] of Object.entries(NAMES)) {
    expect(Array.from(results[output]!.data as Float32Array)).toEqual(state[input as keyof typeof state]);
  }
});

test('a repetition names what the step does not have', () => {
  const graph = trainingGraph();
  const repeat = (carried: Record<string, string>, fed: string[]) => () => repeatedModelBytes(graph, { carried, fed });
  expect(repeat({ theta: 'loss' }, [])).toThrow('the step has no input theta; it has parameters, first,');
  expect(repeat({ first: 'gone' }, [])).toThrow('the step has no output gone; it has next parameters,');
  expect(repeat({ first: 'loss' }, [])).toThrow(
    /output loss is float32 of shape \[\], expected float32 of \[\d+\] as input first/,
  );
  expect(repeat({}, ['noise'])).toThrow('the step has no input noise');
});
