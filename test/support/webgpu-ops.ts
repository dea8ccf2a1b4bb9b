import { InferenceSession, type Tensor as OrtTensor } from 'onnxruntime-node';
import { createRng } from '../../src/core/rng.ts';
import { gradients } from '../../src/loop/onnx/gradients.ts';
import { Graph } from '../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../src/loop/onnx/model.ts';
import { silu } from '../../src/loop/onnx/ops/activations.ts';
import { mul, sub } from '../../src/loop/onnx/ops/arithmetic.ts';
import { conv } from '../../src/loop/onnx/ops/conv.ts';
import { gather } from '../../src/loop/onnx/ops/gather.ts';
import { meanSquaredError } from '../../src/loop/onnx/ops/losses.ts';
import { repeatedModelBytes } from '../../src/loop/onnx/repeat.ts';
import { drawValues, ortTensor, relativeDistance } from './onnx.ts';
import { OP_CASES } from './op-cases.ts';

/*
 * A program: runs every op with its gradients in one graph on the CPU and on WebGPU and prints as JSON how far apart
 * each result is. The runtime's log, which says where each node was placed, goes to stderr.
 */
const graph = new Graph();
const rng = createRng('CPU and WebGPU');
const feeds: Record<string, OrtTensor> = {};
for (const [number, { name, operands, build }] of OP_CASES.entries()) {
  const inputs = operands.map(({ shape, values }, place) => {
    const input = graph.input(`x${number}.${place}`, shape, typeof values === 'object' ? 'int32' : 'float32');
    feeds[input.name] = ortTensor(input, drawValues({ shape, values }, rng));
    return input;
  });
  const y = build(inputs);
  const dy = graph.input(`dy${number}`, y.shape);
  feeds[dy.name] = ortTensor(dy, drawValues({ shape: y.shape, values: 'normal' }, rng));
  graph.output(`${name}: y`, y);
  const floats = inputs.filter(({ type }) => type === 'float32');
  for (const [place, gradient] of gradients(y, floats, dy).entries()) graph.output(`${name}: dx${place}`, gradient);
}

type Options = InferenceSession.SessionOptions;
const run = async (model: Uint8Array, inputs: typeof feeds, options: Options) =>
  (await InferenceSession.create(model, options)).run(inputs);
const values = (tensor: OrtTensor) => Array.from(tensor.data as Float32Array);

async function distances(model: Uint8Array, inputs: typeof feeds, options: Options): Promise<[string, number][]> {
  const cpu = await run(model, inputs, { executionProviders: ['cpu'] });
  const webgpu = await run(model, inputs, { ...options, executionProviders: ['webgpu'] });
  return Object.entries(cpu).map(([name, tensor]) => [name, relativeDistance(values(webgpu[name]!), values(tensor))]);
}

/** Five steps of gradient descent in one run: an autoencoder of two convolutions on batches out of ten images. */
function fiveSteps(): { model: Uint8Array; inputs: typeof feeds } {
  const step = new Graph();
  const w = step.input('w', [3, 3, 3, 3]);
  const images = gather(step.input('images', [10, 3, 8, 8]), step.input('ids', [4], 'int32'));
  const hidden = silu(conv(images, w, undefined, { padding: 'same' }));
  const loss = meanSquaredError(conv(hidden, w, undefined, { padding: 'same' }), images);
  step.output('loss of five steps', loss);
  step.output('next w', sub(w, mul(gradients(loss, [w])[0]!, 0.05)));
  const normal = (shape: number[]) =>
    ortTensor({ type: 'float32', shape }, drawValues({ shape, values: 'normal' }, rng));
  const ids = drawValues({ shape: [5, 4], values: { below: 10 } }, rng);
  return {
    model: repeatedModelBytes(step, { carried: { w: 'next w' }, fed: ['ids'] }),
    inputs: {
      steps: ortTensor({ type: 'int32', shape: [] }, [5]),
      w: normal([3, 3, 3, 3]),
      images: normal([10, 3, 8, 8]),
      ids: ortTensor({ type: 'int32', shape: [5, 4] }, ids),
    },
  };
}

const { model, inputs } = fiveSteps();
const all = [
  ...(await distances(modelBytes(graph), feeds, { logSeverityLevel: 0, logVerbosityLevel: 1 })),
  // The Loop itself counts on the CPU, so its log proves nothing.
  ...(await distances(model, inputs, { logSeverityLevel: 3 })),
];
process.stdout.write(JSON.stringify(Object.fromEntries(all)), () => process.exit(0));
