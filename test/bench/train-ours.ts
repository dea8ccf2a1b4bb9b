import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRng } from '../../src/core/rng.ts';
import { diffusionTrainable, noiseProgram } from '../../src/loop/models/diffusion.ts';
import { inferenceModel } from '../../src/loop/models/inference.ts';
import { initialVector, layoutOf, tensorsOf } from '../../src/loop/models/layout.ts';
import { type StepValues, trainingStep } from '../../src/loop/models/training.ts';
import { adamwStep } from '../../src/loop/onnx/adamw.ts';
import { repeatedModelBytes, STEPS } from '../../src/loop/onnx/repeat.ts';
import { openSession } from '../../src/loop/onnx/session.ts';
import { sizeOf } from '../../src/loop/onnx/shapes.ts';

/**
 * Our training step and forward pass, taken one at a time on demand: train-ours.ts MODE SIZE BATCH THREADS, MODE train or
 * forward. Prints what it is, then for every line that comes in what one step used, as train-torch.py does.
 */
const [mode, ...numbers] = process.argv.slice(2);
const [size, batch, threads] = numbers.map(Number) as [number, number, number];
const config = { size, channels: 3, widths: [32, 64, 96, 128], depth: 2, embedding: 32 };
const rng = createRng('bench');
const step = mode === 'train' ? await training() : await forward();

console.log(JSON.stringify({ version: `onnxruntime-node ${ortVersion()}` }));
for await (const _ of createInterface(process.stdin)) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const loss = await step();
  const { user, system } = process.cpuUsage(used);
  console.log(
    JSON.stringify({
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakKilobytes: peakKilobytes(),
      loss,
    }),
  );
}
process.exit(0);

async function training(): Promise<() => Promise<number>> {
  const images = Float32Array.from({ length: 4 * batch * 3 * size ** 2 }, () => rng.normal());
  const trainable = diffusionTrainable(config, images, batch);
  const { graph, layout, carried, fed } = trainingStep(trainable, {
    epsilon: 1e-8,
    epsilonPlacement: 'pytorch',
    weightDecay: 1e-4,
  });
  const session = await openSession(repeatedModelBytes(graph, { carried, fed }), {
    providers: ['cpu'],
    threads,
    carried,
  });
  const begun = initialVector(layout.parameters, rng);
  const statistics = initialVector(layout.statistics, rng);
  const zeros = new Float32Array(begun.length);
  const averages = { average: begun, averageStatistics: statistics };
  const state = { parameters: begun, first: zeros, second: zeros, statistics, ...averages };
  for (const [name, values] of Object.entries(state)) await session.set({ [name]: { shape: [values.length], values } });
  await session.set(trainable.resident);
  const drawn = trainable.draw(rng);
  let taken = 0;
  return async () => {
    taken++;
    const numbers = { ...adamwStep(taken, 1e-3), averageDecay: 0.999 };
    const step: StepValues = {
      ...drawn,
      ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, Float32Array.of(number)])),
    };
    const inputs = graph.inputs
      .filter(({ name }) => fed.includes(name))
      .map(({ name, shape }) => [name, { shape: [1, ...shape], values: step[name]! }] as const);
    const { loss } = await session.run({
      [STEPS]: { shape: [], values: Int32Array.of(1) },
      ...Object.fromEntries(inputs),
    });
    return Number(loss!.values[0]);
  };
}

async function forward(): Promise<() => Promise<number>> {
  const program = noiseProgram(config, batch);
  const { parameters, statistics } = layoutOf(program);
  const tensors = new Map(
    [parameters, statistics].flatMap((parts) => [...tensorsOf(parts, initialVector(parts, rng))]),
  );
  const session = await openSession(inferenceModel(program, { tensors }), { providers: ['cpu'], threads });
  const shape = [batch, 3, size, size];
  const inputs = {
    noisy: { shape, values: Float32Array.from({ length: sizeOf(shape) }, () => rng.normal()) },
    variance: { shape: [batch], values: Float32Array.from({ length: batch }, () => rng.uniform()) },
  };
  return async () => {
    const { noise } = await session.run(inputs);
    return Number(noise!.values[0]);
  };
}

function peakKilobytes(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
}

function ortVersion(): string {
  const file = new URL('../../node_modules/onnxruntime-node/package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
