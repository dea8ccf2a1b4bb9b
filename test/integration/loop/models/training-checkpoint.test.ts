import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { type Progressed, readCheckpoint, writeCheckpoint } from '../../../../src/loop/models/training-checkpoint.ts';
import { safetensorsBytes } from '../../../../src/loop/runs/safetensors.ts';
import { emptyFolder } from '../../../support/cli.ts';

const begun: Progressed = {
  state: { step: 0, vectors: { parameters: Float32Array.of(1, 2), first: Float32Array.of(0, 0) } },
  losses: new Float32Array(),
  evaluations: [],
  best: null,
  seconds: 0,
  peakMemoryBytes: 5,
};
const later: Progressed = {
  state: { step: 2, vectors: { parameters: Float32Array.of(3, 0.1), first: Float32Array.of(-1, 1e-30) } },
  losses: Float32Array.of(0.7, 0.6),
  evaluations: [
    { step: 0, trainingLoss: null, metrics: { loss: 0.75 } },
    { step: 2, trainingLoss: 0.65, metrics: { loss: 0.5 } },
  ],
  best: { step: 2, value: 0.5, vectors: { average: Float32Array.of(2, 2) } },
  seconds: 1.25,
  peakMemoryBytes: 7,
};

test('what is written is read again, and replaces what was there', async () => {
  const file = join(emptyFolder(), 'checkpoint.safetensors');
  expect(await readCheckpoint(file)).toBeUndefined();
  for (const progressed of [begun, later]) {
    await writeCheckpoint(file, progressed);
    expect(await readCheckpoint(file)).toEqual(progressed);
  }
});

test('a file that is cut short, or holds other weights, is refused by name', async () => {
  const file = join(emptyFolder(), 'checkpoint.safetensors');
  await writeCheckpoint(file, later);
  await writeFile(file, (await readFile(file)).subarray(0, 400));
  await expect(readCheckpoint(file)).rejects.toThrow(InputError);
  await writeFile(file, safetensorsBytes({ tensors: new Map(), metadata: {} }));
  await expect(readCheckpoint(file)).rejects.toThrow(`${file}: is no checkpoint of a training`);
});
