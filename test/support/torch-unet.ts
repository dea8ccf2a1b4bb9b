import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRng } from '../../src/core/rng.ts';
import { diffusionTrainable } from '../../src/loop/models/diffusion.ts';
import { lengthOf, tensorsOf } from '../../src/loop/models/layout.ts';
import type { UNetConfig } from '../../src/loop/models/unet.ts';
import { safetensorsBytes, type WeightTensor } from '../../src/loop/runs/safetensors.ts';
import { LEARNING_RATE, OPTIMISER, type Start, startOf, stepByHand } from './steps-by-hand.ts';

const PROGRAM = fileURLToPath(new URL('torch-unet.py', import.meta.url));
const STEPS = 3;

/** What some steps of training come to. */
export interface Outcome {
  readonly losses: ArrayLike<number>;
  /** Of the first step, by all parameters in their order. */
  readonly gradient: ArrayLike<number>;
  readonly parameters: ArrayLike<number>;
  readonly statistics: ArrayLike<number>;
}

/** A U-Net with some images and all that three steps of training are fed. */
export interface Case extends Start {
  readonly config: UNetConfig;
}

export function unetCase(config: UNetConfig, batch: number): Case {
  const rng = createRng('images of the U-Net');
  const images = Float32Array.from({ length: 5 * config.channels * config.size ** 2 }, () => rng.normal());
  return { config, ...startOf(diffusionTrainable(config, images, batch), STEPS, 'U-Net') };
}

export async function trainHere(start: Case): Promise<Outcome> {
  const { losses, states } = await stepByHand(start, { executionProviders: ['cpu'], intraOpNumThreads: 2 });
  const last = states.at(-1)!;
  return {
    losses,
    // The first moments begin at 0 and take a tenth of the first gradient.
    gradient: states[0]!.first!.map((moment) => moment / 0.1),
    parameters: last.parameters!,
    statistics: last.statistics!,
  };
}

/** A Python that has torch: the system's or the one on the path; undefined if neither has. */
export function pythonWithTorch(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
}

export function trainInTorch(python: string, { config, trainable, layout, vectors, draws }: Case): Outcome {
  const fed = draws.flatMap((drawn, step) =>
    Object.entries(drawn).map(([name, values]) => [`${step}/${name}`, tensorOf(values)] as const),
  );
  const tensors = new Map<string, WeightTensor>([
    ...tensorsOf(layout.parameters, vectors.parameters!),
    ...tensorsOf(layout.statistics, vectors.statistics!),
    ['images', tensorOf(trainable.resident.images!.values as Float32Array)], // images are floats
    ...fed,
  ]);
  const problem = {
    config,
    steps: draws.length,
    parameters: layout.parameters.map(({ name }) => name),
    statistics: layout.statistics.map(({ name }) => name),
    optimiser: { ...OPTIMISER, learningRate: LEARNING_RATE },
  };
  const metadata = Object.fromEntries(Object.entries(problem).map(([key, value]) => [key, JSON.stringify(value)]));
  const input = safetensorsBytes({ tensors, metadata });
  const output = execFileSync(python, [PROGRAM], { input, maxBuffer: 2 ** 28 });
  const values = new Float32Array(new Uint8Array(output).buffer);
  const p = lengthOf(layout.parameters);
  const ends = [draws.length, draws.length + p, draws.length + 2 * p];
  return {
    losses: values.subarray(0, ends[0]),
    gradient: values.subarray(ends[0], ends[1]),
    parameters: values.subarray(ends[1], ends[2]),
    statistics: values.subarray(ends[2]),
  };
}

function tensorOf(values: Float32Array | Int32Array): WeightTensor {
  const shape = [values.length];
  return values instanceof Int32Array
    ? { dtype: 'I32', shape, values: Int32Array.from(values) }
    : { dtype: 'F32', shape, values: Float32Array.from(values) };
}

/** Writes what PyTorch gives for a small U-Net as a fixture. */
function writeGolden(file: string): void {
  const config = { size: 8, channels: 2, widths: [2, 3, 4], depth: 2, embedding: 4 };
  const batch = 2;
  const python = pythonWithTorch();
  if (python === undefined) throw new Error('expected a Python that has torch, found none');
  const rounded = Object.entries(trainInTorch(python, unetCase(config, batch))).map(([name, values]) => [
    name,
    Array.from(values as ArrayLike<number>, (value) => Number(value.toPrecision(7))),
  ]);
  writeFileSync(file, `${JSON.stringify({ config, batch, outcome: Object.fromEntries(rounded) })}\n`);
}

if (import.meta.main) writeGolden(process.argv[2]!);
